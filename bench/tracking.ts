import { lookAt, project } from "../src/core/camera.ts";
import type { Detection } from "../src/core/perception.ts";
import { norm, subtract } from "../src/core/vec3.ts";
import { BallFilter } from "../src/tracking/ball-filter.ts";
import { fly, type BallMotion } from "../src/tracking/ball-flight.ts";
import { BALL_MODEL } from "../src/tracking/ball-model.ts";
import { HitPointPredictor } from "../src/tracking/hit-point.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const sensor = { width: 1280, height: 720, focalPx: 1040 };
const CAMERAS = [
  lookAt({ id: "left", ...sensor }, [-2.4, -0.4, 2.8], [0, -0.1, 0.1]),
  lookAt({ id: "right", ...sensor }, [2.4, -0.4, 2.8], [0, -0.1, 0.1]),
] as const;
const SERVED: BallMotion = {
  positionM: [0.1, 1.3, 0.3],
  velocityMps: [-0.2, -5.5, 1.4],
  spinRadps: [40, 10, -20],
};
const DYNAMICS = {
  model: BALL_MODEL,
  noise: { velocityWalk: 0.05, spinWalk: 5, bounceVelocityMps: 0.1, bounceSpinRadps: 30 },
};
const STEPS = 380; // [-] milliseconds of free flight

/** Ball filter and hit point, on their own. */
export const trackingSuite: Suite = {
  name: "tracking",
  question: "What does a detection cost the ball filter, and a prediction of the hit point?",
  run: ({ short }) => {
    const flight = detections();
    const runs = short ? 20 : 200;
    timeBalls(flight, 20);
    const updates = Array.from({ length: 5 }, () => timeBalls(flight, runs));
    const note = `${runs} balls of ${flight.length} detections, the estimate checked; median of 5 runs`;
    const figures: Figure[] = [
      {
        name: "detection to state",
        value: median(updates.map(({ us }) => us)),
        unit: "us",
        limit: { at: "most", value: 100 },
        note,
      },
      { name: "heap per detection", value: median(updates.map(({ bytes }) => bytes)), unit: "bytes", note },
      { name: "hit point", value: median(Array.from({ length: 5 }, () => timeHits(flight))), unit: "us" },
    ];
    return Promise.resolve(figures);
  },
};

/** What both cameras see, the right one's windows a little earlier than the left's, as real ones are out of order. */
function detections(): Detection[] {
  const seen: Detection[] = [];
  for (let i = 0; i < STEPS; i++) {
    for (const [side, camera] of CAMERAS.entries()) {
      const validAtUs = i * 1000 - side * (i % 2) * 40;
      const { xPx, yPx } = project(camera, fly(BALL_MODEL, SERVED, validAtUs * 1e-6).positionM);
      const window = { windowStartUs: i * 1000 - 500, windowEndUs: i * 1000 + 500 };
      seen.push({
        camera: camera.id,
        xPx,
        yPx,
        covariancePx2: [0.2, 0, 0.2],
        presence: 1,
        validAtUs,
        ...window,
      });
    }
  }
  return seen;
}

const newFilter = (): BallFilter =>
  new BallFilter({
    cameras: CAMERAS,
    dynamics: DYNAMICS,
    clocks: { sigmaUs: 100, walkUs: 10 },
    velocitySigmaMps: 10,
    spinSigmaRadps: 60,
    minPresence: 0.5,
    gate: 13.8,
    maxOutliers: 5,
    maxGapUs: 150_000,
    minSightings: 10,
    pairToleranceUs: 300,
    maxPairErrorPx: 5,
  });

function timeBalls(flight: readonly Detection[], balls: number): { us: number; bytes: number } {
  const filters = Array.from({ length: balls }, newFilter);
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const startMs = performance.now();
  for (const filter of filters) for (const detection of flight) filter.update(detection);
  const spentMs = performance.now() - startMs;
  const bytes = process.memoryUsage().heapUsed - heap;
  const truth = fly(BALL_MODEL, SERVED, (STEPS - 1) / 1000).positionM;
  const found = filters.at(-1)?.state()?.positionM ?? [NaN, NaN, NaN];
  if (!(norm(subtract(found, truth)) < 1e-3))
    throw new Error(`the ball is at ${truth.join()}, not ${found.join()}`);
  const count = balls * flight.length;
  return { us: (spentMs * 1000) / count, bytes: bytes / count };
}

function timeHits(flight: readonly Detection[]): number {
  const filter = newFilter();
  for (const detection of flight.slice(0, 200)) filter.update(detection);
  const state = filter.state();
  if (state === null) throw new Error("no state");
  const predictor = new HitPointPredictor({ dynamics: DYNAMICS, planeYM: -1.6, horizonS: 1.5 });
  const count = 2000;
  for (let i = 0; i < count; i++) predictor.predict(state);
  const startMs = performance.now();
  for (let i = 0; i < count; i++) {
    if (typeof predictor.predict(state) === "string") throw new Error("no hit point");
  }
  return ((performance.now() - startMs) * 1000) / count;
}
