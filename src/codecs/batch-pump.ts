import type { EventBatch } from "../core/event-batch.ts";
import { batchFor, NO_ROOM, type Decoder } from "./codec.ts";

/** Takes a batch with events in it; returns the batch to fill next (an empty one: the same, emptied, or another). */
export type TakeBatch = (batch: EventBatch) => EventBatch;

/** A `TakeBatch` that looks at the events and lets the same batch be filled again. */
export const reusing =
  (look: (batch: EventBatch) => void): TakeBatch =>
  (batch) => {
    look(batch);
    batch.length = 0;
    return batch;
  };

/**
 * Drives a decoder: bytes in any pieces in, batches out whenever one is full, at `flush` and at the end. Before an
 * error leaves `push` or `end`, the events before the damage have been handed out.
 */
export class BatchPump {
  readonly #decoder: Decoder;
  readonly #capacity: number;
  readonly #take: TakeBatch;
  #batch: EventBatch = NO_ROOM;

  /** @param capacity [events] of a batch, at least `MIN_ROOM` */
  constructor(decoder: Decoder, capacity: number, take: TakeBatch) {
    this.#decoder = decoder;
    this.#capacity = capacity;
    this.#take = take;
  }

  /** Decodes `bytes`, which may be reused afterwards. @throws what the decoder throws. */
  push(bytes: Uint8Array): void {
    let at = 0;
    this.#drive(() => {
      at = this.#decoder.decode(bytes, at, this.#batch);
    });
  }

  /** The stream has ended. @throws what the decoder throws. */
  end(): void {
    this.#drive(() => {
      this.#decoder.finish(this.#batch);
    });
    this.flush();
  }

  /** Hands out the events decoded so far. */
  flush(): void {
    if (this.#batch.length > 0) this.#batch = this.#take(this.#batch);
  }

  #drive(step: () => void): void {
    try {
      do {
        step();
        if (this.#decoder.blocked) this.#makeRoom();
      } while (this.#decoder.blocked);
    } catch (error) {
      this.flush();
      throw error;
    }
  }

  #makeRoom(): void {
    if (this.#batch === NO_ROOM && this.#decoder.header !== null) {
      this.#batch = batchFor(this.#decoder.header, this.#capacity);
    } else {
      this.flush();
    }
  }
}
