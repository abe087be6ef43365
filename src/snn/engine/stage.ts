import { NEURON_FIELDS, spikesAt, writeNeurons } from "../../kernels/spiking/neurons.ts";
import type { Signal } from "../signal.ts";
import type { Arena, Floats, Integers } from "./arena.ts";
import type { Cells } from "./cells.ts";
import type { NeuronPlan } from "./neuron-plan.ts";
import type { Projection } from "./projection.ts";
import type { EventSource } from "./source.ts";

/** One part of a step. Everything is for one sample of the batch, by its number. */
export interface Stage {
  /** Runs the stage; its sources have run, or, where fed back, still hold the step before. */
  run(sample: number): void;
  reset(sample: number): void;
  /** Where others read what it puts out. */
  readonly output: StageOutput;
}

/** What a stage puts out: events, or numbers of which events are made where somebody asks for them. */
export interface StageOutput {
  readonly events: EventSource;
  /** By sample: all numbers, at the places of `events`; null where only events exist. */
  readonly dense: readonly Floats[] | null;
}

/** Sums of what comes in; they hold the bias before a step begins. */
export class Sums {
  readonly sums: readonly Floats[];
  readonly bias: Floats | null;
  readonly projections: Projection[] = [];
  /** Sources that come without weights. */
  readonly plain: StageOutput[] = [];
  readonly places: Int32Array;

  constructor(
    arena: Arena,
    {
      count,
      places,
      bias,
      batch,
      margin,
    }: {
      readonly count: number;
      readonly places: Int32Array;
      readonly bias: Float32Array | null;
      readonly batch: number;
      /** Numbers that fans may add zeros to, before and behind. */
      readonly margin: number;
    },
  ) {
    this.sums = Array.from({ length: batch }, () => arena.floatsWithin(count, margin));
    this.bias = bias === null ? null : arena.keepFloats(bias);
    this.places = places;
  }

  gather(sample: number): void {
    for (let n = 0; n < this.projections.length; n++) this.projections[n]!.run(sample);
    for (let n = 0; n < this.plain.length; n++) this.#add(this.plain[n]!, sample);
  }

  reset(sample: number): void {
    if (this.bias === null) this.sums[sample]!.view.fill(0);
    else this.sums[sample]!.view.set(this.bias.view);
  }

  #add({ events, dense }: StageOutput, sample: number): void {
    const sums = this.sums[sample]!.view;
    const from = dense === null ? scratchOf(events, sample) : dense[sample]!.view;
    for (let n = 0; n < this.places.length; n++) {
      const to = this.places[n]!;
      sums[to] = sums[to]! + from[events.places[n]!]!;
    }
  }
}

const scratch = new WeakMap<EventSource, Float32Array>();

/** A sample's events as numbers at their places; valid until the next call for that source. */
export function scratchOf(events: EventSource, sample: number): Float32Array {
  let all = scratch.get(events);
  if (all === undefined) scratch.set(events, (all = new Float32Array(events.count)));
  all.fill(0);
  const indices = events.indices[sample]!.view;
  const values = events.values[sample]!.view;
  for (let e = 0; e < events.counts[sample]!; e++) all[indices[e]!] = all[indices[e]!]! + values[e]!;
  return all;
}

/** Neurons behind their sums. */
export class NeuronStage implements Stage {
  readonly output: StageOutput;
  readonly input: Sums;
  /** By sample. */
  readonly v: readonly Floats[];
  readonly #arena: Arena;
  readonly #structures: readonly Integers[];
  readonly #plan: NeuronPlan;
  readonly #currents: readonly Floats[];

  constructor(
    arena: Arena,
    {
      plan,
      cells,
      input,
      events,
    }: {
      readonly plan: NeuronPlan;
      readonly cells: Cells;
      readonly input: Sums;
      readonly events: EventSource;
    },
  ) {
    this.#arena = arena;
    this.#plan = plan;
    this.input = input;
    this.v = input.sums.map(() => arena.floats(cells.count));
    this.#currents = plan.current === null ? [] : input.sums.map(() => arena.floats(cells.count));
    this.output = { events, dense: plan.fires ? null : this.v };
    const addresses = parameterAddresses(arena, plan);
    const scratch = arena.integers(cells.count / 4 + 4).address;
    this.#structures = input.sums.map(() => arena.integers(NEURON_FIELDS));
    this.#structures.forEach((structure, sample) => {
      writeNeurons(arena.memory, structure.address, {
        ...plan.uniform,
        ...addresses,
        scratch,
        v: this.v[sample]!.address,
        acc: input.sums[sample]!.address,
        bias: input.bias?.address ?? 0,
        count: cells.count,
        indices: events.indices[sample]!.address,
        values: events.values[sample]!.address,
        flags: plan.flags,
        i: this.#currents[sample]?.address ?? 0,
      });
    });
  }

  run(sample: number): void {
    this.input.gather(sample);
    const events = this.#arena.call[this.#plan.kernel](this.#structures[sample]!.address);
    if (this.#plan.fires) this.output.events.counts[sample] = events;
  }

  /** Spikes of the last step, those of a neuron that fired twice counted twice. */
  spikes(sample: number): number {
    return spikesAt(this.#arena.memory, this.#structures[sample]!.address);
  }

  reset(sample: number): void {
    this.input.reset(sample);
    this.v[sample]!.view.set(this.#plan.vInitial);
    this.#currents[sample]?.view.fill(0);
    this.output.events.counts[sample] = 0;
  }
}

function parameterAddresses(arena: Arena, { each, current }: NeuronPlan): Record<string, number> {
  const entries = Object.entries(each ?? {}).map(
    ([name, values]) => [name, arena.keepFloats(values).address] as const,
  );
  if (current === null) return Object.fromEntries(entries);
  const currentDecays = arena.keepFloats(current.decays).address;
  return {
    ...Object.fromEntries(entries),
    currentDecays,
    currentGains: arena.keepFloats(current.gains).address,
  };
}

/** Weights whose sums are read themselves. */
export class SumStage implements Stage {
  readonly output: StageOutput;
  readonly input: Sums;

  constructor(input: Sums, events: EventSource) {
    this.input = input;
    this.output = { events, dense: input.sums };
  }

  run(sample: number): void {
    this.input.reset(sample);
    this.input.gather(sample);
  }

  reset(sample: number): void {
    this.input.sums[sample]!.view.fill(0);
    this.output.events.counts[sample] = 0;
  }
}

/** Any layer that has no kernel, in its plain form. */
export class PlainStage implements Stage {
  readonly output: StageOutput;
  readonly #sources: readonly StageOutput[];
  readonly #signal: readonly { readonly step: Signal; readonly reset: () => void }[];
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  /** @param signal one for each sample. */
  constructor(
    {
      sources,
      signal,
      sizes,
    }: {
      readonly sources: readonly StageOutput[];
      readonly signal: readonly { readonly step: Signal; readonly reset: () => void }[];
      readonly sizes: readonly [number, number];
    },
    output: StageOutput,
  ) {
    this.output = output;
    this.#sources = sources;
    this.#signal = signal;
    this.#x = new Float64Array(sizes[0]);
    this.#y = new Float64Array(sizes[1]);
  }

  run(sample: number): void {
    const x = this.#x.fill(0);
    for (const { events, dense } of this.#sources) {
      const from = dense === null ? scratchOf(events, sample) : dense[sample]!.view;
      for (let n = 0; n < x.length; n++) x[n] = x[n]! + from[events.places[n]!]!;
    }
    this.#signal[sample]?.step(x, this.#y);
    this.output.dense?.[sample]?.view.set(this.#y);
  }

  reset(sample: number): void {
    this.#signal[sample]?.reset();
    this.output.dense?.[sample]?.view.fill(0);
    this.output.events.counts[sample] = 0;
  }
}

/** What comes from outside: its events are set, not computed. */
export class InputStage implements Stage {
  readonly output: StageOutput;

  constructor(events: EventSource) {
    this.output = { events, dense: null };
  }

  run(): void {
    // nothing to compute
  }

  reset(sample: number): void {
    this.output.events.counts[sample] = 0;
  }
}

/** Makes events of what a stage puts out as numbers, for those who take events. */
export class SparseStage implements Stage {
  readonly output: StageOutput;
  readonly #arena: Arena;
  readonly #inner: Stage;

  constructor(arena: Arena, inner: Stage) {
    this.#arena = arena;
    this.#inner = inner;
    this.output = inner.output;
  }

  run(sample: number): void {
    this.#inner.run(sample);
    const { events, dense } = this.output;
    const from = dense?.[sample]?.address;
    if (from === undefined) return;
    const [indices, values] = [events.indices[sample]!.address, events.values[sample]!.address];
    events.counts[sample] = this.#arena.call.sparsify(from, events.count, indices, values);
  }

  reset(sample: number): void {
    this.#inner.reset(sample);
  }
}
