import type { LabelledBatch } from "../../sims/camera/camera-output.ts";
import { EventCamera, type EventCameraOptions } from "../../sims/camera/event-camera.ts";
import { PIXEL_PRESETS } from "../../sims/camera/pixel-presets.ts";
import type { PixelModel } from "../../sims/camera/pixel-model.ts";
import { type PixelSink, PixelSpan, type Scene } from "../../sims/camera/scene.ts";
import { NO_ACTORS, poseNumbers, writeBall } from "../../sims/camera/stage.ts";
import { StagePath } from "../../sims/camera/stage-path.ts";
import { DEFAULT_LOOK, type StageLook, StageScene } from "../../sims/camera/stage-scene.ts";
import { type CameraModel, lookAt } from "../../src/core/camera.ts";

/** Looks along +y from 2 m away, so 1 m there is 300 px. */
export const SWEEP_CAMERA: CameraModel = lookAt(
  { id: "c", width: 346, height: 260, focalPx: 600 },
  [0, -2, 0],
  [0, 0, 0],
);
const M_PER_PX = 2 / 600;
export const LOOK: StageLook = { ...DEFAULT_LOOK, radiusM: 0.02 };

/** A ball that crosses the picture from left to right. */
export interface Sweep {
  readonly radiusPx: number;
  readonly fromPx: number;
  readonly speedPxps: number;
  readonly seconds: number;
  readonly quantumUs?: number;
  /** [us] from knot to knot of its path. */
  readonly knotUs?: number;
  readonly mostMotionPx?: number;
  readonly pixels?: PixelModel;
  readonly rows?: readonly [number, number];
  readonly seed?: number;
}

/** One batch per quantum. */
export function sweep(options: Sweep): LabelledBatch[] {
  const {
    radiusPx,
    fromPx,
    speedPxps,
    seconds,
    quantumUs = 1000,
    knotUs = 250,
    mostMotionPx = 0.25,
  } = options;
  const path = new StagePath(poseNumbers(NO_ACTORS));
  const scene = new StageScene({
    camera: SWEEP_CAMERA,
    path,
    actors: NO_ACTORS,
    look: { ...LOOK, radiusM: radiusPx * M_PER_PX },
    background: null,
    mostMotionPx,
    startUs: 0,
    rows: options.rows ?? null,
  });
  const dvs = new EventCamera(cameraOptions(SWEEP_CAMERA, options), scene);
  const lay = (timeUs: number): void =>
    writeBall(path.add(timeUs), {
      x: (fromPx + speedPxps * timeUs * 1e-6) * M_PER_PX,
      y: 0,
      z: 0.4 * M_PER_PX,
    });
  lay(0);
  dvs.adopt(0);
  const batches: LabelledBatch[] = [];
  let laidUs = 0;
  const endUs = seconds * 1e6;
  for (let t = Math.min(quantumUs, endUs); ; t = Math.min(t + quantumUs, endUs)) {
    while (laidUs < Math.min(t, endUs)) lay((laidUs += knotUs));
    dvs.expose(t);
    path.forgetBefore(t);
    batches.push(dvs.takeLabelled(t));
    if (t >= endUs) return batches;
  }
}

function cameraOptions(
  { id, width, height }: CameraModel,
  { pixels = PIXEL_PRESETS.ideal, rows, seed = 1 }: Partial<Sweep>,
): EventCameraOptions {
  return { id, width, height, pixels, seed, startUs: 0, readout: null, clock: null, rows: rows ?? null };
}

/** Every event as text, in order. */
export function rowsOf(batches: readonly LabelledBatch[]): string[] {
  return batches.flatMap(({ t, x, y, p, cause }) =>
    [...t].map((time, i) => [time, y[i], x[i], p[i], cause[i]].join(" ")),
  );
}

/** Some pixels in a row that all see light which follows a given curve, looked at every `stepUs`; forever if not told. */
export class CurveScene implements Scene {
  readonly #light: (timeUs: number) => number;
  readonly #pixels: number;
  readonly #stepUs: number;
  readonly #endUs: number;
  #timeUs = 0;

  constructor(light: (timeUs: number) => number, { pixels = 1, stepUs = 100, endUs = Infinity } = {}) {
    this.#light = light;
    this.#pixels = pixels;
    this.#stepUs = stepUs;
    this.#endUs = endUs;
  }

  restingLight(): number {
    return this.#light(0);
  }

  nextLookUs(beforeUs: number): number {
    return this.#timeUs < Math.min(beforeUs, this.#endUs) ? this.#timeUs + this.#stepUs : Infinity;
  }

  look(sink: PixelSink): void {
    const sinceUs = this.#timeUs;
    this.#timeUs += this.#stepUs;
    const span = new PixelSpan(this.#pixels);
    span.count = this.#pixels;
    span.sinceUs = sinceUs;
    span.light.fill(this.#light(this.#timeUs));
    sink.see(span);
  }

  refresh(): void {
    // nothing comes or goes
  }
}

/** [us, polarity, column, cause] of the events that some pixels make of a curve of light. */
export function eventsOf(
  scene: Scene,
  pixels: PixelModel,
  { untilUs, width = 1, seed = 1 }: { untilUs: number; width?: number; seed?: number },
): { t: number; p: number; x: number; cause: number }[] {
  const dvs = new EventCamera(
    { id: "c", width, height: 1, pixels, seed, startUs: 0, readout: null, clock: null, rows: null },
    scene,
  );
  const events: { t: number; p: number; x: number; cause: number }[] = [];
  for (let nowUs = 0; nowUs < untilUs;) {
    nowUs = Math.min(untilUs, nowUs + 50_000);
    dvs.expose(nowUs);
    const { t, p, x, cause } = dvs.takeLabelled(nowUs);
    for (const [i, time] of t.entries()) events.push({ t: time, p: p[i]!, x: x[i]!, cause: cause[i]! });
  }
  return events;
}
