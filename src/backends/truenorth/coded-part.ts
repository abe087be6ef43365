import { distinctCount, distinctWeights, type Wiring } from "../wiring.ts";
import { codedWeights, isExact, WEIGHT_CODES, type WeightCode } from "./weight-code.ts";

/** A part's weights on axons: one code for all, a step of its own for each output channel. */
export interface CodedPart {
  readonly code: WeightCode;
  /** By wiring: whole steps, in the order of `distinctWeights`. */
  readonly steps: readonly Int8Array[];
  /** [network's units] by output channel; above 0. */
  readonly step: Float64Array;
  /** By output channel: -1 where the code's one size stands for weights below 0, else 1. */
  readonly sign: Int8Array;
  /** [steps] by output channel: the lowest and the highest sum there can be. */
  readonly lowest: Int32Array;
  readonly highest: Int32Array;
  readonly isExact: boolean;
  /** [network's units] largest difference of a weight. */
  readonly worst: number;
}

/** What a part's wirings have in common. */
export interface PartShape {
  readonly channels: number;
  /** [-] elements of a channel. */
  readonly cells: number;
}

/** Null where the wirings do not agree on channels. */
export function shapeOfPart(count: number, wirings: readonly Wiring[]): PartShape | null {
  const channels = new Set(
    wirings.flatMap(({ weighted }) => (weighted === null ? [] : [weighted.geometry.outChannels])),
  );
  const [first = 1, ...others] = channels;
  return others.length > 0 ? null : { channels: first, cells: count / first };
}

/** [axons an input] the fewest that hold the weights as they are; else null. */
export function exactAxons(wirings: readonly Wiring[], channels: number, most: number): number | null {
  const channelWeights = weightsByChannel(wirings, channels);
  for (let axons = 1; axons <= most; axons++) {
    const code = WEIGHT_CODES[axons - 1] as WeightCode;
    let channel = 0;
    while (channel < channels) {
      const { own } = channelWeights(channel);
      if (!isExact(own, codedWeights(own, code))) break;
      channel++;
    }
    if (channel === channels) return axons;
  }
  return null;
}

export function codePart(wirings: readonly Wiring[], channels: number, code: WeightCode): CodedPart {
  const channelWeights = weightsByChannel(wirings, channels);
  const joined = wirings.map((wiring) => (wiring.weighted === null ? wiring.fanIn : poolOf(wiring)));
  const steps = wirings.map((wiring) => new Int8Array(lengthOf(wiring)));
  const [step, sign] = [new Float64Array(channels), new Int8Array(channels)];
  const [lowest, highest] = [new Int32Array(channels), new Int32Array(channels)];
  const found = { exact: true, worst: 0 };
  for (let channel = 0; channel < channels; channel++) {
    const { own, places } = channelWeights(channel);
    const coded = codedWeights(own, code);
    found.exact &&= isExact(own, coded);
    found.worst = Math.max(found.worst, coded.worst);
    step[channel] = Math.abs(coded.step);
    sign[channel] = Math.sign(coded.step);
    spread(coded.steps, places, steps);
    const sums = sumsOf(coded.steps, places, joined);
    highest[channel] = sign[channel]! > 0 ? sums.above : sums.below;
    lowest[channel] = -(sign[channel]! > 0 ? sums.below : sums.above);
  }
  return { code, steps, step, sign, lowest, highest, isExact: found.exact, worst: found.worst };
}

/** Puts a channel's steps where they belong among all of each wiring. */
function spread(own: Int8Array, places: readonly Int32Array[], to: readonly Int8Array[]): void {
  let next = 0;
  for (let w = 0; w < places.length; w++) for (const at of places[w]!) to[w]![at] = own[next++]!;
}

/** Sizes of the sums of all steps above 0, and of all below. */
function sumsOf(
  own: Int8Array,
  places: readonly Int32Array[],
  joined: readonly number[],
): { readonly above: number; readonly below: number } {
  let [above, below, next] = [0, 0, 0];
  for (let w = 0; w < places.length; w++) {
    for (let i = 0; i < places[w]!.length; i++) {
      const sum = own[next++]! * joined[w]!;
      if (sum > 0) above += sum;
      else below -= sum;
    }
  }
  return { above, below };
}

const lengthOf = ({ weighted }: Wiring): number => (weighted === null ? 1 : distinctCount(weighted));

/** A channel's weights over all wirings, and where each lies among its wiring's `distinctWeights`. */
function weightsByChannel(
  wirings: readonly Wiring[],
  channels: number,
): (channel: number) => { readonly own: Float64Array; readonly places: readonly Int32Array[] } {
  const weights = wirings.map((wiring) => distinctWeights(wiring));
  const counts = wirings.map((wiring) => (wiring.weighted === null ? 1 : lengthOf(wiring) / channels));
  const own = new Float64Array(counts.reduce((sum, count) => sum + count, 0));
  const places = counts.map((count) => new Int32Array(count));
  return (channel) => {
    let next = 0;
    for (let w = 0; w < wirings.length; w++) {
      placesOfChannel(wirings[w]!, channel, places[w]!);
      for (const at of places[w]!) own[next++] = weights[w]![at]!;
    }
    return { own, places };
  };
}

/** [-] senders that a pooling on the way joins to one. */
function poolOf(wiring: Wiring): number {
  if (wiring.weighted === null) return 1;
  const { channels, groups, kernelRows, kernelColumns } = wiring.weighted.geometry;
  return Math.max(1, Math.ceil(wiring.fanIn / ((channels / groups) * kernelRows * kernelColumns)));
}

/** Where a channel's weights lie among a wiring's `distinctWeights`. */
function placesOfChannel({ weighted }: Wiring, channel: number, to: Int32Array): void {
  if (weighted === null) return; // the only one
  const { outChannels, groups } = weighted.geometry;
  const outPerGroup = outChannels / groups;
  const first = Math.floor(channel / outPerGroup) * to.length;
  for (let n = 0; n < to.length; n++) to[n] = (first + n) * outPerGroup + (channel % outPerGroup);
}
