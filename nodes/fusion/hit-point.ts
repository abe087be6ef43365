import { filter, map } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { BALL_STATE, HIT_POINT } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { type HitPointOptions, HitPointPredictor } from "../../src/tracking/hit-point.ts";
import { dynamicsFrom, motionNoiseParams } from "../ball-dynamics-params.ts";

/** What a pipeline file may say about the hit point. */
export const hitPointParams = z.strictObject({
  planeYM: z.number().min(-3).max(-1).default(-1.6).describe("[m] y of the hit plane, world frame"),
  horizonS: z.number().min(0.05).max(3).default(1.5).describe("[s] how far ahead to look"),
  noise: motionNoiseParams.prefault({}).describe("what the ball model leaves out"),
});

/** The predictor's options. */
export const hitPointOptions = ({ noise, ...rest }: z.output<typeof hitPointParams>): HitPointOptions => ({
  ...rest,
  dynamics: dynamicsFrom(noise),
});

/** Silent (and counting why) for balls that will not come legally to the hit plane. */
export const hitPointNode = defineNode({
  kind: "fusion/hit-point",
  summary: "Predicts where and when the ball crosses the plane in which the racket meets it.",
  inputs: { state: { type: BALL_STATE, policy: "latest" } },
  outputs: { hit: HIT_POINT },
  params: hitPointParams,
  costUs: 150,
  create: (params, context) => {
    const predictor = new HitPointPredictor(hitPointOptions(params));
    return (inputs) => ({
      hit: inputs.state.pipe(
        map((message) => {
          const hit = predictor.predict(message.payload);
          if (typeof hit !== "string") return derive(message, hit);
          context.metrics.count(`none:${hit}`);
          return null;
        }),
        filter((message) => message !== null),
      ),
    });
  },
});
