import { SaccadeError } from "../../core/errors.ts";
import type { InputEvents, Session, WindowResult } from "../backend.ts";
import { Ledger } from "../ledger.ts";
import { type Integers, RunMemory, type RunTable, type ValueWork } from "../../kernels/integer-runs.ts";
import { runsOf } from "../wiring-runs.ts";
import { placesOfPart } from "../wiring.ts";
import type { AkidaProgram } from "./compile.ts";
import { AKIDA_COSTS } from "./limits.ts";

/** One layer at work. */
interface Stage {
  readonly part: number;
  readonly table: RunTable;
  /** By level, by channel of a cell; none: the sums are put out. */
  readonly thresholds: readonly Int32Array[];
  /** By place: sums, then what is put out. */
  readonly sums: Integers;
  readonly values: Integers;
  readonly denseOps: number;
}

/**
 * A program, frame by frame: integer sums, then a staircase over them, layer after layer. Nothing is kept from one frame to the
 * next, and only what is not 0 costs work. Hot path: `submit` allocates nothing.
 */
export class AkidaSession implements Session {
  readonly ledger: Ledger;
  deviceNs = 0;
  readonly #program: AkidaProgram;
  readonly #inputPlaces: Int32Array;
  readonly #memory = new RunMemory();
  readonly #work: ValueWork = { senders: 0, synapses: 0, additions: 0, products: 0 };
  readonly #input: Integers;
  readonly #stages: readonly Stage[];
  readonly #outputPlaces: Int32Array;
  readonly #result: WindowResult;

  constructor(program: AkidaProgram) {
    const { parts } = program;
    this.#program = program;
    this.ledger = new Ledger(parts.map(({ part }) => part.path));
    const input = parts.find(({ integers }) => integers === null);
    this.#inputPlaces = input === undefined ? new Int32Array(0) : placesOfPart(input.part);
    this.#input = this.#memory.integers(program.inputs);
    this.#stages = parts.flatMap(({ part, wirings: [wiring], integers }): Stage[] => {
      if (integers === null || wiring === undefined) return [];
      const runs = runsOf(wiring, integers.weights);
      return [
        {
          part: part.index,
          table: this.#memory.table(runs, "values"),
          thresholds: integers.thresholds,
          sums: this.#memory.integers(part.count),
          values: this.#memory.integers(part.count),
          denseOps: runs.synapses.reduce((sum, count) => sum + count, 0),
        },
      ];
    });
    const last = parts[this.#stages.at(-1)?.part ?? -1];
    this.#outputPlaces = last === undefined ? new Int32Array(0) : placesOfPart(last.part);
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
  }

  reset(): void {
    for (const { sums, values } of this.#stages) {
      sums.view.fill(0);
      values.view.fill(0);
    }
  }

  submit({ indices, count }: InputEvents): WindowResult {
    const result = this.#result;
    result.saturated = this.#takeIn(indices, count);
    let values = this.#input;
    let clocks = 0;
    for (const stage of this.#stages) {
      clocks +=
        AKIDA_COSTS.layerClocks.value +
        this.#accumulate(stage, values) / AKIDA_COSTS.operationsPerClock.value;
      this.#fire(stage);
      ({ values } = stage);
    }
    const last = this.#stages[this.#stages.length - 1]!;
    const given = (last.thresholds.length === 0 ? last.sums : last.values).view;
    for (let n = 0; n < result.outputs.length; n++) result.outputs[n] = given[this.#outputPlaces[n]!]!;
    result.deviceNs = (clocks * 1000) / AKIDA_COSTS.clockMhz.value;
    this.deviceNs += result.deviceNs;
    return result;
  }

  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const index = this.#program.parts.findIndex(({ part }) => part.path === layer);
    const stage = this.#stages.find(({ part }) => part === index);
    const placed = this.#program.parts[index];
    if (stage === undefined || placed === undefined || what === "u") {
      const allowed = this.#stages.map(({ part }) => this.#program.parts[part]?.part.path).join(", ");
      throw new SaccadeError(
        "usage",
        `no ${what} at ${layer}; there are sums (v) and spikes of: ${allowed}`,
        { layer, allowed },
      );
    }
    const from = (what === "v" ? stage.sums : stage.values).view;
    placesOfPart(placed.part).forEach((place, n) => (to[n] = from[place] ?? NaN));
  }

  /** Counts events by pixel; returns how many were too many for a pixel. */
  #takeIn(indices: ArrayLike<number>, count: number): number {
    const { inputMost } = this.#program;
    const input = this.#input.view;
    let lost = 0;
    input.fill(0);
    for (let e = 0; e < count; e++) {
      const place = this.#inputPlaces[indices[e]!]!;
      if (input[place] === inputMost) lost++;
      else input[place]!++;
    }
    const part = this.#program.parts.findIndex(({ integers }) => integers === null);
    this.ledger.add(part, "eventsIn", count);
    this.ledger.add(part, "eventsDropped", lost);
    this.ledger.add(part, "steps", 1);
    return lost;
  }

  /** Adds what is not 0, times its weights; returns the operations. */
  #accumulate({ part, table, sums, denseOps }: Stage, values: Integers): number {
    const work = this.#work;
    sums.view.fill(0);
    this.#memory.addValues(table, values, sums, work);
    this.ledger.add(part, "messagesIn", work.senders);
    this.ledger.add(part, "synops", work.synapses);
    this.ledger.add(part, "effectiveAcs", work.additions);
    this.ledger.add(part, "effectiveMacs", work.products);
    this.ledger.add(part, "denseOps", denseOps);
    return work.additions + work.products;
  }

  /** The level of each sum. */
  #fire(stage: Stage): void {
    const { part, thresholds } = stage;
    if (thresholds.length === 0) return;
    const sums = stage.sums.view;
    const values = stage.values.view;
    let spikes = 0;
    values.fill(0);
    for (let level = 0; level < thresholds.length; level++) {
      const above = raise(sums, values, thresholds[level]!, level + 1);
      if (level === 0) spikes = above;
    }
    this.ledger.add(part, "neuronUpdates", sums.length);
    this.ledger.add(part, "spikes", spikes);
    this.ledger.add(part, "neuronSpikes", spikes);
    this.ledger.add(part, "messagesOut", spikes);
  }
}

/** Gives what is at its channel's bound or above it a value; returns how many those are. */
function raise(sums: Int32Array, values: Int32Array, bounds: Int32Array, value: number): number {
  const channels = bounds.length;
  let above = 0;
  for (let cell = 0; cell < sums.length; cell += channels) {
    for (let channel = 0; channel < channels; channel++) {
      if (sums[cell + channel]! < bounds[channel]!) continue;
      values[cell + channel] = value;
      above++;
    }
  }
  return above;
}
