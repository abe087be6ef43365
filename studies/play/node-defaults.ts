import { racketParams, controllerOptions } from "../../nodes/control/racket-params.ts";
import { hitPointOptions, hitPointParams } from "../../nodes/fusion/hit-point.ts";

/** The hit point as its node predicts it when the file says nothing. */
export const HIT_POINT = hitPointOptions(hitPointParams.parse({}));

/** The racket's control, likewise. */
export const racketControlFor = (targetM: readonly [number, number]): ReturnType<typeof controllerOptions> =>
  controllerOptions(racketParams.parse({ targetM }));
