import { armControllerOptions, armParams } from "../../nodes/control/arm-params.ts";
import { racketParams, controllerOptions } from "../../nodes/control/racket-params.ts";
import type { ArmSetup } from "../../nodes/arm-file.ts";
import { hitPointOptions, hitPointParams } from "../../nodes/fusion/hit-point.ts";

/** The hit point as its node predicts it when the file says nothing. */
export const HIT_POINT = hitPointOptions(hitPointParams.parse({}));

/** The racket's control, likewise. */
export const racketControlFor = (targetM: readonly [number, number]): ReturnType<typeof controllerOptions> =>
  controllerOptions(racketParams.parse({ targetM }));

/** An arm's control, likewise. */
export const armControlFor = (
  setup: ArmSetup,
  targetM: readonly [number, number],
): ReturnType<typeof armControllerOptions> => armControllerOptions(armParams.parse({ targetM }), setup);
