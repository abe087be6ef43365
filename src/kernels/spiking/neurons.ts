import { view, type KernelMemory } from "./memory.ts";

/**
 * What one step of a population reads and writes, 4 bytes a field, in this order. Addresses are of 4-byte numbers, one a
 * neuron; `count` is a multiple of 16, and what is beyond the neurons themselves must never fire.
 *
 * `v` potential; `acc` input sums, set to `bias` (0 where its address is 0) when read; `indices` and `values` receive the
 * spikes, with room for `count` + 3; `spikes` their sum; `flags` see below. Then one parameter for all: `decay`, `gain`,
 * `offset`, `limit` (fires above it), `threshold` (what a spike takes off), `vReset`, `vMin`, `maxSpikes`. Then the same
 * for each neuron, and `i`, its current, with `currentDecays` and `currentGains` (address 0: no current). `scratch` has
 * room for `count` / 4 + 4 integers. No threshold is below `vMin`.
 */
const FIELDS = [
  "v",
  "acc",
  "bias",
  "count",
  "indices",
  "values",
  "spikes",
  "flags",
  "decay",
  "gain",
  "offset",
  "limit",
  "threshold",
  "vReset",
  "vMin",
  "maxSpikes",
  "decays",
  "gains",
  "offsets",
  "limits",
  "thresholds",
  "vResets",
  "i",
  "currentDecays",
  "currentGains",
  "scratch",
] as const;
type Field = (typeof FIELDS)[number];

/** [4 bytes] of the structure. */
export const NEURON_FIELDS = FIELDS.length;

/** Fields that hold a number in single precision; the others hold an address or an integer. */
const REAL: ReadonlySet<string> = new Set([
  "spikes",
  "decay",
  "gain",
  "offset",
  "limit",
  "threshold",
  "vReset",
  "vMin",
  "maxSpikes",
]);

/** A spike sets v to vReset; else it takes the threshold off. */
export const RESET_TO_VALUE = 1;
/** Of several spikes in a step, one at the threshold does not count. */
export const STRICT = 2;
/** `stepLookingBack`: as `LookBack.whole` and `LookBack.corrected` in src/snn/population.ts. */
export const WHOLE = 4;
export const CORRECTED = 8;
/** The current decays after its input is added. */
export const DECAY_INPUT = 16;

/** Fills a structure at `address`; what is left out is 0. */
export function writeNeurons(
  memory: KernelMemory,
  address: number,
  fields: Partial<Record<Field, number>>,
): void {
  const { f32, i32 } = view(memory);
  FIELDS.forEach((field, n) => {
    const lanes = REAL.has(field) ? f32 : i32;
    lanes[address / 4 + n] = fields[field] ?? 0;
  });
}

/** Sum of the values of the last step's spikes. */
export const spikesAt = (memory: KernelMemory, address: number): number =>
  view(memory).f32[address / 4 + FIELDS.indexOf("spikes")]!;

/** A structure, read. */
type Neurons = Readonly<Record<Field, number>>;

function read(memory: KernelMemory, address: number): Neurons {
  const { f32, i32 } = view(memory);
  const entries = FIELDS.map((field, n) => [field, (REAL.has(field) ? f32 : i32)[address / 4 + n]!] as const);
  return Object.fromEntries(entries) as Neurons;
}

const { fround } = Math;

/** Plain form of the kernel of that name: v <- v + acc, one parameter for all; returns the count of events. */
export function stepIntegrators(memory: KernelMemory, address: number): number {
  const { f32 } = view(memory);
  const n = read(memory, address);
  return run(memory, address, (k) => {
    const v = fround(f32[n.v / 4 + k]! + input(f32, n, k));
    return fire(f32, n, { k, v, limit: n.limit, threshold: n.threshold, vReset: n.vReset });
  });
}

/** Plain form: v <- decay v + gain acc + offset, one parameter for all. */
export function stepLeaky(memory: KernelMemory, address: number): number {
  const { f32 } = view(memory);
  const n = read(memory, address);
  return run(memory, address, (k) => {
    const sum = fround(fround(f32[n.v / 4 + k]! * n.decay) + fround(input(f32, n, k) * n.gain));
    return fire(f32, n, {
      k,
      v: fround(sum + n.offset),
      limit: n.limit,
      threshold: n.threshold,
      vReset: n.vReset,
    });
  });
}

/** Plain form: the same with a parameter for each neuron, and a current where there is one. */
export function stepEach(memory: KernelMemory, address: number): number {
  const { f32 } = view(memory);
  const n = read(memory, address);
  return run(memory, address, (k) => {
    const v = charge(f32, n, k, f32[n.v / 4 + k]!);
    const limit = f32[n.limits / 4 + k]!;
    return fire(f32, n, {
      k,
      v,
      limit,
      threshold: f32[n.thresholds / 4 + k]!,
      vReset: f32[n.vResets / 4 + k]!,
    });
  });
}

/** Plain form: snnTorch's reset, which looks at the potential of the step before. */
export function stepLookingBack(memory: KernelMemory, address: number): number {
  const { f32 } = view(memory);
  const n = read(memory, address);
  const subtract = (n.flags & RESET_TO_VALUE) === 0;
  const whole = (n.flags & WHOLE) !== 0;
  return run(memory, address, (k) => {
    const limit = f32[n.limits / 4 + k]!;
    const threshold = f32[n.thresholds / 4 + k]!;
    const old = f32[n.v / 4 + k]!;
    const before = old > limit ? 1 : 0;
    let v = charge(f32, n, k, !subtract && !whole && before === 1 ? 0 : old);
    if (subtract) v = fround(v - before * threshold);
    else if (whole && before === 1) v = 0;
    const above = v > limit ? 1 : 0;
    if ((n.flags & CORRECTED) !== 0) v = fround(v - (above - before) * (subtract ? threshold : v));
    f32[n.v / 4 + k] = v;
    return above;
  });
}

/** Runs `each` over the neurons, which returns spikes, and writes the events. */
function run(memory: KernelMemory, address: number, each: (k: number) => number): number {
  const { f32, i32 } = view(memory);
  const n = read(memory, address);
  let events = 0;
  let spikes = 0;
  for (let k = 0; k < n.count; k++) {
    const z = each(k);
    if (z === 0) continue;
    i32[n.indices / 4 + events] = k;
    f32[n.values / 4 + events] = z;
    events++;
    spikes += z;
  }
  f32[address / 4 + FIELDS.indexOf("spikes")] = spikes;
  return events;
}

/** The input sum of a neuron; leaves the bias for the next step. */
function input(f32: Float32Array, n: Neurons, k: number): number {
  const x = f32[n.acc / 4 + k]!;
  f32[n.acc / 4 + k] = n.bias === 0 ? 0 : f32[n.bias / 4 + k]!;
  return x;
}

function charge(f32: Float32Array, n: Neurons, k: number, v: number): number {
  let drive = input(f32, n, k);
  if (n.i !== 0) {
    const decay = f32[n.currentDecays / 4 + k]!;
    const gained = fround(f32[n.currentGains / 4 + k]! * drive);
    const i = f32[n.i / 4 + k]!;
    drive =
      (n.flags & DECAY_INPUT) !== 0 ? fround(decay * fround(i + gained)) : fround(fround(decay * i) + gained);
    f32[n.i / 4 + k] = drive;
  }
  const sum = fround(fround(v * f32[n.decays / 4 + k]!) + fround(drive * f32[n.gains / 4 + k]!));
  return fround(sum + f32[n.offsets / 4 + k]!);
}

interface Charged {
  readonly k: number;
  readonly v: number;
  readonly limit: number;
  readonly threshold: number;
  readonly vReset: number;
}

/** Spikes of a neuron; stores its potential after the reset. */
function fire(f32: Float32Array, n: Neurons, { k, v, limit, threshold, vReset }: Charged): number {
  let after = v;
  let z = 0;
  if (v > limit) {
    z = 1;
    if (n.maxSpikes !== 1) {
      const ratio = fround(v / threshold);
      const whole = (n.flags & STRICT) !== 0 ? Math.ceil(ratio) - 1 : Math.trunc(ratio);
      z = Math.min(Math.max(whole, 1), n.maxSpikes);
    }
    after = (n.flags & RESET_TO_VALUE) !== 0 ? vReset : fround(v - fround(z * threshold));
  }
  f32[n.v / 4 + k] = Math.max(after, n.vMin);
  return z;
}
