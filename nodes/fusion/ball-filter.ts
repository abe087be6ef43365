import { filter, map } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { BALL_FIX, BALL_STATE } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { BallFilter } from "../../src/tracking/ball-filter.ts";
import { dynamicsFrom, motionNoiseParams } from "../ball-dynamics-params.ts";

/** One state per fix that was used, once a track is old enough; what happened to each fix is counted. */
export const ballFilterNode = defineNode({
  kind: "fusion/ball-filter",
  summary: "Estimates position, velocity and spin of the ball from its positions (extended Kalman filter).",
  inputs: { fix: { type: BALL_FIX, policy: "latest" } },
  outputs: { state: BALL_STATE },
  params: z.strictObject({
    velocitySigmaMps: z
      .number()
      .positive()
      .max(100)
      .default(10)
      .describe("[m/s] of an unknown ball, per axis"),
    spinSigmaRadps: z.number().positive().max(2000).default(150).describe("[rad/s] likewise"),
    gate: z
      .number()
      .min(1)
      .max(1e6)
      .default(16.3)
      .describe("[-] chi-square (3 degrees) of an outlier; 16.3 = 0.1 %"),
    maxOutliers: z
      .int()
      .min(0)
      .max(1000)
      .default(5)
      .describe("[-] outliers in a row that the track survives"),
    maxGapUs: z
      .int()
      .min(1000)
      .max(10_000_000)
      .default(150_000)
      .describe("[us] a longer silence ends the track"),
    minFixes: z.int().min(1).max(1000).default(5).describe("[-] fixes before a track is told"),
    noise: motionNoiseParams.prefault({}).describe("what the ball model leaves out"),
  }),
  costUs: 60,
  create: ({ noise, ...options }, context) => {
    const ball = new BallFilter({ ...options, dynamics: dynamicsFrom(noise) });
    return (inputs) => ({
      state: inputs.fix.pipe(
        map((message) => {
          const verdict = ball.update(message.payload);
          context.metrics.count(verdict);
          const told = verdict === "used" || verdict === "started" ? ball.state() : null;
          return told === null ? null : derive(message, told);
        }),
        filter((message) => message !== null),
      ),
    });
  },
});
