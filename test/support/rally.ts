import { lookAt, project, type CameraModel } from "../../src/core/camera.ts";
import { createEventBatch, pushEvent, type EventBatch } from "../../src/core/event-batch.ts";
import type { BallState, Detection, HitPoint } from "../../src/core/perception.ts";
import { Random } from "../../src/core/random.ts";
import type { BallOutcome, WorldTruth } from "../../src/core/truth.ts";
import { add, normalize, scale, subtract, type Vec3 } from "../../src/core/vec3.ts";

/** A made-up rally for looking at: every ball bounces once, is met by the racket and returned. No drag, no spin. */

/** [us] from one ball to the next. */
export const BALL_PERIOD_US = 1_800_000;
const GRAVITY: Vec3 = [0, 0, -9.80665];
const RADIUS_M = 0.02;

/** A stretch of free flight: where it begins [s after the launch, m, m/s]. */
interface Leg {
  readonly startS: number;
  readonly positionM: Vec3;
  readonly velocityMps: Vec3;
}

const fly = (
  { startS, positionM, velocityMps }: Leg,
  timeS: number,
): { positionM: Vec3; velocityMps: Vec3 } => {
  const s = timeS - startS;
  return {
    positionM: add(add(positionM, scale(velocityMps, s)), scale(GRAVITY, 0.5 * s * s)),
    velocityMps: add(velocityMps, scale(GRAVITY, s)),
  };
};

/** [s] after the leg's start at which the ball touches the table. */
const fallS = ({ positionM, velocityMps }: Leg): number => {
  const [up, height, g] = [velocityMps[2], positionM[2] - RADIUS_M, 9.80665];
  return (up + Math.sqrt(up * up + 2 * g * height)) / g;
};

const bounce = (leg: Leg): Leg => {
  const startS = leg.startS + fallS(leg);
  const { positionM, velocityMps } = fly(leg, startS);
  return { startS, positionM, velocityMps: [velocityMps[0], velocityMps[1] * 0.9, -velocityMps[2] * 0.88] };
};

/** [m] y of the racket when it meets the ball. */
const HIT_Y = -1.6;

/** The four legs of ball `index`: served, bounced, struck, bounced again. */
function legsOf(index: number): readonly [Leg, Leg, Leg, Leg] {
  const random = new Random(index + 7);
  const served: Leg = {
    startS: 0,
    positionM: [random.between(-0.3, 0.3), 1.45, 0.3],
    velocityMps: [random.between(-0.5, 0.5), random.between(-5.2, -4.7), 1.35],
  };
  const bounced = bounce(served);
  const hitS = bounced.startS + (HIT_Y - bounced.positionM[1]) / bounced.velocityMps[1];
  const struck: Leg = {
    startS: hitS,
    positionM: fly(bounced, hitS).positionM,
    velocityMps: [random.between(-0.4, 0.4), 4.4, 2.2],
  };
  return [served, bounced, struck, bounce(struck)];
}

/** True state of the rally at `timeUs` [us]. */
export function rallyAt(timeUs: number): WorldTruth {
  const index = Math.floor(timeUs / BALL_PERIOD_US);
  const timeS = (timeUs - index * BALL_PERIOD_US) / 1e6;
  const legs = legsOf(index);
  const leg = legs.findLast(({ startS }) => startS <= timeS) ?? legs[0];
  const spinRadps: Vec3 = [-120, 15, 0];
  return {
    timeUs,
    ball: { ...fly(leg, timeS), spinRadps, index, inPlay: timeS < 1.6 },
    racket: racketAt(legs, timeS),
    joints: [],
    outcomes: [],
  };
}

/** What became of ball `index`. */
export function outcomeOf(index: number): BallOutcome {
  const { positionM } = legsOf(index)[3];
  const landingM = [positionM[0], positionM[1]] as const;
  return { index, legal: true, contact: true, returned: index % 4 !== 3, landingM, launchSpeedMps: 5.2 };
}

function racketAt(legs: readonly [Leg, Leg, Leg, Leg], timeS: number): WorldTruth["racket"] {
  const { positionM: meet, startS: hitS } = legs[2];
  const rest: Vec3 = [0, -1.85, 0.2];
  const swingS = 0.28; // the stroke begins this long before the contact and ends as long after it
  const part = Math.max(0, 1 - Math.abs(timeS - hitS) / swingS);
  const ease = part * part * (3 - 2 * part);
  const positionM = add(rest, scale(subtract(add(meet, [0, -0.025, 0]), rest), ease));
  return { positionM, velocityMps: [0, 0, 0], normal: normalize([0.05, 1, 0.16]) };
}

/** What a filter would say of the ball at `timeUs` [us]: a little off, and less and less unsure. */
export function estimateAt(timeUs: number): BallState | null {
  const { ball } = rallyAt(timeUs);
  const sinceS = (timeUs % BALL_PERIOD_US) / 1e6;
  if (!ball.inPlay || sinceS < 0.06) return null;
  const offM: Vec3 = [
    0.006 * Math.sin(40 * sinceS),
    0.011 * Math.sin(23 * sinceS + 1),
    0.005 * Math.sin(31 * sinceS),
  ];
  const sigmaM = 0.012 + 0.05 * Math.exp(-sinceS * 7);
  const covariance = new Array<number>(81).fill(0);
  [sigmaM, 1.9 * sigmaM, sigmaM].forEach((sigma, i) => (covariance[i * 10] = sigma * sigma));
  covariance[1] = covariance[9] = 0.5 * sigmaM * sigmaM;
  return { ...ball, positionM: add(ball.positionM, offM), covariance, validAtUs: timeUs, track: ball.index };
}

/** Where the racket will meet the ball in flight at `timeUs` [us]; null once it has. */
export function hitPointAt(timeUs: number): HitPoint | null {
  const { ball } = rallyAt(timeUs);
  const [, bounced, struck] = legsOf(ball.index);
  const arrivalUs = ball.index * BALL_PERIOD_US + struck.startS * 1e6;
  if (timeUs > arrivalUs || timeUs % BALL_PERIOD_US < 150_000) return null;
  const sigma = 0.006 + (0.06 * (arrivalUs - timeUs)) / 1e6;
  const covarianceM2 = [sigma * sigma, 0, 0, 0, 1e-6, 0, 0, 0, sigma * sigma];
  const { velocityMps } = fly(bounced, struck.startS);
  const { positionM } = struck;
  return { positionM, velocityMps, spinRadps: ball.spinRadps, covarianceM2, arrivalUs, track: ball.index };
}

const sensor = { width: 640, height: 480, focalPx: 620 };
/** Two cameras over the robot's half, the way a pipeline file writes them. */
export const RALLY_CAMERAS = [
  { id: "left", ...sensor, positionM: [-1.25, -2.1, 1.55], targetM: [0.05, 0.15, 0.05] },
  { id: "right", ...sensor, positionM: [1.25, -2.1, 1.55], targetM: [-0.05, 0.15, 0.05] },
] as const satisfies readonly {
  id: string;
  width: number;
  height: number;
  focalPx: number;
  positionM: Vec3;
  targetM: Vec3;
}[];

export const rallyCamera = (i: 0 | 1): CameraModel => {
  const camera = RALLY_CAMERAS[i];
  return lookAt(camera, camera.positionM, camera.targetM);
};

/** Events of (fromUs, toUs]: the rings of ball and racket as they move, ON ahead and OFF behind, and some noise. */
export function eventsBetween(camera: CameraModel, fromUs: number, toUs: number): EventBatch {
  const batch = createEventBatch(camera.width, camera.height, 40_000);
  const random = new Random(fromUs ^ camera.positionM[0]);
  for (let timeUs = fromUs; timeUs < toUs; timeUs += 500) {
    const [now, next] = [rallyAt(timeUs), rallyAt(timeUs + 500)];
    if (now.ball.inPlay)
      ring(batch, camera, { timeUs, from: now.ball.positionM, to: next.ball.positionM, radiusM: RADIUS_M });
    ring(batch, camera, { timeUs, from: now.racket.positionM, to: next.racket.positionM, radiusM: 0.078 });
    for (let i = 0; i < 2; i++) {
      pushEvent(
        batch,
        timeUs,
        random.between(0, camera.width),
        random.between(0, camera.height),
        random.uint32() & 1,
      );
    }
  }
  return batch;
}

interface Moving {
  readonly timeUs: number;
  readonly from: Vec3;
  readonly to: Vec3;
  readonly radiusM: number;
}

function ring(batch: EventBatch, camera: CameraModel, { timeUs, from, to, radiusM }: Moving): void {
  const at = project(camera, from);
  const then = project(camera, to);
  const [dx, dy] = [then.xPx - at.xPx, then.yPx - at.yPx];
  const speed = Math.sqrt(dx * dx + dy * dy);
  if (speed < 0.02 || at.depthM <= 0) return;
  const radiusPx = (camera.fx * radiusM) / at.depthM;
  const points = Math.ceil(4 * radiusPx);
  for (let i = 0; i < points; i++) {
    const [c, s] = [Math.cos((i * 2 * Math.PI) / points), Math.sin((i * 2 * Math.PI) / points)];
    const ahead = (c * dx + s * dy) / speed;
    if (Math.abs(ahead) < 0.35) continue; // an edge that slides along itself changes no pixel
    const x = Math.round(at.xPx + radiusPx * c);
    const y = Math.round(at.yPx + radiusPx * s);
    const seen = x >= 0 && y >= 0 && x < camera.width && y < camera.height;
    if (seen) pushEvent(batch, timeUs, x, y, ahead > 0 ? 1 : 0);
  }
}

/** What a tracker would find at `timeUs` [us] in one camera. */
export function detectionAt(camera: CameraModel, timeUs: number): Detection {
  const { ball } = rallyAt(timeUs);
  const { xPx, yPx } = project(camera, ball.positionM);
  return {
    camera: camera.id,
    xPx: ball.inPlay ? xPx : NaN,
    yPx: ball.inPlay ? yPx : NaN,
    covariancePx2: [1.2, 0, 1.2],
    presence: ball.inPlay ? 0.97 : 0,
    validAtUs: timeUs,
    windowStartUs: timeUs - 1000,
    windowEndUs: timeUs + 1000,
  };
}
