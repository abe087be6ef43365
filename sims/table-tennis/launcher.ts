import { SaccadeError } from "../../src/core/errors.ts";
import { exactCos, exactSin } from "../../src/core/exact-math.ts";
import { normal } from "../../src/core/normal.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { Ball, type BallKinematics } from "../ball/ball.ts";
import { FlightPath } from "../ball/flight-path.ts";
import { ARENA, ARENA_SURFACES } from "./arena.ts";

/** How fast and how spinning balls are launched; place and direction are fixed, see `drawLaunch`. */
export interface LaunchDistribution {
  /** [m/s] mean and standard deviation of the speed, normal and cut to 3 .. 9, before illegal balls are left out. */
  readonly speedMeanMps: number;
  readonly speedSdMps: number;
  /** [rad/s] the spin's size is uniform from 0 to this, its axis uniform on the sphere. */
  readonly spinMaxRadps: number;
  /** Only balls that pass this gate, if any, untouched; without it every legal ball comes. */
  readonly gate: Gate | null;
}

/** An upright rectangle behind the robot's end of the table, at y = -1.5 or further back. [m] */
export interface Gate {
  readonly yM: number;
  readonly xM: readonly [number, number];
  readonly zM: readonly [number, number];
}

/** What a racket behind the table can reach: balls that are not yet below the table's surface nor far to a side. */
export const REACHABLE: Gate = { yM: -1.6, xM: [-1.1, 1.1], zM: [0, 0.8] };

/**
 * Modelled on 11,999 incoming rally balls of google-deepmind/competitive_robot_table_tennis (CC-BY 4.0), whose
 * speeds are 3.8, 5.5, 7.7 m/s at 5, 50, 95 %. What passes the gate has 4.6, 5.7, 7.4: their slowest balls drop short of
 * it. Their spins were estimated through a model with too strong a Magnus force, so the spin is stated instead.
 */
export const AMATEUR_LAUNCH: LaunchDistribution = {
  speedMeanMps: 5,
  speedSdMps: 1.5,
  spinMaxRadps: 150,
  gate: REACHABLE,
};

// Central 90 % of the places, and the directions, of the same states, rounded.
const X_M = [-0.6, 0.6] as const;
const Y_M = [1.0, 1.7] as const;
const Z_M = [0.25, 0.65] as const;
const SPEED_MPS = [3, 9] as const;
const AZIMUTH_RAD = [-0.35, 0.35] as const; // from -y towards +x
const ELEVATION_RAD = [-0.1, 0.55] as const;

const MOST_DRAWS = 10_000;
/** [s] at 9 m/s a ball moves 22 mm in it: less than its own size, so that it cannot jump over the net. */
const CHECK_STEP_S = 0.0025;
const CHECK_STEPS = 1200;
/** [m] behind it a ball cannot come back to the table. */
const BEHIND_TABLE_YM = -1.5;

/**
 * Ball number `index` of a seed: the first draw whose flight, left alone, is a legal incoming ball with exactly one
 * bounce, through the gate if there is one. The same whatever happened to the balls before it.
 * @throws SaccadeError `world-invalid` when the distribution holds no such ball in 10,000 draws.
 */
export function drawLaunch(
  seed: number,
  index: number,
  distribution: LaunchDistribution = AMATEUR_LAUNCH,
): BallKinematics {
  const random = new Random(deriveSeed(seed, "ball", String(index)));
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const launch = drawAny(random, distribution);
    if (isLegalIncoming(launch, distribution.gate)) return launch;
  }
  throw new SaccadeError(
    "world-invalid",
    `launcher: no legal ball in ${String(MOST_DRAWS)} draws with a speed of ${String(distribution.speedMeanMps)} ` +
      `+/- ${String(distribution.speedSdMps)} m/s and up to ${String(distribution.spinMaxRadps)} rad/s of spin; ` +
      "about 5 +/- 1.5 m/s and 150 rad/s are usual",
    { ball: index },
  );
}

function drawAny(random: Random, distribution: LaunchDistribution): BallKinematics {
  const positionM: Vec3 = [random.between(...X_M), random.between(...Y_M), random.between(...Z_M)];
  const free = distribution.speedMeanMps + distribution.speedSdMps * normal(random);
  const speed = Math.min(SPEED_MPS[1], Math.max(SPEED_MPS[0], free));
  const azimuth = random.between(...AZIMUTH_RAD);
  const elevation = random.between(...ELEVATION_RAD);
  const level = speed * exactCos(elevation);
  const velocityMps: Vec3 = [
    level * exactSin(azimuth),
    -level * exactCos(azimuth),
    speed * exactSin(elevation),
  ];
  const spin = random.between(0, distribution.spinMaxRadps);
  const [ax, ay, az] = drawAxis(random);
  return { positionM, velocityMps, spinRadps: [spin * ax, spin * ay, spin * az] };
}

/** A direction uniform on the sphere. */
function drawAxis(random: Random): Vec3 {
  const height = random.between(-1, 1);
  const angle = random.between(0, 2 * Math.PI);
  const radius = Math.sqrt(1 - height * height);
  return [radius * exactCos(angle), radius * exactSin(angle), height];
}

/**
 * Whether a ball left alone bounces once on the robot's half, touches nothing else before the floor, and passes the gate
 * if there is one.
 */
export function isLegalIncoming(launch: BallKinematics, gate: Gate | null): boolean {
  const seen = { bounces: 0, floor: false, fault: false };
  const path = new FlightPath(ARENA_SURFACES, (surface, _afterS, at) => {
    if (surface === ARENA.floor) seen.floor = true;
    else if (surface === ARENA.table && at.y < 0) seen.bounces++;
    else seen.fault = true;
  });
  const ball = new Ball();
  ball.set(launch);
  const endYM = gate === null ? BEHIND_TABLE_YM : Math.min(gate.yM, BEHIND_TABLE_YM);
  for (let step = 0; step < CHECK_STEPS && ball.y > endYM && !seen.floor; step++) {
    path.step(ball, CHECK_STEP_S);
    if (seen.fault || seen.bounces > 1) return false;
  }
  return seen.bounces === 1 && (gate === null || isInGate(ball, gate));
}

const isInGate = ({ x, y, z }: Ball, gate: Gate): boolean =>
  y <= gate.yM && x >= gate.xM[0] && x <= gate.xM[1] && z >= gate.zM[0] && z <= gate.zM[1];
