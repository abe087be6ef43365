import type { EventBatch } from "../core/event-batch.ts";
import { Random } from "../core/random.ts";
import { keepEvent, type EventFilter } from "./event-filter.ts";

/** What a faulty camera or cable loses. */
export interface EventLossOptions {
  /** [-] part of the events, each by chance. */
  readonly share: number;
  /** [-] of the chances. */
  readonly seed: number;
  /** [us] by the stream's clock, from and up to which nothing comes; in order of time, without overlap. */
  readonly dead: readonly (readonly [fromUs: number, toUs: number])[];
}

/** Loses events: a share of them by chance, and all in dead times. */
export class EventLossFilter implements EventFilter {
  readonly width: number;
  readonly height: number;
  readonly #share: number;
  readonly #random: Random;
  readonly #dead: EventLossOptions["dead"];
  #next = 0;

  constructor(width: number, height: number, { share, seed, dead }: EventLossOptions) {
    this.width = width;
    this.height = height;
    this.#share = share;
    this.#random = new Random(seed);
    this.#dead = dead;
  }

  filter(batch: EventBatch, out: EventBatch): void {
    for (let i = 0; i < batch.length; i++) {
      // drawn for each event, so that a dead time does not change what is lost after it
      const isLost = this.#share > 0 && this.#random.uniform() < this.#share;
      if (!isLost && !this.#isDead(batch.t[i]!)) keepEvent(batch, i, out);
    }
  }

  #isDead(timeUs: number): boolean {
    while ((this.#dead[this.#next]?.[1] ?? Infinity) <= timeUs) this.#next++;
    return timeUs >= (this.#dead[this.#next]?.[0] ?? Infinity);
  }
}
