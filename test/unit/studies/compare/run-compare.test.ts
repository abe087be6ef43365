import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineTask } from "../../../../studies/play/pipeline-task.ts";
import { compareJob } from "../../../../studies/compare/compare-job.ts";
import { type CompareRow, compareRows, HOST_FLOATS } from "../../../../studies/compare/compare-rows.ts";
import { loopModel } from "../../../../studies/compare/loop-model.ts";
import { playRows } from "../../../../studies/compare/play-rows.ts";
import {
  type ComparePlan,
  type CompareTask,
  planCompare,
  rowResults,
} from "../../../../studies/compare/run-compare.ts";
import { BallJournal } from "../../../../studies/compare/journal.ts";
import { ballResult } from "../../../support/ball-result.ts";
import { ROOT } from "../../../support/cli.ts";

const task = (choice: Partial<CompareTask["choice"]>): CompareTask => ({
  choice: {
    model: resolve(ROOT, "models/ball-real"),
    native: new Map(),
    trackers: [],
    chips: ["speck2f"],
    links: [],
    submission: "pipelined",
    ...choice,
  },
  parts: { tier: "elite", seed: 7, root: ROOT, set: [] },
  robot: "gantry",
  noise: "typical",
  count: 1,
});
const tasksOf = async (asked: CompareTask): Promise<Record<string, PipelineTask>> => {
  const found: Record<string, PipelineTask> = {};
  for (const row of compareRows(asked.choice)) {
    const job = await compareJob(row, asked);
    if (job.kind === "pipeline") found[row.name] = job.task;
  }
  return found;
};

it("does not play what does not go on its chip, and says why", async () => {
  const model = resolve(ROOT, "models/dynapcnn-published"); // resets by subtraction, eight steps a window
  const { rows, unmapped, players } = await planCompare(task({ model, chips: ["loihi1"], links: ["usb"] }));
  const refused = rows.filter(({ table }) => table !== "baseline");
  expect(refused.map(({ name }) => name)).toEqual(["loihi1, usb"]);
  expect(unmapped.get(refused[0]!)).toContainEqual(expect.objectContaining({ layer: "spike1" }));
  expect(players.map(({ row }) => row.table)).toEqual(Array<string>(players.length).fill("baseline"));
});

it("plays a row on its chip and link, and the Speck's own sensor with as wide a view as the rig's cameras", async () => {
  const tasks = await tasksOf(task({}));
  expect(tasks["speck2f, usb"]!.tracker).toMatchObject({
    kind: "tracker/spiking",
    params: { backend: "speck2f", link: "usb", submission: "pipelined" },
  });
  expect(tasks["speck2f, usb"]).toMatchObject({ set: [], tier: "elite", noise: "typical" });
  expect(tasks["speck2f, onchip, own sensor"]!.set).toEqual([
    ...["width=128", "height=128", "focalPx=104"].map((part) => `vars.left-camera.${part}`),
    ...["width=128", "height=128", "focalPx=104"].map((part) => `vars.right-camera.${part}`),
  ]);
  expect(tasks["RANSAC circle, host"]!.tracker).toEqual({ kind: "tracker/ransac-circle", params: {} });
});

it("says how wide a ball is on a chip's own sensor", async () => {
  const model = resolve(ROOT, "models/ball-speck");
  const { rows } = await planCompare(task({ model, chips: ["speck2f"], links: ["onchip"] }));
  const widths = rows.map((row) => (row.table === "baseline" ? undefined : row.ballPx));
  // 40 mm, 3.71 m from the camera, 104 px of focal length
  expect(widths.filter((px) => px !== undefined)).toEqual([expect.closeTo((104 * 0.04) / 3.71, 3)]);
});

it("takes the model that the loop's pipeline file names", async () => {
  expect(await loopModel(ROOT)).toMatch(/models\/[a-z0-9-]+$/);
  await expect(loopModel("/nowhere/")).rejects.toMatchObject({ code: "file-unreadable" });
});

describe("the rows beside each other", () => {
  it("hold a link against none of the same chip, weights and table, and a chip against floats and the oracle", () => {
    const { rows, ...plan } = planOf({ chips: ["loihi2"], links: [], native: new Map([["loihi2", "own"]]) });
    // of 10 balls each row returns as many as its place among the rows says
    const played = rows.map((_, n) => ({
      results: Array.from({ length: 10 }, (_, index) => ballResult(index, index < 10 - n)),
      chips: [],
    }));
    const found = rowResults({ rows, ...plan }, played);
    const at = (name: string, table: CompareRow["table"]) => {
      const n = found.findIndex((row) => row.name === name && row.table === table);
      return { n, row: found[n]! };
    };
    const floats = at(HOST_FLOATS, "baseline");
    for (const table of ["same-weights", "chip-native"] as const) {
      const none = at("loihi2, no link", table);
      const cloud = at("loihi2, cloud", table);
      expect(none.row.againstNoLink).toBeUndefined();
      expect(cloud.row.againstNoLink?.returnPoints.difference).toBeCloseTo(10 * (none.n - cloud.n), 9);
      expect(cloud.row.againstOracle?.returnPoints.difference).toBeCloseTo(-10 * cloud.n, 9);
      expect(cloud.row.againstFloats?.returnPoints.difference).toBeCloseTo(10 * (floats.n - cloud.n), 9);
    }
  });

  it("count the balls that all rows have played, and no other", async () => {
    const { players } = planOf({ chips: [], links: [] });
    const file = join(mkdtempSync(join(tmpdir(), "saccade-rows-")), "balls.jsonl");
    const journal = new BallJournal(file);
    for (const [n, { id: row }] of players.entries()) {
      const balls = n === 0 ? [0, 1, 2] : [0, 2];
      journal.add(balls.map((b) => ({ row, ball: b, played: { result: ballResult(b, true), chips: [] } })));
    }
    const watch = { threads: 1, signal: AbortSignal.abort() };
    const found = await playRows(players, 4, { watch, journal });
    expect(found.map(({ results }) => results.map(({ index }) => index))).toEqual(players.map(() => [0, 2]));
    rmSync(dirname(file), { recursive: true });
  });
});

/** A plan of which nothing is played. */
function planOf(change: Partial<CompareTask["choice"]>): ComparePlan {
  const rows = compareRows({ ...task({}).choice, ...change });
  const players = rows.map((row, n) => ({ row, id: `row ${String(n)}`, job: { kind: "arm" } as never }));
  return { rows, unmapped: new Map(), players };
}
