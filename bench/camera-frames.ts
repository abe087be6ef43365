import { Ball } from "../sims/ball/ball.ts";
import { BALL_PHYSICS } from "../sims/ball/constants.ts";
import { FlightPath } from "../sims/ball/flight-path.ts";
import type { PixelSpan } from "../sims/camera/scene.ts";
import { type PixelPreset, sensorModel } from "../sims/camera/sensors.ts";
import { NO_ACTORS, poseNumbers, writeBall } from "../sims/camera/stage.ts";
import { StagePath } from "../sims/camera/stage-path.ts";
import { StageRig } from "../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK, StageScene } from "../sims/camera/stage-scene.ts";
import { ARENA_SURFACES } from "../sims/table-tennis/arena.ts";
import { AMATEUR_LAUNCH, createLauncher } from "../sims/table-tennis/launcher.ts";
import { RIG } from "./camera-stage.ts";
import { median } from "./figure.ts";

const FRAME_US = 1000;
const LOOK = { ...DEFAULT_LOOK, radiusM: BALL_PHYSICS.radius.value };
/** [frames] before the measurement: compilation here, first frames there. */
const WARM_UP = 300;
const RUNS = 5;

/** What our camera needs for the flight. */
export interface OwnCost {
  readonly cpuMs: number;
  readonly events: number;
}

/** One flight as grey frames of 1 ms for a simulator that works on frames, row by row. */
export function flightFrames(frames: number): Uint8Array {
  const camera = RIG[0]!;
  const area = camera.width * camera.height;
  const path = new StagePath(poseNumbers(NO_ACTORS));
  const stage = { camera, path, actors: NO_ACTORS, look: LOOK, background: null, startUs: 0, rows: null };
  const scene = new StageScene({ ...stage, mostMotionPx: 10 });
  const picture = new Uint8Array(area).fill(LOOK.roomLight);
  const see = ({ row, column, count, light }: PixelSpan): void => {
    for (let k = 0; k < count; k++) picture[row * camera.width + column + k] = Math.round(light[k]!);
  };
  const bytes = new Uint8Array(area * frames);
  const ball = new Ball();
  const flight = new FlightPath(ARENA_SURFACES, () => undefined);
  ball.set(createLauncher(7, AMATEUR_LAUNCH).launch(0));
  for (let n = 0; n < frames; n++) {
    flight.step(ball, FRAME_US * 1e-6);
    writeBall(path.restart((n + 1) * FRAME_US), ball);
    scene.refresh({ see });
    bytes.set(picture, n * area);
  }
  return bytes;
}

/** The same flight before our camera. */
export function ownFlight(preset: PixelPreset, frames: number): OwnCost {
  const rig = new StageRig([{ model: RIG[0]!, sensor: sensorModel(preset, "evk4") }], {
    seed: 7,
    mostMotionPx: 0.25,
    look: LOOK,
    startUs: 0,
  });
  const ball = new Ball();
  const flight = new FlightPath(ARENA_SURFACES, () => undefined);
  const fly = (fromUs: number, count: number): number => {
    let events = 0;
    ball.set(createLauncher(7, AMATEUR_LAUNCH).launch(0));
    rig.replace(fromUs, ball);
    for (let n = 1; n <= count; n++) {
      for (let tick = 1; tick <= 4; tick++) {
        flight.step(ball, 250e-6);
        rig.follow(fromUs + (n - 1) * FRAME_US + tick * 250, ball);
      }
      events += rig.take(fromUs + n * FRAME_US)[0]!.length;
    }
    return events;
  };
  fly(0, WARM_UP);
  const costs: OwnCost[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    const events = fly((WARM_UP + run * frames) * FRAME_US, frames);
    const { user, system } = process.cpuUsage(before);
    costs.push({ cpuMs: (user + system) / 1000, events });
  }
  return { cpuMs: median(costs.map(({ cpuMs }) => cpuMs)), events: costs[0]?.events ?? 0 };
}
