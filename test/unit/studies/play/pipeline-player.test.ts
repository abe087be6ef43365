import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../../../../nodes/registry.ts";
import type { BallResult } from "../../../../studies/play/ball-log.ts";
import { BallPlayer } from "../../../../studies/play/ball-player.ts";
import { checkPipeline, playPipeline } from "../../../../studies/play/pipeline-player.ts";
import { planPipeline, type PipelineTask } from "../../../../studies/play/pipeline-task.ts";
import { filterFor } from "../../../../studies/play/play-job.ts";
import { playLogNode } from "../../../../studies/play/play-log-node.ts";
import { hashOf } from "../../../../studies/play/summary.ts";
import { testFolder } from "../../../support/recording-files.ts";
import { wayOf } from "./ways.ts";

/** The main pipeline with small cameras, which are quick. */
const folder = testFolder();
const MAIN = fileURLToPath(new URL("../../../../pipelines/table-tennis.yaml", import.meta.url));
const SMALL = "{ width: 346, height: 260, focalPx: 281 }";
const file = join(folder, "small.yaml");
writeFileSync(
  file,
  `version: 1\ninclude: [${JSON.stringify(MAIN)}]\nvars: { left-camera: ${SMALL}, right-camera: ${SMALL} }\nnodes: { ball: { params: { noise: { spinWalk: 7 } } } }\n`,
);

const task = (change: Partial<PipelineTask> = {}): PipelineTask => ({
  file,
  set: [],
  tracker: null,
  tier: "elite",
  seed: 7,
  doubt: { spinSigmaRadps: 240, velocityWalk: 0.2 },
  targetM: [0, 0.8],
  noise: "ideal",
  latencyUs: 0,
  errorPx: 0,
  syncErrorUs: 0,
  loss: 0,
  deadUs: 0,
  ...change,
});
const ball = async (change: Partial<PipelineTask> = {}): Promise<BallResult> => {
  const { results } = await playPipeline(task(change), { first: 1, end: 2 });
  expect(results).toHaveLength(1);
  return results[0]!;
};

describe("a pipeline", async () => {
  const plain = await ball();

  it("plays a ball of the oracle under its number, the same twice", async () => {
    const exact = new BallPlayer(wayOf("elite")).play(1);
    expect(plain).toMatchObject({ index: 1, speedMps: exact.speedMps, legal: true, contact: true });
    expect(plain.flightS).toBeCloseTo(exact.flightS!, 9);
    expect(plain.pixels!.errorPx).toBeLessThan(1);
    expect(plain.pixels!.lost).toBeLessThan(0.2);
    expect(plain.blindS).toBeGreaterThan(exact.blindS!);
    expect(plain.blindS).toBeLessThan(0.1);
    expect(hashOf([await ball()])).toBe(hashOf([plain]));
  });

  it("is further behind by the latency told, beyond its budget, and worse by the error", async () => {
    const late = await ball({ latencyUs: 40_000, errorPx: 3 });
    const more = late.streamingErrorM! - plain.streamingErrorM!;
    expect(more).toBeGreaterThan(0.4 * 0.04 * plain.speedMps);
    expect(more).toBeLessThan(1.2 * 0.04 * plain.speedMps);
    expect(late.blindS! - plain.blindS!).toBeGreaterThan(0.039);
    expect(late.pixels!.errorPx).toBeGreaterThan(2);
  });
});

it("a tier's balls stray from the filter's law as far as it is told", async () => {
  const rig = fileURLToPath(new URL("../../../../pipelines/rig.yaml", import.meta.url));
  const walks = await Promise.all(
    (["amateur", "elite", "grid"] as const).map(async (tier) => {
      const { dynamics, spinSigmaRadps } = await filterFor(rig, tier);
      return [dynamics.noise.velocityWalk, spinSigmaRadps];
    }),
  );
  expect(walks).toEqual([
    [0.05, 60],
    [0.2, 240],
    [0.2, 150],
  ]);
});

describe("the plan of a task", () => {
  const paramsOf = async (
    change: Partial<PipelineTask>,
  ): Promise<Record<string, Record<string, unknown>>> => {
    const registry = createDefaultRegistry();
    registry.add(playLogNode(() => undefined));
    const plan = await planPipeline(task(change), { first: 30, end: 40 }, registry);
    expect(plan).toMatchObject({ clock: "virtual", seed: 7, budgets: [], threads: [] });
    return Object.fromEntries(plan.nodes.map(({ id, params, spec }) => [id, { ...params, kind: spec.kind }]));
  };

  it("has the balls, and no faults when there are none", async () => {
    const nodes = await paramsOf({});
    expect(nodes["world"]).toMatchObject({ launcher: "elite", firstBall: 30, jitterMs: 0, preset: "ideal" });
    expect(nodes["world"]!["balls"]).toBeUndefined();
    expect(nodes["ball"]).toMatchObject({
      spinSigmaRadps: 240,
      noise: { velocityWalk: 0.2, spinWalk: 7 }, // the file's own stays
      right: { sensor: { clockOffsetUs: 0 } },
    });
    expect(nodes["left-loss"]).toMatchObject({ share: 0, deadUs: [] });
    expect(nodes["right-faults"]).toMatchObject({ latencyUs: 0, errorPx: 0 });
    expect(nodes["left-tracker"]).toMatchObject({ kind: "tracker/spiking", camera: "left" });
  });

  it("has another tracker, other pixels and faults where they belong", async () => {
    const tracker = { kind: "tracker/hough", params: {} };
    const nodes = await paramsOf({
      tracker,
      noise: "lowlight",
      loss: 0.2,
      latencyUs: 5000,
      syncErrorUs: 300,
    });
    expect(nodes["right-tracker"]).toMatchObject({ kind: "tracker/hough", camera: "right" });
    expect(nodes["world"]).toMatchObject({ preset: "lowlight" });
    expect(nodes["world"]!["cameras"]).toMatchObject([{ id: "left" }, { sensor: { clockOffsetUs: 300 } }]);
    expect(nodes["left-loss"]).toMatchObject({ share: 0.2 });
    expect(nodes["left-loss"]!["seed"]).not.toBe(nodes["right-loss"]!["seed"]);
    expect(nodes["left-faults"]).toMatchObject({ latencyUs: 5000 });
  });

  it("has one camera dead during each ball", async () => {
    const nodes = await paramsOf({ deadUs: 50_000 });
    const [left, right] = [nodes["left-loss"], nodes["right-loss"]].map(
      (node) => node!["deadUs"] as number[][],
    );
    expect(left!.length).toBeGreaterThan(0);
    expect(right!.length).toBeGreaterThan(0);
    const all = [...left!, ...right!].sort(([a], [b]) => a! - b!);
    expect(all.map(([from]) => Math.floor(from! / 2_200_000))).toEqual(
      Array.from({ length: 10 }, (_, i) => i),
    );
    for (const [from, to] of all) expect(to! - from!).toBe(50_000);
  });
});

it("is refused when it has not the nodes that a benchmark needs, naming them", async () => {
  const other = join(folder, "other.yaml");
  writeFileSync(other, "version: 1\nname: other\nnodes: {}\n");
  await expect(checkPipeline(task({ file: other }))).rejects.toMatchObject({
    message: expect.stringContaining("world") as string,
  });
});
