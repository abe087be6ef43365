import { filter, map } from "rxjs";
import { z } from "zod";
import { square } from "../../src/core/matrix.ts";
import { derive } from "../../src/core/message.ts";
import type { BallState } from "../../src/core/perception.ts";
import { BALL_STATE, TRUTH } from "../../src/core/port-types.ts";
import type { WorldTruth } from "../../src/core/truth.ts";
import { defineNode } from "../../src/runtime/node.ts";

/** The true ball, for the ceiling that perception is measured against. Silent between two balls. */
export const oracleTracker = defineNode({
  kind: "tracker/oracle",
  summary: "Passes the true ball state on: what a perfect tracker would see.",
  inputs: { truth: { type: TRUTH, policy: "latest" } },
  outputs: { state: BALL_STATE },
  params: z.strictObject({
    positionSigmaM: z
      .number()
      .min(1e-6)
      .max(1)
      .default(1e-4)
      .describe("[m] standard deviation claimed per axis"),
    velocitySigmaMps: z.number().min(1e-6).max(100).default(1e-3).describe("[m/s] likewise"),
    spinSigmaRadps: z.number().min(1e-6).max(1000).default(0.1).describe("[rad/s] likewise"),
  }),
  costUs: 10,
  create: ({ positionSigmaM, velocitySigmaMps, spinSigmaRadps }) => {
    const sigmas = [positionSigmaM, velocitySigmaMps, spinSigmaRadps];
    const covariance = Array.from({ length: 81 }, (_, i) =>
      i % 10 === 0 ? square(sigmas[Math.floor(i / 30)] ?? NaN) : 0,
    );
    return (inputs) => ({
      state: inputs.truth.pipe(
        filter((message) => message.payload.ball.inPlay),
        map((message) => derive(message, asState(message.payload, covariance))),
      ),
    });
  },
});

const asState = ({ ball, timeUs }: WorldTruth, covariance: readonly number[]): BallState => ({
  positionM: ball.positionM,
  velocityMps: ball.velocityMps,
  spinRadps: ball.spinRadps,
  covariance,
  validAtUs: timeUs,
  track: ball.index,
});
