import { z } from "zod";
import type { BallDynamics } from "../src/tracking/ball-course.ts";
import { BALL_MODEL } from "../src/tracking/ball-model.ts";

/** How far a ball strays from its model, as a pipeline file writes it. */
export const motionNoiseParams = z.strictObject({
  velocityWalk: z
    .number()
    .min(0)
    .max(100)
    .default(0.05)
    .describe("[m/s per sqrt(s)] random walk of the velocity"),
  spinWalk: z.number().min(0).max(10_000).default(5).describe("[rad/s per sqrt(s)] random walk of the spin"),
  bounceVelocityMps: z.number().min(0).max(10).default(0.1).describe("[m/s] per axis, added by a bounce"),
  bounceSpinRadps: z.number().min(0).max(1000).default(30).describe("[rad/s] per axis, added by a bounce"),
});

/** The tracker's ball model with that noise. */
export const dynamicsFrom = (noise: z.output<typeof motionNoiseParams>): BallDynamics => ({
  model: BALL_MODEL,
  noise,
});
