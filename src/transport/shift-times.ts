import type { EventBatch } from "../core/event-batch.ts";
import { type Body, bodyOf } from "../wire/envelope.ts";

/**
 * The body with every time in it moved by `offsetUs` [us], from the sender's clock to the receiver's. An event batch
 * is changed in place: it must be the caller's own, as one fresh from the wire is.
 */
export function shiftTimes(body: Body, offsetUs: number): Body {
  switch (body.type) {
    case "events":
      return bodyOf("events", shiftEvents(body.payload, offsetUs));
    case "detection":
      return bodyOf("detection", {
        ...body.payload,
        validAtUs: body.payload.validAtUs + offsetUs,
        windowStartUs: body.payload.windowStartUs + offsetUs,
        windowEndUs: body.payload.windowEndUs + offsetUs,
      });
    case "ball-fix":
      return bodyOf("ball-fix", { ...body.payload, validAtUs: body.payload.validAtUs + offsetUs });
    case "ball-state":
      return bodyOf("ball-state", { ...body.payload, validAtUs: body.payload.validAtUs + offsetUs });
    case "hit-point":
      return bodyOf("hit-point", { ...body.payload, arrivalUs: body.payload.arrivalUs + offsetUs });
    case "joint-command":
      return bodyOf("joint-command", {
        ...body.payload,
        reachAtUs: body.payload.reachAtUs + offsetUs,
        validUntilUs: body.payload.validUntilUs + offsetUs,
      });
    case "truth":
      return bodyOf("truth", { ...body.payload, timeUs: body.payload.timeUs + offsetUs });
    case "event-image":
      return bodyOf("event-image", { ...body.payload, timeUs: body.payload.timeUs + offsetUs });
    case "latency-report":
    case "control":
      return body;
  }
}

function shiftEvents(batch: EventBatch, offsetUs: number): EventBatch {
  const { t, length } = batch;
  for (let i = 0; i < length; i++) t[i] = (t[i] ?? 0) + offsetUs;
  return batch;
}
