import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Message } from "../../src/core/message.ts";

/** [us] sources stamp a window with its end; one that stamps its last event instead is followed too. */
export function windowEndUs({ payload, originUs }: Message<EventBatch>): number {
  const last = payload.length === 0 ? undefined : payload.t[payload.length - 1];
  return last === undefined ? originUs : Math.max(originUs, last + 1);
}
