import { SaccadeError } from "../../core/errors.ts";
import type { InputEvents, Session, SessionOptions, WindowResult } from "../backend.ts";
import { type Counter, Ledger } from "../ledger.ts";
import { Chip } from "./chip.ts";
import type { TrueNorthProgram } from "./compile.ts";
import { neuronsOfImage } from "./image.ts";
import { NEURONS, TRUENORTH_COSTS } from "./limits.ts";
import { axonsOf, type MappedPart } from "./mapped-part.ts";
import { hopsOf, type MeshHops } from "./mesh.ts";
import { type RouteFan, routeFanOf } from "./route-fan.ts";

/** Where the events of an input's elements are put: entries `start[e] .. start[e + 1] - 1`. */
interface Doors {
  readonly start: Int32Array;
  readonly axon: Int32Array;
  /** [ticks] that the host holds them back. */
  readonly delay: Int32Array;
}

/** Potentials that are written before a window. */
interface Written {
  readonly part: number;
  readonly neurons: Int32Array;
  readonly start: Int32Array;
  /** Whether they drift in the ticks before their first step. */
  readonly drifts: boolean;
}

const COUNTED = ["spikes", "neuronSpikes", "synops", "effectiveAcs", "denseOps", "messagesOut", "messagesIn", "hopsEastWest", "hopsNorthSouth", "crossbarAdditions", "neuronAccesses", "neuronUpdates"] as const satisfies readonly Counter[]; // prettier-ignore

/**
 * A program on its cores, tick by tick; every neuron, splitter and axon is the chip's own. Layers stand one behind the other in
 * time: each does the first step of a window some ticks after the window's first. Spikes and synaptic operations are counted in a layer's own
 * steps; messages, hops and additions in crossbars in every tick. Hot path: `step` and `submit` allocate nothing.
 */
export class TrueNorthSession implements Session {
  readonly ledger: Ledger;
  deviceNs = 0;
  readonly #program: TrueNorthProgram;
  readonly #carryState: boolean;
  readonly #chip: Chip;
  readonly #doors: Doors;
  readonly #written: readonly Written[];
  /** By part that sends: its routes. */
  readonly #fans: readonly (readonly RouteFan[])[];
  readonly #hops: MeshHops;
  /** By core: its part. */
  readonly #partOfCore: Int16Array;
  readonly #slots: Readonly<Record<(typeof COUNTED)[number], Int32Array>>;
  /** [-] neurons on the chip, by part, splitters' among them. */
  readonly #neurons: Float64Array;
  readonly #result: WindowResult;
  /** [ticks] since the window began; -1 outside windows. */
  #tick = -1;

  constructor(program: TrueNorthProgram, { seed, carryState }: SessionOptions) {
    const { parts, built, routes } = program;
    this.#program = program;
    this.#carryState = carryState;
    const neurons = neuronsOfImage(parts, built, carryState);
    this.#chip = new Chip({ ...built.image, neurons }, seed);
    this.#doors = doorsOf(program);
    this.#written = parts.flatMap((part) => writtenOf(part, carryState));
    const fans = routes.map((route) => routeFanOf(route, parts));
    this.#fans = parts.map((_, from) => fans.filter((fan) => fan.from === from));
    this.#hops = hopsOf(built.image);
    this.#partOfCore = partsByCore(program);
    this.ledger = new Ledger(parts.map(({ part }) => part.path));
    this.#slots = Object.fromEntries(
      COUNTED.map((counter) => [counter, Int32Array.from(parts, (_, p) => this.ledger.slot(p, counter))]),
    ) as Record<(typeof COUNTED)[number], Int32Array>;
    this.#neurons = new Float64Array(parts.length);
    for (const part of built.owners.part) if (part >= 0) this.#neurons[part]!++;
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
    this.reset();
  }

  reset(): void {
    this.#chip.reset();
    for (const { neurons, start } of this.#written) neurons.forEach((n, i) => this.#chip.write(n, start[i]!));
  }

  submit(window: InputEvents): WindowResult {
    const { shownSteps, windowTicks } = this.#program;
    const beganNs = this.deviceNs;
    const { clips } = this.#chip;
    this.#result.outputs.fill(0);
    if (!this.#carryState) this.#begin();
    for (this.#tick = 0; this.#tick < windowTicks; this.#tick++) {
      if (!this.#carryState) this.#writeDrifted();
      this.#run(window, this.#tick < shownSteps ? window.count : 0);
    }
    this.#tick = -1;
    return this.#end(beganNs, clips);
  }

  step(events: InputEvents): WindowResult {
    const beganNs = this.deviceNs;
    const { clips } = this.#chip;
    this.#result.outputs.fill(0);
    this.#run(events, events.count);
    return this.#end(beganNs, clips);
  }

  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const part = this.#program.parts.find((each) => each.part.path === layer && each.neurons !== null);
    if (part === undefined || what === "u") {
      const allowed = this.#program.parts
        .flatMap((each) => (each.neurons === null ? [] : [each.part.path]))
        .join(", ");
      throw new SaccadeError(
        "usage",
        `no ${what} at ${layer}; there are potentials (v) and spikes of: ${allowed}`,
        {
          layer,
          allowed,
        },
      );
    }
    const fired = new Set(this.#chip.fired.subarray(0, this.#chip.firedCount));
    part.neuronOf.forEach((n, element) => {
      to[element] = what === "v" ? (this.#chip.v[n] ?? NaN) : fired.has(n) ? 1 : 0;
    });
  }

  /** A window from rest: nothing is under way, and what keeps potentials will be written. */
  #begin(): void {
    this.#chip.clear();
    for (let w = 0; w < this.#written.length; w++) this.#write(this.#written[w]!);
    if (this.#written.length > 0) this.deviceNs += TRUENORTH_COSTS.resetTicks.value * TICK_NS;
  }

  /** Takes off what a bias has added in the ticks before a part's first step. */
  #writeDrifted(): void {
    const { starts } = this.#program.timing;
    for (let w = 0; w < this.#written.length; w++) {
      const written = this.#written[w]!;
      if (written.drifts && starts[written.part] === this.#tick) this.#write(written);
    }
  }

  #write({ part, neurons, start }: Written): void {
    this.ledger.addAt(this.#slots.neuronAccesses[part]!, neurons.length);
    for (let i = 0; i < neurons.length; i++) this.#chip.write(neurons[i]!, start[i]!);
  }

  /** One tick of the chip. */
  #run({ indices }: InputEvents, count: number): void {
    const { input } = this.#program;
    let dropped = 0;
    for (let e = 0; e < count; e++) if (!this.#takeIn(indices[e]!)) dropped++;
    this.ledger.add(input, "eventsIn", count);
    this.ledger.add(input, "eventsDropped", dropped);
    this.ledger.add(input, "steps", 1);
    this.#chip.tick();
    for (let i = 0; i < this.#chip.firedCount; i++) this.#spike(this.#chip.fired[i]!);
    this.#account();
    this.deviceNs += TICK_NS;
  }

  /** Puts an event on all axons that take it; false where it stood there already. */
  #takeIn(element: number): boolean {
    const { input } = this.#program;
    const { start, axon, delay } = this.#doors;
    const end = start[element + 1]!;
    for (let i = start[element]!; i < end; i++) if (!this.#chip.deliver(axon[i]!, delay[i]!)) return false;
    const messages = end - start[element]!;
    this.ledger.addAt(this.#slots.messagesOut[input]!, messages);
    this.ledger.addAt(this.#slots.spikes[input]!, 1);
    this.#operate(input, element);
    return true;
  }

  /** Counts what a spike of an element does where it arrives. */
  #operate(part: number, element: number): void {
    const fans = this.#fans[part]!;
    for (let f = 0; f < fans.length; f++) {
      const { to, synapses, effective } = fans[f]!;
      this.ledger.addAt(this.#slots.synops[to]!, synapses[element]!);
      this.ledger.addAt(this.#slots.effectiveAcs[to]!, effective[element]!);
    }
  }

  #spike(neuron: number): void {
    const { built, output } = this.#program;
    const { owners, image } = built;
    const part = owners.part[neuron]!;
    const element = owners.element[neuron]!;
    this.ledger.addAt(this.#slots.messagesOut[part]!, 1);
    this.ledger.addAt(this.#slots.hopsEastWest[part]!, this.#hops.eastWest[neuron]!);
    this.ledger.addAt(this.#slots.hopsNorthSouth[part]!, this.#hops.northSouth[neuron]!);
    if (owners.isCopy[neuron] === 0 && this.#isOwnStep(part)) {
      this.ledger.addAt(this.#slots.spikes[part]!, 1);
      this.ledger.addAt(this.#slots.neuronSpikes[part]!, 1);
      this.#operate(part, element);
    }
    if (part !== output || image.target[neuron]! >= 0 || !this.#isRead()) return;
    this.#result.outputs[element]! += owners.adds[neuron]!;
  }

  /** Whether a part does one of the window's steps in this tick. */
  #isOwnStep(part: number): boolean {
    if (this.#tick < 0) return true;
    const since = this.#tick - this.#program.timing.starts[part]!;
    return since >= 0 && since < this.#program.shownSteps;
  }

  #isRead(): boolean {
    return this.#tick < 0 || this.#tick >= this.#program.readTick;
  }

  #account(): void {
    const { parts } = this.#program;
    const { additions } = this.#chip;
    for (let core = 0; core < additions.length; core++) {
      if (additions[core] === 0) continue;
      this.ledger.addAt(this.#slots.crossbarAdditions[this.#partOfCore[core]!]!, additions[core]!);
      additions[core] = 0;
    }
    for (let p = 0; p < parts.length; p++) {
      this.ledger.addAt(this.#slots.neuronAccesses[p]!, this.#neurons[p]!);
      if (!this.#isOwnStep(p)) continue;
      this.ledger.addAt(this.#slots.neuronUpdates[p]!, this.#neurons[p]!);
      const fans = this.#fans[p]!;
      for (let f = 0; f < fans.length; f++)
        this.ledger.addAt(this.#slots.denseOps[fans[f]!.to]!, fans[f]!.dense);
    }
  }

  #end(beganNs: number, clips: number): WindowResult {
    this.#result.deviceNs = this.deviceNs - beganNs;
    this.#result.saturated = this.#chip.clips - clips;
    return this.#result;
  }
}

/** [ns] */
const TICK_NS = TRUENORTH_COSTS.tickUs.value * 1000;

function doorsOf({ parts, routes, timing, input }: TrueNorthProgram): Doors {
  const mapped = parts[input];
  const count = mapped?.part.count ?? 0;
  const each = Array.from({ length: count }, (_, element) =>
    mapped === undefined ? [] : axonsOf(mapped, parts, routes, element),
  );
  const start = new Int32Array(count + 1);
  each.forEach(({ length }, e) => (start[e + 1] = start[e]! + length));
  const all = each.flat();
  return {
    start,
    axon: Int32Array.from(all, ({ axon }) => axon),
    delay: Int32Array.from(all, ({ route }) => timing.delays[route] ?? 0),
  };
}

/** What a part's neurons start from, where they keep potentials. */
function writtenOf({ part, neurons, neuronOf }: MappedPart, carries: boolean): Written[] {
  if (neurons?.lasting == null || (neurons.comparing !== null && !carries)) return [];
  const { start, leak } = neurons.lasting;
  return [{ part: part.index, neurons: neuronOf, start, drifts: leak.some((value) => value !== 0) }];
}

/** A core belongs to the part of its neurons. */
function partsByCore({ built: { image, owners } }: TrueNorthProgram): Int16Array {
  return Int16Array.from({ length: image.cores }, (_, core) => owners.part[core * NEURONS] ?? 0);
}
