import { Observable } from "rxjs";
import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { type Message, sense } from "../../src/core/message.ts";
import { EVENTS } from "../../src/core/port-types.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { ClockMap } from "../../src/transport/clock-map.ts";
import { SamnaSubscriber } from "../../src/transport/samna-subscriber.ts";
import { shiftTimes } from "../../src/transport/shift-times.ts";
import { bodyOf } from "../../src/wire/envelope.ts";
import { SamnaDecoder } from "../../src/wire/samna-frame.ts";
import { refuseEndpoint, refuseVirtualClock, socketShape } from "../zeromq-params.ts";

const side = z.int().min(1).max(256).default(128);

/**
 * Visual events of a Speck through samna's JIT ZeroMQ streamer; the device's clock is mapped to the run's by the
 * frames that come fastest after their last event. Held against the documented struct only, not against hardware.
 */
export const samnaSource = defineNode({
  kind: "source/samna",
  summary:
    "Receives a Speck's events from samna's ZeroMQ streamer (by its documented layout; not tried on hardware).",
  inputs: {},
  outputs: { events: EVENTS },
  params: z
    .strictObject({
      ...socketShape,
      width: side.describe("[px] sensor width"),
      height: side.describe("[px] sensor height"),
    })
    .superRefine(refuseEndpoint),
  costUs: 20,
  create: (params, context) => {
    refuseVirtualClock(context);
    return () => ({
      events: new Observable<Message<EventBatch>>((subscriber) => {
        const decoder = new SamnaDecoder(params.width, params.height);
        const clock = new ClockMap();
        const socket = new SamnaSubscriber(params.endpoint, params.allowRemote, {
          frame: (bytes) => {
            const batch = decode(decoder, bytes, context);
            if (batch !== null) subscriber.next(onRunClock(batch, clock, context.nowUs()));
          },
          other: () => context.metrics.count("other-messages"),
          failed: (error) => subscriber.error(error),
        });
        socket.open();
        return () => socket.close();
      }),
    });
  },
});

/** The events of a frame, or null when it has none or is broken, which is counted. */
function decode(decoder: SamnaDecoder, bytes: Uint8Array, { metrics }: NodeContext): EventBatch | null {
  const before = decoder.dropped;
  try {
    const batch = decoder.decode(bytes);
    const { outside, backwards } = decoder.dropped;
    if (outside > before.outside) metrics.count("outside-sensor", outside - before.outside);
    if (backwards > before.backwards) metrics.count("backwards-in-time", backwards - before.backwards);
    return batch.length === 0 ? null : batch;
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error;
    metrics.count("invalid-message");
    return null;
  }
}

/** The device says when events happened, not when it sent them: the last event stands for the sending. */
function onRunClock(batch: EventBatch, clock: ClockMap, nowUs: number): Message<EventBatch> {
  const firstUs = batch.t[0] ?? 0;
  const lastUs = batch.t[batch.length - 1] ?? 0;
  clock.observe(lastUs, nowUs);
  const offsetUs = clock.offsetUs(firstUs, lastUs);
  shiftTimes(bodyOf("events", batch), offsetUs);
  return sense(batch, lastUs + offsetUs, firstUs + offsetUs);
}
