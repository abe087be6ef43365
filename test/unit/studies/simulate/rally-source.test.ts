import { describe, expect, it } from "vitest";
import { BALL_PHYSICS } from "../../../../sims/ball/constants.ts";
import type { LabelledBatch } from "../../../../sims/camera/camera-output.ts";
import { FREE_READOUT } from "../../../../sims/camera/readout-model.ts";
import { sensorModel } from "../../../../sims/camera/sensors.ts";
import type { RigCamera } from "../../../../sims/camera/stage-rig.ts";
import { DEFAULT_LOOK } from "../../../../sims/camera/stage-scene.ts";
import { AMATEUR_LAUNCH } from "../../../../sims/table-tennis/launcher.ts";
import { lookAt, project } from "../../../../src/core/camera.ts";
import { playRobot } from "../../../../studies/play/robots.ts";
import { partsFor, type RallyOptions } from "../../../../studies/simulate/rally-options.ts";
import { RallySource } from "../../../../studies/simulate/rally-source.ts";

const cameraAt = (id: string, x: number): RigCamera => ({
  model: lookAt({ id, width: 160, height: 120, focalPx: 100 }, [x, -0.4, 2.8], [0, -0.1, 0.1]),
  sensor: {
    ...sensorModel("typical", null),
    readout: {
      ...FREE_READOUT,
      eventNs: 200_000,
      queueEvents: 4,
      region: { x: 0, y: 0, width: 80, height: 120 },
      rateControl: { periodUs: 1000, maxEvents: 4 },
    },
  },
  clock: { offsetUs: 250, driftPpm: 30 },
});

const OPTIONS: RallyOptions = {
  seed: 3,
  cameras: [cameraAt("left", -2.4), cameraAt("right", 2.4)],
  rig: {
    mostMotionPx: 0.25,
    look: { ...DEFAULT_LOOK, radiusM: BALL_PHYSICS.radius.value },
    startUs: 0,
  },
  scenery: "hall",
  robot: null,
  launch: AMATEUR_LAUNCH,
  times: { periodUs: 1_300_000, jitterUs: 0, gapUs: 50_000 },
};

interface Seen {
  readonly rows: string[][];
  readonly truth: string[];
  readonly drops: unknown;
}

async function watch(options: RallyOptions, threads: number, endUs: number): Promise<Seen> {
  const source = new RallySource(options, threads, endUs);
  const rows: string[][] = options.cameras.map(() => []);
  const truth: string[] = [];
  try {
    for (let take = await source.next(); take !== null; take = await source.next()) {
      for (const [i, batch] of take.events.entries()) rows[i]!.push(...rowsOf(batch));
      truth.push(...take.truth.flat().map((row) => JSON.stringify(row)));
    }
    return { rows, truth, drops: source.drops };
  } finally {
    await source.close();
  }
}

const rowsOf = ({ t, x, y, p, cause, length }: LabelledBatch): string[] =>
  Array.from({ length }, (_, i) => [t[i], x[i], y[i], p[i], cause[i]].join(","));

describe("a rally before two cameras", () => {
  it("gives the same events, truth and drops on 1, 2 and 4 threads, through one readout a camera", async () => {
    const options: RallyOptions = { ...OPTIONS, robot: playRobot("gantry", [0, 0.8]) };
    const one = await watch(options, 1, 153_000);
    expect(one.rows.map((rows) => rows.length > 100)).toEqual([true, true]);
    const [left] = one.drops as { region: number; queue: number; rateControl: number }[];
    expect(Math.min(left!.region, left!.queue, left!.rateControl)).toBeGreaterThan(0);
    expect(await watch(options, 2, 153_000)).toEqual(one);
    expect(await watch(options, 4, 153_000)).toEqual(one);
  }, 60_000);

  it("shows the robot: more events with one than without", async () => {
    const cameras = OPTIONS.cameras.map((camera) => ({ ...camera, sensor: sensorModel("ideal", null) }));
    const count = async (robot: RallyOptions["robot"]): Promise<number> =>
      (await watch({ ...OPTIONS, cameras, robot }, 1, 1_000_000)).rows.flat().length;
    const alone = await count(null);
    const gantry = await count(playRobot("gantry", [0, 0.8]));
    const arm = await count(playRobot("kr6-r900", [0, 0.8]));
    expect(alone).toBeGreaterThan(1000);
    expect(gantry).toBeGreaterThan(1.1 * alone);
    expect(arm).toBeGreaterThan(1.1 * alone);
  });

  it("tells where the ball is: image, place and velocity agree", async () => {
    const { truth } = await watch({ ...OPTIONS, cameras: OPTIONS.cameras.slice(0, 1) }, 1, 300_000);
    const rows = truth.map(
      (text) =>
        JSON.parse(text) as {
          timeUs: number;
          xPx: number;
          yPx: number;
          positionM: [number, number, number];
          velocityMps: [number, number, number];
        },
    );
    expect(rows.length).toBe(3000);
    for (const [i, { timeUs, xPx, yPx, positionM, velocityMps }] of rows.entries()) {
      expect(timeUs).toBe(100 * i);
      const image = project(OPTIONS.cameras[0]!.model, positionM);
      expect(xPx).toBeCloseTo(image.xPx, 9);
      expect(yPx).toBeCloseTo(image.yPx, 9);
      const next = rows[i + 1];
      const staysInTick = Math.floor(timeUs / 250) === Math.floor((timeUs + 100) / 250);
      if (next === undefined || !staysInTick) continue;
      const wayM = next.positionM[1] - positionM[1];
      expect(Math.abs(wayM - velocityMps[1] * 1e-4)).toBeLessThan(1e-9);
    }
  });
});

it("tells of a caller's mistake found on a thread as if it had been found here", async () => {
  const [camera] = OPTIONS.cameras;
  const wrong = {
    ...camera!,
    sensor: { ...camera!.sensor, pixels: { ...camera!.sensor.pixels, leakHz: NaN } },
  };
  const source = new RallySource({ ...OPTIONS, cameras: [wrong, wrong] }, 2, 10_000);
  await expect(source.next()).rejects.toMatchObject({ code: "world-invalid", where: { option: "leakHz" } });
  await source.close();
});

it.each([
  [1, 2, ["0,1 all truth"]],
  [2, 2, ["0 0-120 truth", "1 0-120 truth"]],
  [5, 2, ["0 0-60 truth", "0 60-120", "1 0-60 truth", "1 60-120"]],
  [3, 1, ["0 0-40 truth", "0 40-80", "0 80-120"]],
])("shares out %i threads among %i cameras", (threads, count, parts) => {
  const found = partsFor(OPTIONS.cameras.slice(0, count), threads).map(({ cameras, rows, truth }) =>
    [cameras.join(","), rows === null ? "all" : rows.join("-"), ...(truth ? ["truth"] : [])].join(" "),
  );
  expect(found).toEqual(parts);
});
