import { SaccadeError } from "../../core/errors.ts";
import type { InputEvents, Session, SessionOptions, WindowResult } from "../backend.ts";
import type { Ledger } from "../ledger.ts";
import { type IntegerRuns, type Integers, RunMemory, type RunTable } from "../../kernels/integer-runs.ts";
import { runsOf } from "../wiring-runs.ts";
import { placesOfPart } from "../wiring.ts";
import type { LoihiProgram, PlacedPart } from "./compile.ts";
import { Compartments } from "./compartments.ts";
import { MeshAccount } from "./mesh-account.ts";
import { type Fan, layOut, type MeshLayout, type NeuronPlace, type SynapseKind } from "./mesh-layout.ts";
import { UNIT } from "./unscaled.ts";
import { unitOf } from "./units.ts";

/** What carries one part's spikes to another: [steps] of delay beyond the next step, and where weights go. */
interface Bundle {
  readonly to: number;
  readonly delay: number;
  readonly table: RunTable;
}

/** One part's synapses on another, before they lie in the kernel's memory. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly delay: number;
  readonly runs: IntegerRuns;
}

/**
 * A program on the chip's mesh, step by step. In a step all neurons take up what the step before sent; their spikes act in
 * the next, or as much later as their synapses delay them.
 * Hot path: `step` and `submit` allocate nothing.
 */
export class LoihiSession implements Session {
  readonly #program: LoihiProgram;
  readonly #memory = new RunMemory();
  readonly #carryState: boolean;
  readonly #account: MeshAccount;
  /** By part; null for the input. */
  readonly #compartments: readonly (Compartments | null)[];
  /** By part that sends. */
  readonly #bundles: readonly (readonly Bundle[])[];
  /** [-] by part: number of its first neuron in the account. */
  readonly #first: readonly number[];
  readonly #inputPlaces: Int32Array;
  readonly #inputSpikes: Integers;
  readonly #places: readonly Int32Array[];
  /** Of the output, by place. */
  readonly #outputElements: Int32Array;
  /** Operations of a dense machine in one step of the network, by receiving part. */
  readonly #denseOps: Float64Array;
  readonly #result: WindowResult;
  #step = 0;

  constructor(program: LoihiProgram, { carryState }: SessionOptions) {
    this.#program = program;
    this.#carryState = carryState;
    this.#places = program.parts.map(({ part }) => placesOfPart(part));
    this.#inputPlaces = this.#places[program.input] ?? new Int32Array(0);
    this.#inputSpikes = this.#memory.integers(program.inputs);
    const units = program.parts.map(({ wirings, slices }) => unitOf(wirings, slices));
    const ways = program.parts.flatMap(({ wirings, integers, delays }, to) =>
      wirings.map((wiring, w): Way => {
        const runs = runsOf(wiring, integers?.weights[w] ?? new Int32Array(0), units[to] ?? 1);
        return { from: wiring.from, to, delay: delays[w] ?? 0, runs };
      }),
    );
    this.#bundles = program.parts.map((_, part) =>
      ways
        .filter(({ from }) => from === part)
        .map(({ to, delay, runs }) => ({ to, delay, table: this.#memory.table(runs, "spikes") })),
    );
    this.#compartments = program.parts.map((placed) =>
      placed.integers === null
        ? null
        : new Compartments(placed.integers.spec, {
            memory: this.#memory,
            exponent: placed.integers.exponent,
            ahead: Math.max(0, ...placed.delays),
            unit: units[placed.part.index] ?? 1,
            slices: placed.slices,
          }),
    );
    this.#outputElements = inverse(this.#places[program.output] ?? new Int32Array(0));
    const { layout, first } = meshOf(program, ways);
    this.#first = first;
    this.#account = new MeshAccount(layout, program.chip.times);
    this.#denseOps = new Float64Array(program.parts.length);
    for (const { to, runs } of ways)
      this.#denseOps[to]! += runs.synapses.reduce((total, count) => total + count, 0);
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
  }

  get ledger(): Ledger {
    return this.#account.ledger;
  }

  get deviceNs(): number {
    return this.#account.deviceNs;
  }

  reset(): void {
    for (const compartments of this.#compartments) compartments?.reset();
    this.#step = 0;
  }

  submit(window: InputEvents): WindowResult {
    const { shownSteps, windowSteps } = this.#program;
    const beganNs = this.deviceNs;
    const clips = this.#clips();
    if (!this.#carryState) this.reset();
    const firstStep = windowSteps - shownSteps; // the output's share of the window's first step
    this.#result.outputs.fill(0);
    for (let step = 0; step < windowSteps; step++) {
      this.#run(window, step < shownSteps ? window.count : 0);
      if (step < shownSteps) this.#countDense();
      if (step >= firstStep) this.#collect(step === windowSteps - 1);
    }
    this.#result.deviceNs = this.deviceNs - beganNs;
    this.#result.saturated = this.#clips() - clips;
    return this.#result;
  }

  step(events: InputEvents): WindowResult {
    const clips = this.#clips();
    const beganNs = this.deviceNs;
    this.#result.outputs.fill(0);
    this.#run(events, events.count);
    this.#countDense();
    this.#collect(true);
    this.#result.deviceNs = this.deviceNs - beganNs;
    this.#result.saturated = this.#clips() - clips;
    return this.#result;
  }

  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const index = this.#program.parts.findIndex(({ part }) => part.path === layer);
    const compartments = this.#compartments[index];
    const places = this.#places[index];
    if (compartments == null || places === undefined) {
      const allowed = this.#program.parts
        .filter(({ integers }) => integers !== null)
        .map(({ part }) => part.path);
      const message = `no neurons at ${layer}; there are: ${allowed.join(", ")}`;
      throw new SaccadeError("usage", message, { layer, allowed: allowed.join(", ") });
    }
    if (what === "spikes") {
      const fired = new Set(compartments.spikes.view.subarray(0, compartments.fired));
      places.forEach((place, n) => (to[n] = fired.has(place) ? 1 : 0));
      return;
    }
    places.forEach((place, n) => (to[n] = what === "v" ? compartments.v(place) : compartments.u(place)));
  }

  /** One step of the chip. */
  #run(events: InputEvents, count: number): void {
    const { input, parts } = this.#program;
    this.#account.beginStep();
    this.#account.ledger.add(input, "eventsIn", count);
    for (let p = 0; p < parts.length; p++) {
      const compartments = this.#compartments[p] ?? null;
      if (compartments === null) continue;
      compartments.step(this.#step);
      this.#charge(p, compartments);
    }
    for (let p = 0; p < parts.length; p++) {
      const compartments = this.#compartments[p] ?? null;
      if (p === input) this.#sendInput(events, count);
      else if (compartments !== null) this.#send(p, compartments.spikes, compartments.fired);
    }
    this.#account.endStep();
    this.#step++;
  }

  #charge(p: number, { updated }: Compartments): void {
    const { slices } = this.#program.parts[p]!;
    for (let s = 0; s < slices.length; s++) {
      if (updated[s]! > 0) this.#account.updated(this.#first[p]! + slices[s]!.from, updated[s]);
    }
  }

  /** Events in as many pieces as the input has places: an element may stand twice. */
  #sendInput({ indices }: InputEvents, count: number): void {
    const room = this.#inputSpikes.length;
    for (let from = 0; from < count; from += room) {
      const piece = Math.min(room, count - from);
      const spikes = this.#inputSpikes.view;
      for (let e = 0; e < piece; e++) spikes[e] = this.#inputPlaces[indices[from + e]!]!;
      this.#send(this.#program.input, this.#inputSpikes, piece);
    }
  }

  /** Brings spikes to the sums of the step in which they act. */
  #send(p: number, spikes: Integers, count: number): void {
    if (count === 0) return;
    this.#account.fired(spikes.view, count, this.#first[p]!);
    for (const { to, delay, table } of this.#bundles[p]!) {
      const target = this.#compartments[to]!;
      const arrivals = target.arrivalsAt(this.#step + 1 + delay);
      const effective = this.#memory.addSpikes(table, spikes, count, arrivals);
      arrivals.busy = true;
      this.#account.ledger.add(to, "effectiveAcs", effective);
    }
  }

  #countDense(): void {
    for (let p = 0; p < this.#denseOps.length; p++)
      this.#account.ledger.add(p, "denseOps", this.#denseOps[p]!);
  }

  /** Adds this step's output to the result: spikes, potentials of neurons that do not fire, or, at the end, a readout's sums. */
  #collect(isLast: boolean): void {
    const { output, parts } = this.#program;
    const compartments = this.#compartments[output] ?? null;
    const { outputs } = this.#result;
    if (compartments === null) return;
    const elements = this.#outputElements;
    if (parts[output]?.part.role === "readout") {
      for (let p = 0; isLast && p < elements.length; p++) outputs[elements[p]!] = compartments.v(p) / UNIT;
    } else if (compartments.fires) {
      const spikes = compartments.spikes.view;
      for (let e = 0; e < compartments.fired; e++) {
        const element = elements[spikes[e]!]!;
        outputs[element] = outputs[element]! + 1;
      }
    } else
      for (let p = 0; p < elements.length; p++)
        outputs[elements[p]!] = outputs[elements[p]!]! + compartments.v(p);
  }

  #clips(): number {
    let clips = 0;
    for (const compartments of this.#compartments) clips += compartments?.clips ?? 0;
    return clips;
  }
}

function inverse(places: Int32Array): Int32Array {
  const elements = new Int32Array(places.length);
  places.forEach((place, element) => (elements[place] = element));
  return elements;
}

const KINDS = { dense: "dense", "one-to-one": "sparse", conv: "conv" } as const;

/** The mesh with the parts on it: cores are taken tile by tile. */
function meshOf(
  { chip, parts }: LoihiProgram,
  ways: readonly Way[],
): { readonly layout: MeshLayout; readonly first: readonly number[] } {
  const { coresPerTile } = chip.mesh;
  const placeOf = (core: number): NeuronPlace => ({
    tile: Math.floor(core / coresPerTile),
    core: core % coresPerTile,
  });
  const placesOf = ({ slices }: PlacedPart): NeuronPlace[] =>
    slices.flatMap(({ core, from, to }) => Array.from({ length: to - from }, () => placeOf(core)));
  const first = parts.map(() => 0);
  parts.forEach(({ part }, p) => (first[p + 1] = (first[p] ?? 0) + part.count));
  const populations = parts.map((placed) => ({
    name: placed.part.path,
    isInput: placed.integers === null,
    synapses: synapseKind(placed),
    places: placesOf(placed),
  }));
  const fans = ways.flatMap((way) =>
    fansOf(way, { first: first[way.from] ?? 0, slices: parts[way.to]?.slices ?? [], placeOf }),
  );
  return { layout: layOut(chip.mesh, populations, fans), first };
}

const synapseKind = ({ wirings }: PlacedPart): SynapseKind => KINDS[wirings[0]?.kind ?? "dense"];

function fansOf(
  { to, runs }: Way,
  {
    first,
    slices,
    placeOf,
  }: {
    readonly first: number;
    readonly slices: PlacedPart["slices"];
    readonly placeOf: (core: number) => NeuronPlace;
  },
): Fan[] {
  const fans: Fan[] = [];
  const counts = new Int32Array(slices.length);
  for (let sender = 0; sender + 1 < runs.start.length; sender++) {
    counts.fill(0);
    for (let run = runs.start[sender] ?? 0; run < (runs.start[sender + 1] ?? 0); run++) {
      const from = runs.target[run] ?? 0;
      const end = from + (runs.length[run] ?? 0);
      slices.forEach((slice, s) => {
        const shared = Math.min(end, slice.to) - Math.max(from, slice.from);
        if (shared > 0) counts[s]! += shared;
      });
    }
    slices.forEach(({ core }, s) => {
      const synapses = counts[s] ?? 0;
      if (synapses > 0)
        fans.push({ neuron: first + sender, toPopulation: to, place: placeOf(core), synapses });
    });
  }
  return fans;
}
