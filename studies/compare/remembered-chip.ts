import type { ChipNetwork } from "../../nodes/trackers/chip-network.ts";
import { Ledger } from "../../src/backends/ledger.ts";
import { assert } from "../../src/core/errors.ts";

/** What a chip gave for a window. */
interface Answer {
  readonly outputs: Float64Array;
  /** [ns] */
  readonly deviceNs: number;
  readonly saturated: number;
  readonly counts: Ledger;
}

/**
 * A chip whose answer to a window is settled by the events in their order (`Backend.isSteady`), or by them, its seed and the window's
 * number (`Backend.seeks`), and its answers.
 */
export interface ChipAnswers {
  readonly chip: ChipNetwork;
  readonly byWindow: Map<string, Answer>;
}

/** A chip whose answers are looked up where it has answered before; counts and times are those of all windows shown to this one. */
export class RememberedChip implements ChipNetwork {
  readonly ledger: Ledger;
  totalNs = 0;
  deviceNs = 0;
  saturated = 0;
  readonly #answers: ChipAnswers;
  #shown = 0;

  constructor(answers: ChipAnswers) {
    this.#answers = answers;
    this.ledger = new Ledger(answers.chip.ledger.layers);
    assert(answers.chip.program.inputs <= 0x10000, "a place of the window is one character of its name");
  }

  get program(): ChipNetwork["program"] {
    return this.#answers.chip.program;
  }

  get report(): ChipNetwork["report"] {
    return this.#answers.chip.report;
  }

  show(indices: Int32Array, count: number, outputs: Float64Array): void {
    const { byWindow, chip } = this.#answers;
    const events = String.fromCharCode(...indices.subarray(0, count));
    const name = chip.seek === undefined ? events : `${this.#shown} ${events}`;
    const answer = byWindow.get(name) ?? this.#ask(indices, count, outputs.length);
    byWindow.set(name, answer);
    outputs.set(answer.outputs);
    this.ledger.merge(answer.counts);
    this.deviceNs = answer.deviceNs;
    this.saturated = answer.saturated;
    this.totalNs += answer.deviceNs;
    this.#shown++;
  }

  #ask(indices: Int32Array, count: number, size: number): Answer {
    const { chip } = this.#answers;
    const outputs = new Float64Array(size);
    chip.ledger.clear();
    chip.seek?.(this.#shown);
    chip.show(indices, count, outputs);
    return { outputs, deviceNs: chip.deviceNs, saturated: chip.saturated, counts: chip.ledger.clone() };
  }
}
