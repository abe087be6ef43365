import { SaccadeError } from "../../core/errors.ts";
import {
  COUNTS,
  type EventBundle,
  type EventCore,
  EventMemory,
  type FollowedEvents,
} from "../../kernels/integer-events.ts";
import type { WasmArray } from "../../kernels/wasm-kernel.ts";
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

/** [-] events that the kernel is given at once. */
const SENDERS = 4096;
const SERVICE_NS = SPECK_TIMES.eventThroughCoreNs.value;

/** An event of a part. */
interface Timed {
  readonly place: number;
  readonly timeNs: number;
}

/** From one part to another; a core's event goes to at most two. */
interface Bundle {
  readonly to: number;
  readonly table: EventTable;
  readonly way: Omit<EventBundle, "to">;
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
  readonly #memory = new EventMemory();
  /** By part: its neurons with their counts, in the kernel's memory. */
  readonly #events: readonly EventCore[];
  /** Events on their way in. */
  readonly #senders: WasmArray<Int32Array<ArrayBuffer>>;
  readonly #followed: FollowedEvents;
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
    const memory = this.#memory;
    const bundles = parts.flatMap(({ wirings, integers }, to) =>
      wirings.map((wiring) => {
        const table = eventTableOf(wiring, integers?.weights ?? new Int32Array(0));
        return { from: wiring.from, to, table, way: enter(memory, table) };
      }),
    );
    this.#bundles = parts.map((_, from) => bundles.filter((bundle) => bundle.from === from));
    this.#cores = parts.map(({ part, integers }, p) => {
      const targets = bundles.flatMap(({ to, table }) => (to === p ? [...table.synapses] : []));
      const mostTargets = targets.reduce((most, count) => Math.max(most, count), 0);
      return integers === null ? null : new SpeckCore(memory, { neurons: part.count, mostTargets }, integers);
    });
    this.#events = this.#cores.map((core) => memory.core(core?.neurons ?? null));
    this.#events.forEach((core, from) => {
      const ways = this.#bundles[from] ?? [];
      memory.connect(
        core,
        ways.flatMap(({ to, way }) => {
          const receiver = this.#events[to];
          return receiver === undefined ? [] : [{ ...way, to: receiver }];
        }),
      );
    });
    this.#senders = memory.integers(new Int32Array(SENDERS));
    this.#followed = { senders: this.#senders, count: 0, timeNs: 0, serviceNs: SERVICE_NS };
    this.#denseOps = parts.map((_, p) =>
      bundles
        .filter(({ to }) => to === p)
        .reduce((sum, { table }) => sum + table.synapses.reduce((total, count) => total + count, 0), 0),
    );
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
    for (const { counts } of this.#events) counts.view[COUNTS.freeNs] = this.deviceNs;
  }

  /** Reading or writing states goes through one door. */
  #accessStates(p: number, count: number): void {
    this.ledger.add(p, "neuronAccesses", count);
    this.deviceNs += count * SPECK_TIMES.stateAccessNs.value;
  }

  #showByEvents(indices: ArrayLike<number>, count: number): void {
    const { input, parts } = this.#program;
    const places = this.#places[input]!;
    const from = this.#events[input]!;
    const senders = this.#senders.view;
    const followed = this.#followed;
    followed.senders = this.#senders;
    followed.timeNs = from.counts.view[COUNTS.freeNs]!;
    for (let first = 0; first < count; first += SENDERS) {
      followed.count = Math.min(SENDERS, count - first);
      for (let e = 0; e < followed.count; e++) senders[e] = places[indices[first + e]!]!;
      this.#memory.follow(from, followed);
    }
    for (let p = 0; p < parts.length; p++) {
      const core = this.#cores[p] ?? null;
      if (core === null || parts[p]!.integers!.bias === null) continue;
      followed.timeNs = this.#tick(p, core);
      followed.senders = core.neurons.out;
      followed.count = core.fired;
      this.#memory.follow(this.#events[p]!, followed);
    }
  }

  #showByLayers(indices: ArrayLike<number>, count: number): void {
    const { input, parts } = this.#program;
    const places = this.#places[input]!;
    for (const list of this.#lists) list.length = 0;
    for (let e = 0; e < count; e++) this.#lists[input]!.push(places[indices[e]!]!, this.deviceNs);
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
      const core = this.#cores[bundle.to]!;
      const next = this.#lists[bundle.to]!;
      for (let e = 0; e < list.length; e++) {
        const doneNs = this.#serve(from, bundle, { place: list.places[e]!, timeNs: list.timesNs[e]! });
        for (let s = 0; s < core.fired; s++) next.push(core.out[s]!, doneNs);
      }
    }
  }

  /** A core takes in one event; returns when it is done with it. What `follow` does, but for the spikes. */
  #serve(from: number, { to, table, way }: Bundle, { place, timeNs }: Timed): number {
    const reached = table.synapses[place]!;
    const core = this.#cores[to]!; // events go to neurons
    core.fired = 0;
    if (reached === 0) return timeNs; // beyond the edge of the window, or of a pooling: the core is not asked
    core.receive(this.#memory.addressOf(way.synapses), place);
    const counts = this.#events[to]!.counts.view;
    counts[COUNTS.events]!++;
    counts[COUNTS.synops]! += reached;
    counts[COUNTS.effective]! += table.effective[place]!;
    counts[COUNTS.spikes]! += core.fired;
    this.#events[from]!.counts.view[COUNTS.messages]!++;
    return (counts[COUNTS.freeNs] = Math.max(counts[COUNTS.freeNs]!, timeNs) + SERVICE_NS);
  }

  #tick(p: number, core: SpeckCore): number {
    const counts = this.#events[p]!.counts.view;
    core.tick();
    counts[COUNTS.spikes]! += core.fired;
    this.ledger.add(p, "neuronUpdates", core.v.length);
    return (counts[COUNTS.freeNs]! += core.v.length * SPECK_TIMES.stateAccessNs.value);
  }

  /** Reads the result: spikes that came out, or the potentials of a readout. */
  #collect(): void {
    const { output, parts } = this.#program;
    const { outputs } = this.#result;
    const places = this.#places[output]!;
    const core = this.#cores[output]!; // an input alone is no network
    for (const { counts } of this.#events)
      this.deviceNs = Math.max(this.deviceNs, counts.view[COUNTS.freeNs]!);
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
    for (let p = 0; p < this.#events.length; p++) {
      const counts = this.#events[p]!.counts.view;
      ledger.add(p, "spikes", counts[COUNTS.spikes]!);
      ledger.add(p, "neuronSpikes", counts[COUNTS.spikes]!);
      ledger.add(p, "synops", counts[COUNTS.synops]!);
      ledger.add(p, "synopsConv", counts[COUNTS.synops]!);
      ledger.add(p, "effectiveAcs", counts[COUNTS.effective]!);
      ledger.add(p, "neuronUpdates", counts[COUNTS.synops]!);
      ledger.add(p, "messagesIn", counts[COUNTS.events]!);
      ledger.add(p, "messagesOut", counts[COUNTS.messages]!);
      const clips = this.#cores[p]?.takeClips() ?? 0;
      this.#result.saturated += clips;
      ledger.add(p, "membraneClips", clips);
      ledger.add(p, "denseOps", this.#denseOps[p]! * shownSteps);
      counts.fill(0);
    }
  }
}

/** Lays a table into the kernel's memory. */
function enter(
  memory: EventMemory,
  { start, target, at, length, weights, synapses: reached, effective }: EventTable,
): Omit<EventBundle, "to"> {
  const synapses = {
    start: memory.integers(start),
    target: memory.integers(target),
    at: memory.integers(at),
    length: memory.integers(length),
    weights: memory.shorts(weights),
  };
  memory.enter(synapses);
  return { synapses, reached: memory.integers(reached), effective: memory.integers(effective) };
}
