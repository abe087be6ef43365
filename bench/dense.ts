import { resolve } from "node:path";
import { readDenseModel } from "../nodes/dense-model.ts";
import { readBallModel } from "../nodes/model-files.ts";
import { openWindowNetwork } from "../nodes/trackers/window-network.ts";
import type { Int8Network } from "../src/dense/int8-network.ts";
import { Int8Run } from "../src/dense/int8-run.ts";
import { int8Bytes, int8Macs } from "../src/dense/quantise.ts";
import { decoderOutputs, readPlace, type Decoder } from "../src/snn/decoder.ts";
import { RING_EVENTS, ringElements, ringWindows } from "../studies/chips/ring-windows.ts";
import { type Figure, median, type Suite } from "./figure.ts";
import { onnxPeer, type OnnxPeer } from "./onnx-peer.ts";

const MODELS = resolve(import.meta.dirname, "../models");
/** Spiking tracker, and the dense one of its topology. */
const PAIRS = [
  ["ball-real", "ball-real-int8"],
  ["ball-sim", "ball-sim-int8"],
] as const;
const SIDE_PX = 64;
const RINGS = ringWindows(64, SIDE_PX);
const WARM_UP = 500;
/** [px] from a ring's centre, on average: both have learned balls, not rings. */
const MOST_PX = 5;
/** [-] of the outputs' spread: all but the last sums are whole numbers on both sides. */
const MOST_OFF = 1e-5;

/** A ring as elements of the networks' input, and [px] its centre. */
interface Shown {
  readonly xPx: number;
  readonly yPx: number;
  readonly elements: Int32Array;
}

/** A way to show a window; the outputs go to `outputs`. */
type Show = (elements: Int32Array, outputs: Float64Array) => void | Promise<void>;

/** A window of a spiking tracker beside a dense network of the same topology in 8 bits. */
export const denseSuite: Suite = {
  name: "dense",
  question: "what does a window cost, event by event, and dense in 8 bits, here and in the ONNX runtime?",
  run: async ({ short }) => {
    const figures: Figure[] = [];
    for (const [spiking, dense] of PAIRS)
      figures.push(
        ...(await pair(spiking, dense, short ? { rounds: 2, shown: 100 } : { rounds: 10, shown: 500 })),
      );
    return figures;
  },
};

interface Extent {
  readonly rounds: number;
  readonly shown: number;
}

async function pair(spiking: string, dense: string, extent: Extent): Promise<Figure[]> {
  const model = await readBallModel(resolve(MODELS, spiking));
  const { card, network } = await readDenseModel(resolve(MODELS, dense));
  const { channels } = card.input;
  if (model.card.input.channels !== channels)
    throw new Error(`${spiking} and ${dense} take windows of different channels`);
  const windows = RINGS.map((ring): Shown => {
    return { xPx: ring.xPx, yPx: ring.yPx, elements: ringElements(ring, SIDE_PX, channels) };
  });
  const events = openWindowNetwork(model);
  const int8 = new Int8Run(network);
  const peer = await onnxPeer(network);
  const ways = new Map<string, Show>([
    [`${spiking}, event by event`, (elements, outputs) => events.show(elements, elements.length, outputs)],
    [`${dense}, WASM`, (elements, outputs) => int8.show(elements, elements.length, outputs)],
  ]);
  if (peer !== null) {
    ways.set(`${dense}, onnxruntime-node`, async (elements, outputs) =>
      outputs.set(await peer.show(elements)),
    );
    await agree(int8, peer, windows, decoderOutputs(card.decoder));
  }
  const decoders = [model.card.decoder, card.decoder, card.decoder];
  const off: number[] = [];
  for (const [n, show] of [...ways.values()].entries())
    off.push(await fromCentres(show, windows, decoders[n]!));
  const timesUs = await inTurn([...ways.values()], windows, {
    ...extent,
    outputs: decoderOutputs(card.decoder),
  });
  return [...ways.keys()].map((name, n): Figure => ({
    name,
    value: median(timesUs[n]!),
    unit: "us",
    note: `p99 ${p99(timesUs[n]!)} us; ${String(RING_EVENTS)} events, places ${off[n]!.toFixed(2)} px from the centres; ${what(n, network, peer)}`,
  }));
}

function what(way: number, network: Int8Network, peer: OnnxPeer | null): string {
  const work = `${(int8Macs(network) / 1e6).toFixed(2)} million multiplications, ${(int8Bytes(network) / 1000).toFixed(0)} kB`;
  return ["32-bit floats", `${work}, SIMD`, `${work}, version ${peer?.version ?? ""}, 1 thread`][way] ?? "";
}

/** Throws unless the two give the same, to the rounding of the last sums. */
async function agree(
  int8: Int8Run,
  peer: OnnxPeer,
  windows: readonly Shown[],
  outputs: number,
): Promise<void> {
  const own = new Float64Array(outputs);
  for (const { elements } of windows) {
    int8.show(elements, elements.length, own);
    const theirs = await peer.show(elements);
    const spread = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const off = own.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? NaN))), 0);
    if (!(off <= MOST_OFF * spread))
      throw new Error(`the ONNX runtime gives other outputs: ${String(off)} of ${String(spread)} apart`);
  }
}

/** [px] mean distance of the places from the rings' centres. */
async function fromCentres(show: Show, windows: readonly Shown[], decoder: Decoder): Promise<number> {
  const outputs = new Float64Array(decoderOutputs(decoder));
  const place = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  let sum = 0;
  for (const { elements, xPx, yPx } of windows) {
    await show(elements, outputs);
    readPlace(outputs, decoder, place);
    sum += Math.hypot(place.xPx - xPx, place.yPx - yPx) / windows.length;
  }
  if (!(sum < MOST_PX)) throw new Error(`places are ${String(sum)} px from the rings' centres`);
  return sum;
}

/** [us] each showing, by way; the first round warms up. */
async function inTurn(
  ways: readonly Show[],
  windows: readonly Shown[],
  { rounds, shown, outputs }: Extent & { readonly outputs: number },
): Promise<number[][]> {
  const to = new Float64Array(outputs);
  const timesUs: number[][] = ways.map(() => []);
  for (const show of ways) await timed(show, windows, { to, shown: WARM_UP });
  for (let round = 0; round < rounds; round++)
    for (const [n, show] of ways.entries()) timesUs[n]!.push(...(await timed(show, windows, { to, shown })));
  return timesUs;
}

async function timed(
  show: Show,
  windows: readonly Shown[],
  { to, shown }: { readonly to: Float64Array; readonly shown: number },
): Promise<number[]> {
  const timesUs: number[] = [];
  for (let k = 0; k < shown; k++) {
    const { elements } = windows[k % windows.length]!;
    const startMs = performance.now();
    const done = show(elements, to);
    if (done !== undefined) await done;
    timesUs.push((performance.now() - startMs) * 1000);
  }
  return timesUs;
}

const p99 = (values: readonly number[]): string =>
  ([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? NaN).toFixed(0);
