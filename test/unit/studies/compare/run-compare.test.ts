import { resolve } from "node:path";
import { expect, it } from "vitest";
import type { PipelineTask } from "../../../../studies/play/pipeline-task.ts";
import { compareJob } from "../../../../studies/compare/compare-job.ts";
import { compareRows } from "../../../../studies/compare/compare-rows.ts";
import { loopModel } from "../../../../studies/compare/loop-model.ts";
import { type CompareTask, planCompare } from "../../../../studies/compare/run-compare.ts";
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

it("takes the model that the loop's pipeline file names", async () => {
  expect(await loopModel(ROOT)).toMatch(/models\/[a-z0-9-]+$/);
  await expect(loopModel("/nowhere/")).rejects.toMatchObject({ code: "file-unreadable" });
});
