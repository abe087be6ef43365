import { Random } from "../../src/core/random.ts";
import type { Int8Layer, Int8Network } from "../../src/dense/int8-network.ts";
import type { Volume } from "../../src/snn/train/layer-spec.ts";

/** [channels out, kernel, stride, padding] of a layer; a kernel of 0 takes the whole input. */
export type Sizes = readonly [number, number, number, number];

/** A seeded network of these layers; its scales keep the activations within their bytes, now and then beyond. */
export function someInt8Network(input: Volume, sizes: readonly Sizes[], seed = 5): Int8Network {
  const random = new Random(seed);
  const layers: Int8Layer[] = [];
  let volume = input;
  for (const [n, [channels, kernel, stride, padding]] of sizes.entries()) {
    const size: [number, number] = kernel === 0 ? [volume.height, volume.width] : [kernel, kernel];
    const side = (pixels: number, width: number): number =>
      Math.floor((pixels + 2 * padding - width) / stride) + 1;
    const output = { channels, height: side(volume.height, size[0]), width: side(volume.width, size[1]) };
    const taps = volume.channels * size[0] * size[1];
    const whole = (most: number): number => Math.round(random.between(-most, most));
    layers.push({
      name: `conv${String(n)}`,
      input: volume,
      output,
      kernel: size,
      stride,
      padding,
      weight: Int8Array.from({ length: channels * taps }, () => whole(127)),
      weightScale: Float32Array.from({ length: channels }, () => random.between(0.001, 0.01)),
      bias: Int32Array.from({ length: channels }, () => whole(n === 0 ? 300 : 9000)),
      inputScale: n === 0 ? 1 : (layers[n - 1]?.outputScale ?? 1),
      outputScale:
        n === sizes.length - 1 ? null : Math.fround(random.between(0.01, 0.03) * Math.sqrt(taps) * (n + 1)),
    });
    volume = output;
  }
  return { name: "some", input, layers };
}

/** Indices of the input's places, each active with this chance. */
export function someWindow({ input }: Int8Network, share: number, seed: number): Int32Array {
  const random = new Random(seed);
  const places = Array.from({ length: input.channels * input.height * input.width }, (_, n) => n);
  return Int32Array.from(places.filter(() => random.uniform() < share));
}
