import { SaccadeError } from "../../core/errors.ts";
import { EventMemory } from "../../kernels/integer-events.ts";
import type { InputEvents, Session, SessionOptions, WindowResult } from "../backend.ts";
import { Ledger } from "../ledger.ts";
import { placesOfPart } from "../wiring.ts";
import type { SpeckProgram } from "./compile.ts";
import { SpeckCore } from "./core.ts";
import { type EventTable, eventTableOf } from "./event-table.ts";
import { STATE_MOST } from "./integers.ts";
import { SPECK_TIMES } from "./limits.ts";

export interface SpeckSessionOptions extends SessionOptions {
  /**
   * Depth-first, as the chip: an event is followed to the end before the next comes in. Breadth-first, as SynSense's own
   * simulator: each layer takes in the whole window before the next one begins. They differ only where ways join.
   */
  readonly order?: "depth-first" | "breadth-first";
}

/** From one part to another; a core's event goes to at most two. */
interface Bundle {
  readonly to: number;
  readonly table: EventTable;
  /** In the kernel's memory. */
  readonly address: number;
}

/** What a part has done in the window under way. */
interface Work {
  events: number;
  synops: number;
  effective: number;
  spikes: number;
  messages: number;
  /** [ns] on the session's clock: when its core will be free. */
  freeNs: number;
}

/** Spikes of a part in the order in which they came, for the breadth-first order. */
class SpikeList {
  places = new Int32Array(256);
  timesNs = new Float64Array(256);
  length = 0;

  push(place: number, timeNs: number): void {
    if (this.length === this.places.length) this.#grow();
    this.places[this.length] = place;
    this.timesNs[this.length++] = timeNs;
  }

  #grow(): void {
    const { places, timesNs } = this;
    this.places = new Int32Array(2 * this.length);
    this.places.set(places);
    this.timesNs = new Float64Array(2 * this.length);
    this.timesNs.set(timesNs);
  }
}

/**
 * A program on its cores, event by event. Each core is one server: an event that finds it busy waits, one that has been
 * taken in leaves with its spikes. Hot path: depth-first, `submit` allocates nothing.
 */
export class SpeckSession implements Session {
  readonly ledger: Ledger;
  deviceNs = 0;
  readonly #program: SpeckProgram;
  readonly #carryState: boolean;
  readonly #breadthFirst: boolean;
  /** By part; null for the input. */
  readonly #cores: readonly (SpeckCore | null)[];
  /** By part that sends. */
  readonly #bundles: readonly (readonly Bundle[])[];
  readonly #work: readonly Work[];
  readonly #lists: readonly SpikeList[];
  readonly #places: readonly Int32Array[];
  /** Operations of a dense machine for one showing, by part. */
  readonly #denseOps: readonly number[];
  readonly #result: WindowResult;

  constructor(program: SpeckProgram, { carryState, order = "depth-first" }: SpeckSessionOptions) {
    const { parts } = program;
    this.#program = program;
    this.#carryState = carryState;
    this.#breadthFirst = order === "breadth-first";
    this.#places = parts.map(({ part }) => placesOfPart(part));
    const memory = new EventMemory();
    const bundles = parts.flatMap(({ wirings, integers }, to) =>
      wirings.map((wiring) => {
        const table = eventTableOf(wiring, integers?.weights ?? new Int32Array(0));
        return { from: wiring.from, to, table, address: enter(memory, table) };
      }),
    );
    this.#bundles = parts.map((_, from) => bundles.filter((bundle) => bundle.from === from));
    this.#cores = parts.map(({ part, integers }, p) => {
      const targets = bundles.flatMap(({ to, table }) => (to === p ? [...table.synapses] : []));
      const mostTargets = targets.reduce((most, count) => Math.max(most, count), 0);
      return integers === null ? null : new SpeckCore(memory, { neurons: part.count, mostTargets }, integers);
    });
    this.#denseOps = parts.map((_, p) =>
      bundles
        .filter(({ to }) => to === p)
        .reduce((sum, { table }) => sum + table.synapses.reduce((total, count) => total + count, 0), 0),
    );
    this.#work = parts.map(() => ({ events: 0, synops: 0, effective: 0, spikes: 0, messages: 0, freeNs: 0 }));
    this.#lists = parts.map(() => new SpikeList());
    this.ledger = new Ledger(parts.map(({ part }) => part.path));
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
  }

  reset(): void {
    for (const core of this.#cores) core?.reset();
  }

  submit({ indices, count }: InputEvents): WindowResult {
    const beganNs = this.deviceNs;
    this.#begin();
    for (let shown = 0; shown < this.#program.shownSteps; shown++) {
      if (this.#breadthFirst) this.#showByLayers(indices, count);
      else this.#showByEvents(indices, count);
    }
    this.#collect();
    this.#account(count);
    this.#result.deviceNs = this.deviceNs - beganNs;
    return this.#result;
  }

  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const index = this.#program.parts.findIndex(({ part }) => part.path === layer);
    const core = this.#cores[index];
    const places = this.#places[index];
    if (core == null || places === undefined) {
      const allowed = this.#program.parts
        .flatMap(({ part, integers }) => (integers === null ? [] : [part.path]))
        .join(", ");
      throw new SaccadeError("usage", `no neurons at ${layer}; there are: ${allowed}`, { layer, allowed });
    }
    if (what === "u")
      throw new SaccadeError("usage", "neurons of this chip have no current; probe v or spikes", { layer });
    places.forEach((place, n) => (to[n] = (what === "v" ? core.v : core.spikes)[place] ?? NaN));
  }

  /** Makes the window's start; a state that is not carried is written anew, one word after the other. */
  #begin(): void {
    const { parts } = this.#program;
    for (let p = 0; p < parts.length; p++) {
      const core = this.#cores[p] ?? null;
      if (core === null) continue;
      core.beginWindow();
      if (this.#carryState) continue;
      core.reset();
      this.#accessStates(p, core.v.length);
    }
    for (const work of this.#work) work.freeNs = this.deviceNs;
  }

  /** Reading or writing states goes through one door. */
  #accessStates(p: number, count: number): void {
    this.ledger.add(p, "neuronAccesses", count);
    this.deviceNs += count * SPECK_TIMES.stateAccessNs.value;
  }

  #showByEvents(indices: ArrayLike<number>, count: number): void {
    const { input, parts } = this.#program;
    const places = this.#places[input]!;
    const nowNs = this.#work[input]!.freeNs;
    for (let e = 0; e < count; e++) this.#follow(input, places[indices[e]!]!, nowNs);
    for (let p = 0; p < parts.length; p++) {
      const core = this.#cores[p] ?? null;
      if (core === null || parts[p]!.integers!.bias === null) continue;
      const doneNs = this.#tick(p, core);
      const { fired, out } = core;
      for (let s = 0; s < fired; s++) this.#follow(p, out[s]!, doneNs);
    }
  }

  /** Brings one event of a part to where it goes, and each spike that it causes to the end. */
  #follow(from: number, place: number, timeNs: number): void {
    const bundles = this.#bundles[from]!;
    for (let b = 0; b < bundles.length; b++) {
      const bundle = bundles[b]!;
      const core = this.#coreOf(bundle);
      const doneNs = this.#serve(from, bundle, place, timeNs);
      if (this.#bundles[bundle.to]!.length === 0) continue;
      // no ring of cores: nothing below writes to this core's list before it has been read
      const { fired, out } = core;
      for (let s = 0; s < fired; s++) this.#follow(bundle.to, out[s]!, doneNs);
    }
  }

  #showByLayers(indices: ArrayLike<number>, count: number): void {
    const { input, parts } = this.#program;
    const places = this.#places[input]!;
    for (const list of this.#lists) list.length = 0;
    for (let e = 0; e < count; e++) this.#lists[input]!.push(places[indices[e]!]!, this.#work[input]!.freeNs);
    // parts stand behind those that send to them
    for (let p = 0; p < parts.length; p++) {
      const core = this.#cores[p] ?? null;
      if (core !== null && parts[p]!.integers!.bias !== null) {
        const doneNs = this.#tick(p, core);
        for (let s = 0; s < core.fired; s++) this.#lists[p]!.push(core.out[s]!, doneNs);
      }
      this.#sendList(p);
    }
  }

  #sendList(from: number): void {
    const list = this.#lists[from]!;
    const bundles = this.#bundles[from]!;
    for (let b = 0; b < bundles.length; b++) {
      const bundle = bundles[b]!;
      const core = this.#coreOf(bundle);
      const next = this.#lists[bundle.to]!;
      for (let e = 0; e < list.length; e++) {
        const doneNs = this.#serve(from, bundle, list.places[e]!, list.timesNs[e]!);
        for (let s = 0; s < core.fired; s++) next.push(core.out[s]!, doneNs);
      }
    }
  }

  #coreOf({ to }: Bundle): SpeckCore {
    return this.#cores[to]!; // events go to neurons
  }

  /** A core takes in one event; returns when it is done with it. */
  #serve(from: number, bundle: Bundle, place: number, timeNs: number): number {
    const { to, table, address } = bundle;
    const reached = table.synapses[place]!;
    const work = this.#work[to]!;
    const core = this.#coreOf(bundle);
    if (reached === 0) {
      core.fired = 0; // beyond the edge of the window, or of a pooling: the core is not asked
      return timeNs;
    }
    core.receive(address, place);
    work.events++;
    work.synops += reached;
    work.effective += table.effective[place]!;
    work.spikes += core.fired;
    this.#work[from]!.messages++;
    work.freeNs = Math.max(work.freeNs, timeNs) + SPECK_TIMES.eventThroughCoreNs.value;
    return work.freeNs;
  }

  #tick(p: number, core: SpeckCore): number {
    const work = this.#work[p]!;
    core.tick();
    work.spikes += core.fired;
    this.ledger.add(p, "neuronUpdates", core.v.length);
    work.freeNs += core.v.length * SPECK_TIMES.stateAccessNs.value;
    return work.freeNs;
  }

  /** Reads the result: spikes that came out, or the potentials of a readout. */
  #collect(): void {
    const { output, parts } = this.#program;
    const { outputs } = this.#result;
    const places = this.#places[output]!;
    const core = this.#cores[output]!; // an input alone is no network
    for (let p = 0; p < parts.length; p++) this.deviceNs = Math.max(this.deviceNs, this.#work[p]!.freeNs);
    const isReadout = parts[output]!.part.role === "readout";
    for (let n = 0; n < outputs.length; n++) {
      const spikes = core.spikes[places[n]!]!;
      outputs[n] = isReadout ? core.v[places[n]!]! + spikes * STATE_MOST : spikes;
    }
    if (isReadout) this.#accessStates(output, outputs.length);
  }

  #account(count: number): void {
    const { input, shownSteps } = this.#program;
    const { ledger } = this;
    this.#result.saturated = 0;
    ledger.add(input, "eventsIn", count * shownSteps);
    ledger.add(input, "steps", shownSteps);
    for (let p = 0; p < this.#work.length; p++) {
      const work = this.#work[p]!;
      ledger.add(p, "spikes", work.spikes);
      ledger.add(p, "neuronSpikes", work.spikes);
      ledger.add(p, "synops", work.synops);
      ledger.add(p, "synopsConv", work.synops);
      ledger.add(p, "effectiveAcs", work.effective);
      ledger.add(p, "neuronUpdates", work.synops);
      ledger.add(p, "messagesIn", work.events);
      ledger.add(p, "messagesOut", work.messages);
      const clips = this.#cores[p]?.takeClips() ?? 0;
      this.#result.saturated += clips;
      ledger.add(p, "membraneClips", clips);
      ledger.add(p, "denseOps", this.#denseOps[p]! * shownSteps);
      work.events = work.synops = work.effective = work.spikes = work.messages = 0;
    }
  }
}

/** Lays a table into the kernel's memory; returns its address. */
function enter(memory: EventMemory, { start, target, at, length, weights }: EventTable): number {
  const synapses = {
    start: memory.integers(start),
    target: memory.integers(target),
    at: memory.integers(at),
    length: memory.integers(length),
    weights: memory.shorts(weights),
  };
  memory.enter(synapses);
  return memory.addressOf(synapses);
}
