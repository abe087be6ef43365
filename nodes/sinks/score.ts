import { merge, tap } from "rxjs";
import { z } from "zod";
import { BALL_STATE, DETECTION, HIT_POINT, TRUTH } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { cameraFrom, cameraParams } from "../camera-params.ts";
import { BallScore } from "./score-ball.ts";
import { CameraScore } from "./score-camera.ts";
import { TruthHistory } from "./score-truth.ts";

const kept = { policy: "drop-oldest", depth: 256 } as const;

/** Compares what the pipeline believes with the truth; constant memory, results in the report as they grow. */
export const scoreSink = defineNode({
  kind: "sink/score",
  summary: "Scores detections, ball states and hit points against the true ball.",
  inputs: {
    truth: { type: TRUTH, ...kept },
    left: { type: DETECTION, ...kept, optional: true },
    right: { type: DETECTION, ...kept, optional: true },
    state: { type: BALL_STATE, ...kept, optional: true },
    hit: { type: HIT_POINT, ...kept, optional: true },
  },
  outputs: {},
  params: z.strictObject({
    left: cameraParams.optional().describe("camera of the input `left`; needed to score its detections"),
    right: cameraParams.optional().describe("camera of the input `right`; needed to score its detections"),
    planeYM: z.number().min(-3).max(-1).default(-1.6).describe("[m] y of the hit plane, world frame"),
  }),
  costUs: 5,
  create: ({ left, right, planeYM }, context) => {
    const history = new TruthHistory(() => context.metrics.count("unscored"));
    const ball = new BallScore(planeYM, history);
    const leftScore = left && new CameraScore(cameraFrom(left), history);
    const rightScore = right && new CameraScore(cameraFrom(right), history);
    context.report("ball", () => ball.figures());
    if (left || right) {
      context.report("tracking", () => ({
        ...(left && leftScore && { [left.id]: leftScore.figures() }),
        ...(right && rightScore && { [right.id]: rightScore.figures() }),
      }));
    }
    return (inputs) =>
      merge(
        inputs.truth.pipe(
          tap(({ payload }) => {
            history.add(payload);
            ball.onTruth(payload);
            leftScore?.onTruth(payload);
            rightScore?.onTruth(payload);
          }),
        ),
        inputs.left.pipe(tap(({ payload }) => leftScore?.onDetection(payload))),
        inputs.right.pipe(tap(({ payload }) => rightScore?.onDetection(payload))),
        inputs.state.pipe(tap(({ payload }) => ball.onState(payload))),
        inputs.hit.pipe(tap(({ payload }) => ball.onHitPoint(payload, context.nowUs()))),
      );
  },
});
