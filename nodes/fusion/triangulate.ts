import { filter, map, merge } from "rxjs";
import { z } from "zod";
import type { CameraModel } from "../../src/core/camera.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { derive, type Message } from "../../src/core/message.ts";
import type { BallFix, Detection } from "../../src/core/perception.ts";
import { BALL_FIX, DETECTION } from "../../src/core/port-types.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { triangulate, type Sighting } from "../../src/tracking/triangulate.ts";
import { cameraParams } from "../camera-params.ts";
import { stereoRig } from "./stereo-rig.ts";

const params = z.strictObject({
  left: cameraParams.describe("camera of the input `left`"),
  right: cameraParams.describe("camera of the input `right`"),
  toleranceUs: z
    .int()
    .min(0)
    .max(100_000)
    .default(300)
    .describe("[us] detections further apart make no pair"),
  minPresence: z.number().min(0).max(1).default(0.5).describe("[-] detections with less are not used"),
  maxErrorPx: z
    .number()
    .positive()
    .max(1000)
    .default(5)
    .describe("[px] a larger reprojection error is refused"),
});

type Side = "left" | "right";
type Seen = Message<Detection>;

/** Pairs the newest detections of two cameras by the instant they refer to; uses each at most once. */
export const triangulateNode = defineNode({
  kind: "fusion/triangulate",
  summary: "Makes a ball position from the detections of two calibrated cameras.",
  inputs: {
    left: { type: DETECTION, policy: "latest" },
    right: { type: DETECTION, policy: "latest" },
  },
  outputs: { fix: BALL_FIX },
  params,
  costUs: 30,
  create: (values, context) => {
    const pairing = new Pairing(values, context);
    return (inputs) => ({
      fix: merge(
        inputs.left.pipe(map((message) => pairing.take("left", message))),
        inputs.right.pipe(map((message) => pairing.take("right", message))),
      ).pipe(filter((fix) => fix !== null)),
    });
  },
});

class Pairing {
  readonly #params: z.output<typeof params>;
  readonly #context: NodeContext;
  readonly #cameras: Readonly<Record<Side, CameraModel>>;
  readonly #waiting: Record<Side, Seen | null> = { left: null, right: null };

  constructor(values: z.output<typeof params>, context: NodeContext) {
    this.#params = values;
    this.#context = context;
    const [left, right] = stereoRig(values.left, values.right);
    this.#cameras = { left, right };
  }

  /** @throws SaccadeError `config-invalid` when the detection is another camera's. */
  take(side: Side, message: Seen): Message<BallFix> | null {
    this.#checkCamera(side, message.payload.camera);
    if (!(message.payload.presence >= this.#params.minPresence)) {
      this.#context.metrics.count(`unseen:${side}`);
      return null;
    }
    this.#waiting[side] = message;
    const { left, right } = this.#waiting;
    if (left === null || right === null) return null;
    const apartUs = Math.abs(left.payload.validAtUs - right.payload.validAtUs);
    if (apartUs > this.#params.toleranceUs) return null;
    this.#waiting.left = null;
    this.#waiting.right = null;
    const fix = this.#fix(left.payload, right.payload);
    return fix === null ? null : derive([left, right], fix);
  }

  #fix(left: Detection, right: Detection): BallFix | null {
    const point = triangulate([sighting(this.#cameras.left, left), sighting(this.#cameras.right, right)]);
    if (typeof point === "string") {
      this.#context.metrics.count(`refused:${point}`);
      return null;
    }
    if (point.reprojectionErrorPx > this.#params.maxErrorPx) {
      this.#context.metrics.count("refused:reprojection");
      return null;
    }
    return { ...point, validAtUs: Math.round((left.validAtUs + right.validAtUs) / 2) };
  }

  #checkCamera(side: Side, camera: string): void {
    const expected = this.#cameras[side].id;
    if (camera === expected) return;
    throw new SaccadeError(
      "config-invalid",
      `input "${side}" gets detections of camera "${camera}" but its parameters describe "${expected}"; ` +
        `wire that camera's tracker to it or correct ${side}.id`,
      { node: this.#context.id, input: side },
    );
  }
}

const sighting = (camera: CameraModel, { xPx, yPx, covariancePx2 }: Detection): Sighting => ({
  camera,
  xPx,
  yPx,
  covariancePx2,
});
