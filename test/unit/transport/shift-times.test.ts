import { describe, expect, it } from "vitest";
import { createEventBatch, pushEvent } from "../../../src/core/event-batch.ts";
import { shiftTimes } from "../../../src/transport/shift-times.ts";
import { type Body, bodyOf } from "../../../src/wire/envelope.ts";

const ball = { positionM: [1, 2, 3], velocityMps: [4, 5, 6], spinRadps: [7, 8, 9] } as const;
const covariance = [1, 0, 1];

/** Every payload that a pipeline can receive, its times 100, 200, 300. */
const at = (us: number): Body[] => [
  bodyOf("detection", {
    camera: "left",
    xPx: 1,
    yPx: 2,
    covariancePx2: [1, 0, 1],
    presence: 1,
    validAtUs: 200 + us,
    windowStartUs: 100 + us,
    windowEndUs: 300 + us,
  }),
  bodyOf("ball-fix", {
    positionM: [1, 2, 3],
    covarianceM2: covariance,
    reprojectionErrorPx: 1,
    validAtUs: 100 + us,
  }),
  bodyOf("ball-state", { ...ball, covariance, validAtUs: 100 + us, track: 5 }),
  bodyOf("hit-point", { ...ball, covarianceM2: covariance, arrivalUs: 100 + us, track: 5 }),
  bodyOf("joint-command", {
    robot: "arm",
    positions: [1],
    velocities: [2],
    reachAtUs: 100 + us,
    validUntilUs: 200 + us,
  }),
];

describe("shiftTimes", () => {
  it.each(at(0).map((body, i) => [body.type, body, at(5000)[i]]))(
    "moves every time of a %s and nothing else",
    (_, body, moved) => {
      expect(shiftTimes(body, 5000)).toEqual(moved);
    },
  );

  it("moves the times of events within the batch's length", () => {
    const batch = createEventBatch(8, 8, 3);
    pushEvent(batch, 10, 1, 2, 1);
    pushEvent(batch, 11, 3, 4, 0);
    shiftTimes(bodyOf("events", batch), -7);
    expect([...batch.t]).toEqual([3, 4, 0]);
    expect([...batch.x]).toEqual([1, 3, 0]);
  });
});
