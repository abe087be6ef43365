import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { spikingTracker, spikingTrackerFrom } from "../../../../nodes/trackers/spiking.ts";
import { type MakeRoom, tableTennisWorldIn } from "../../../../nodes/worlds/table-tennis.ts";
import { chipRun } from "../../../../studies/compare/chip-run.ts";
import { compareJob } from "../../../../studies/compare/compare-job.ts";
import { compareRows } from "../../../../studies/compare/compare-rows.ts";
import { KeptNetworks } from "../../../../studies/compare/kept-networks.ts";
import { ownRoom, SharedViews } from "../../../../studies/compare/shared-views.ts";
import { type PlayedRange, playPipeline } from "../../../../studies/play/pipeline-player.ts";
import type { PipelineTask } from "../../../../studies/play/pipeline-task.ts";
import { ROOT } from "../../../support/cli.ts";

/** Small cameras are quick. */
const SMALL = ["left", "right"].flatMap((side) =>
  ["width=640", "height=360", "focalPx=520"].map((part) => `vars.${side}-camera.${part}`),
);
const BALL = { first: 1, end: 2 };

async function tasksOf(...names: string[]): Promise<PipelineTask[]> {
  const rows = compareRows({
    model: resolve(ROOT, "models/ball-sim-chips"),
    native: new Map(),
    trackers: [],
    chips: ["akida1000", "pcm"],
    links: [],
    submission: "serial",
  });
  const scene = {
    parts: { tier: "amateur", seed: 7, root: ROOT, set: SMALL },
    robot: "gantry",
    noise: "ideal",
  } as const;
  const jobs = await Promise.all(
    names.map((name) =>
      compareJob(
        rows.find((row) => row.name === name)!,
        scene,
      ),
    ),
  );
  return jobs.flatMap((job) => (job.kind === "pipeline" ? [job.task] : []));
}

describe("a ball played in several ways", async () => {
  const tasks = await tasksOf(
    "mid-range, host",
    "akida1000, no link",
    "akida1000, pcie",
    "pcm, no link",
    "pcm, equal link",
  );
  const networks = new KeptNetworks();
  const tracker = spikingTrackerFrom(networks);
  const play = async (makeRoom: MakeRoom, keep: boolean): Promise<PlayedRange[]> => {
    const world = tableTennisWorldIn(makeRoom);
    const parts = { tableTennisWorld: world, spikingTracker: keep ? tracker : spikingTracker };
    const played: PlayedRange[] = [];
    for (const task of tasks) played.push(await playPipeline(task, BALL, parts));
    return played;
  };
  const own = await play(ownRoom, false);
  const views = new SharedViews();
  const asked: Parameters<MakeRoom>[] = [];
  const shared = await play((...terms) => {
    asked.push(terms);
    return views.makeRoom(...terms);
  }, true);

  it("comes to the same to the bit, whether its cameras are simulated once or for each, its chips asked once or each", () => {
    expect(own.every(({ results }) => results[0]!.contact)).toBe(true);
    expect(shared.map(({ results }) => results)).toEqual(own.map(({ results }) => results));
  });

  it("is shown until the racket meets it, and to chips that answer alike the same windows", () => {
    const windows = (range: PlayedRange): number[] =>
      (range.chips ?? []).map((chip) => chipRun(chip).windows);
    expect(windows(shared[1]!)[0]).toBeGreaterThan(100);
    expect(windows(shared[1]!)[0]).toBeLessThan(windows(own[1]!)[0]!);
    const counts = (range: PlayedRange): object[] =>
      (range.chips ?? []).map((chip) => chipRun(chip).sums.counts);
    expect(counts(shared[1]!)).toEqual(counts(shared[2]!)); // no window is lost to this link
    expect(counts(shared[3]!)).toEqual(counts(shared[4]!));
  });

  it("has its cameras simulated once: the very batches of the first are those of the next, until another ball", () => {
    const [terms] = asked;
    expect(asked).toHaveLength(tasks.length);
    const eventsOf = (): object => {
      const room = views.makeRoom(...terms!);
      return [1, 2, 3].map((ms) => room.advance(1000 * ms)).at(-1)!.events[0]!;
    };
    const first = eventsOf();
    expect(eventsOf()).toBe(first);
    views.clear();
    expect(eventsOf()).not.toBe(first);
  });
});
