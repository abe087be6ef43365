import { Random } from "../../src/core/random.ts";
import type { Edge, NetworkGraph, NetworkNode } from "../../src/snn/network.ts";
import { filled, sizeOf, type Shape, tensor, type Tensor } from "../../src/snn/tensor.ts";

/**
 * A random network of a seed: chains of convolutions, products, poolings and neurons with sizes from sane to absurd, some
 * with branches, loops, odd numbers or shapes that do not go together. Small enough to be made a thousand times.
 */
export function randomNetwork(seed: number): NetworkGraph {
  return new Maker(new Random(seed)).make();
}

class Maker {
  readonly #random: Random;
  readonly #nodes: [string, NetworkNode][] = [];
  #shape: Shape = [];

  constructor(random: Random) {
    this.#random = random;
  }

  make(): NetworkGraph {
    const picture = this.#chance(0.7);
    this.#shape = picture
      ? [this.#whole(1, 3), this.#whole(3, 20), this.#whole(3, 20)]
      : [this.#whole(1, this.#chance(0.05) ? 5000 : 60)];
    this.#add("input", { type: "Input", shape: this.#shape });
    const depth = this.#whole(0, 6);
    for (let n = 0; n < depth; n++) this.#layer();
    if (this.#chance(0.95)) this.#add("output", { type: "Output", shape: this.#shape });
    return { type: "NIRGraph", nodes: new Map(this.#nodes), edges: this.#edges() };
  }

  #layer(): void {
    const kinds = [
      () => this.#conv(),
      () => this.#linear(),
      () => this.#neurons(),
      () => this.#neurons(),
      () => this.#pool(),
      () => this.#odd(),
    ];
    kinds[this.#whole(0, kinds.length - 1)]?.();
  }

  #conv(): void {
    const [channels = 1, rows = 0, columns = 0] = this.#shape;
    if (this.#shape.length !== 3) {
      this.#linear();
      return;
    }
    const kernel = Math.min(this.#whole(1, 5), rows, columns);
    const stride = this.#whole(1, 3);
    const padding = this.#whole(0, 2);
    const groups = this.#chance(0.1) ? channels : 1;
    const out = groups * this.#whole(1, 8);
    const size = (length: number): number => Math.floor((length + 2 * padding - kernel) / stride) + 1;
    this.#add("conv", {
      type: "Conv2d",
      inputShape: null,
      weight: this.#numbers([out, channels / groups, kernel, kernel]),
      stride: [stride, stride],
      padding: [padding, padding],
      dilation: [1, 1],
      groups,
      bias: this.#chance(0.5) ? filled([out], 0) : this.#numbers([out]),
    });
    this.#shape = [out, size(rows), size(columns)];
    this.#neurons();
  }

  #linear(): void {
    if (this.#shape.length !== 1) {
      this.#add("flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 });
      this.#shape = [sizeOf(this.#shape)];
    }
    const [into = 1] = this.#shape;
    const out = this.#whole(1, 40);
    const weight = this.#numbers([out, into]);
    this.#add(
      "dense",
      this.#chance(0.5) ? { type: "Linear", weight } : { type: "Affine", weight, bias: this.#numbers([out]) },
    );
    this.#shape = [out];
  }

  #neurons(): void {
    const each = (low: number, high: number): Tensor =>
      this.#chance(0.8)
        ? filled(this.#shape, this.#random.between(low, high))
        : tensor(
            this.#shape,
            Float64Array.from({ length: sizeOf(this.#shape) }, () => this.#random.between(low, high)),
          );
    const fire = { vThreshold: each(this.#chance(0.05) ? -1 : 0.3, 2), vReset: filled(this.#shape, 0) };
    const r = filled(this.#shape, 1);
    const vLeak = filled(this.#shape, this.#chance(0.9) ? 0 : 0.1);
    const nodes: NetworkNode[] = [
      { type: "IF", r, ...fire },
      { type: "IF", r, ...fire },
      { type: "LIF", tau: each(0.5, 20), r, vLeak, ...fire },
      { type: "CubaLIF", tauSyn: each(1, 5000), tauMem: each(1, 20), r, vLeak, wIn: r, ...fire },
      { type: "LI", tau: each(1, 20), r, vLeak },
      { type: "I", r },
    ];
    this.#add("neurons", nodes[this.#whole(0, nodes.length - 1)] as NetworkNode);
  }

  #pool(): void {
    const [channels = 1, rows = 0, columns = 0] = this.#shape;
    if (this.#shape.length !== 3) return;
    const size = Math.min(this.#whole(1, 3), rows, columns);
    const stride = this.#chance(0.8) ? size : this.#whole(1, 3);
    const type = this.#chance(0.5) ? "SumPool2d" : "AvgPool2d";
    this.#add("pool", { type, kernelSize: [size, size], stride: [stride, stride], padding: [0, 0] });
    const left = (length: number): number => Math.floor((length - size) / stride) + 1;
    this.#shape = [channels, left(rows), left(columns)];
  }

  /** What many chips do not have, and what is wrong. */
  #odd(): void {
    const odds: (() => void)[] = [
      () => this.#add("scale", { type: "Scale", scale: filled(this.#shape, 2) }),
      () => this.#add("threshold", { type: "Threshold", threshold: filled(this.#shape, 1) }),
      () => this.#add("delay", { type: "Delay", delay: filled(this.#shape, this.#whole(0, 80)) }),
      () => this.#add("wrong", { type: "Linear", weight: this.#numbers([3, 7]) }),
      () =>
        this.#add("endless", {
          type: "IF",
          r: filled(this.#shape, Infinity),
          vThreshold: filled(this.#shape, NaN),
          vReset: filled(this.#shape, 0),
        }),
    ];
    odds[this.#whole(0, odds.length - 1)]?.();
  }

  /** A chain, sometimes with an edge more: ahead, back, or to nowhere. */
  #edges(): Edge[] {
    const names = this.#nodes.map(([name]) => name);
    const edges = names.slice(1).map((name, i): Edge => [names[i] ?? "", name]);
    const any = (): string => names[this.#whole(0, names.length - 1)] ?? "";
    if (this.#chance(0.15)) edges.push([any(), any()]);
    if (this.#chance(0.03)) edges.push([any(), "nowhere"]);
    return edges;
  }

  #numbers(shape: Shape): Tensor {
    const huge = this.#chance(0.03) ? 1e9 : 1;
    return tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () =>
        this.#chance(0.1) ? 0 : huge * this.#random.between(-1, 1),
      ),
    );
  }

  #add(name: string, node: NetworkNode): void {
    this.#nodes.push([`${name}${String(this.#nodes.length)}`, node]);
  }

  #whole(least: number, most: number): number {
    return least + Math.floor(this.#random.uniform() * (most - least + 1));
  }

  #chance(share: number): boolean {
    return this.#random.uniform() < share;
  }
}
