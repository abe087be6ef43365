import { SaccadeError } from "../../core/errors.ts";
import type { InputEvents, Session, WindowResult } from "../backend.ts";
import { Ledger } from "../ledger.ts";
import { forEachRun, placesOfPart, type Wiring } from "../wiring.ts";
import type { AkidaProgram } from "./compile.ts";
import { AKIDA_COSTS } from "./limits.ts";

/** What each sender reaches: the runs of sender place p are `start[p] .. start[p + 1] - 1`. */
interface Fans {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  /** By sender place: synapses, and those with a weight that is not 0. */
  readonly synapses: Int32Array;
  readonly effective: Int32Array;
}

/** One layer at work. */
interface Stage {
  readonly part: number;
  readonly fans: Fans;
  readonly weights: Int32Array;
  /** By level, by channel; none: the sums are put out. */
  readonly thresholds: readonly Int32Array[];
  readonly channels: number;
  /** By place: sums, then what is put out. */
  readonly sums: Float64Array;
  readonly values: Int32Array;
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
  readonly #input: Int32Array;
  readonly #stages: readonly Stage[];
  readonly #outputPlaces: Int32Array;
  readonly #result: WindowResult;

  constructor(program: AkidaProgram) {
    const { parts } = program;
    this.#program = program;
    this.ledger = new Ledger(parts.map(({ part }) => part.path));
    const input = parts.find(({ integers }) => integers === null);
    this.#inputPlaces = input === undefined ? new Int32Array(0) : placesOfPart(input.part);
    this.#input = new Int32Array(program.inputs);
    this.#stages = parts.flatMap(({ part, wirings: [wiring], integers }): Stage[] => {
      if (integers === null || wiring === undefined) return [];
      const fans = fansOf(wiring, integers.weights);
      return [
        {
          part: part.index,
          fans,
          ...integers,
          channels: wiring.weighted?.geometry.outChannels ?? 1,
          sums: new Float64Array(part.count),
          values: new Int32Array(part.count),
          denseOps: fans.synapses.reduce((sum, count) => sum + count, 0),
        },
      ];
    });
    const last = parts[this.#stages.at(-1)?.part ?? -1];
    this.#outputPlaces = last === undefined ? new Int32Array(0) : placesOfPart(last.part);
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
  }

  reset(): void {
    for (const { sums, values } of this.#stages) {
      sums.fill(0);
      values.fill(0);
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
    const given = last.thresholds.length === 0 ? last.sums : last.values;
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
    const from = what === "v" ? stage.sums : stage.values;
    placesOfPart(placed.part).forEach((place, n) => (to[n] = from[place] ?? NaN));
  }

  /** Counts events by pixel; returns how many were too many for a pixel. */
  #takeIn(indices: ArrayLike<number>, count: number): number {
    const { inputMost } = this.#program;
    const input = this.#input;
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
  #accumulate({ part, fans, weights, sums, denseOps }: Stage, values: Int32Array): number {
    const { start, target, at, length, synapses, effective } = fans;
    let [events, synops, acs, macs] = [0, 0, 0, 0];
    sums.fill(0);
    for (let sender = 0; sender < values.length; sender++) {
      const value = values[sender]!;
      if (value === 0) continue;
      const end = start[sender + 1]!;
      for (let run = start[sender]!; run < end; run++) {
        const from = at[run]!;
        const to = target[run]!;
        const last = length[run]!;
        for (let k = 0; k < last; k++) sums[to + k]! += value * weights[from + k]!;
      }
      events++;
      synops += synapses[sender]!;
      if (value === 1) acs += effective[sender]!;
      else macs += effective[sender]!;
    }
    this.ledger.add(part, "messagesIn", events);
    this.ledger.add(part, "synops", synops);
    this.ledger.add(part, "effectiveAcs", acs);
    this.ledger.add(part, "effectiveMacs", macs);
    this.ledger.add(part, "denseOps", denseOps);
    return acs + macs;
  }

  /** The level of each sum. */
  #fire({ part, thresholds, channels, sums, values }: Stage): void {
    if (thresholds.length === 0) return;
    let spikes = 0;
    for (let n = 0; n < sums.length; n++) {
      const channel = n % channels;
      const sum = sums[n]!;
      let level = 0;
      while (level < thresholds.length && sum >= thresholds[level]![channel]!) level++;
      values[n] = level;
      if (level > 0) spikes++;
    }
    this.ledger.add(part, "neuronUpdates", sums.length);
    this.ledger.add(part, "spikes", spikes);
    this.ledger.add(part, "neuronSpikes", spikes);
    this.ledger.add(part, "messagesOut", spikes);
  }
}

function fansOf(wiring: Wiring, weights: Int32Array): Fans {
  const senders = wiring.senderPlaces.length;
  const elements = new Int32Array(senders);
  wiring.senderPlaces.forEach((place, element) => (elements[place] = element));
  const runs: { readonly target: number; readonly at: number; readonly length: number }[] = [];
  const start = new Int32Array(senders + 1);
  const synapses = new Int32Array(senders);
  const effective = new Int32Array(senders);
  elements.forEach((element, place) => {
    forEachRun(wiring, element, (target, at, length) => {
      runs.push({ target, at, length });
      synapses[place]! += length;
      for (let k = 0; k < length; k++) if (weights[at + k] !== 0) effective[place]!++;
    });
    start[place + 1] = runs.length;
  });
  return {
    start,
    target: Int32Array.from(runs, ({ target }) => target),
    at: Int32Array.from(runs, ({ at }) => at),
    length: Int32Array.from(runs, ({ length }) => length),
    synapses,
    effective,
  };
}
