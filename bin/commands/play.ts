import type { Command } from "commander";
import type { LaunchTier } from "../../sims/table-tennis/launcher.ts";
import { landingPlot } from "../../studies/play/landing-plot.ts";
import { mapPlot } from "../../studies/play/map-plot.ts";
import type { PlayWatch } from "../../studies/play/play-balls.ts";
import { TARGET_M } from "../../studies/play/play-job.ts";
import { playWays, type WayResult, withReferences } from "../../studies/play/play-ways.ts";
import { latencyCosts, mapSize, sensitivityMap } from "../../studies/play/sensitivity-map.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { interruptSignal } from "../interrupt.ts";
import { packageRoot } from "../package-root.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { mapTable } from "../output/map-table.ts";
import { playTable, waysTable } from "../output/play-table.ts";
import { refuseUnwritable, writeJson, writeText } from "../output/write-file.ts";
import { addPlayOptions, askedWays, type PlayCommandOptions } from "./play-options.ts";

/** `saccade play`: how many balls come back. */
export function addPlay(program: Command, done: (code: number) => void): void {
  addPlayOptions(
    program
      .command("play")
      .description(
        "Play balls in closed loop, in virtual time, and count what comes back. The tracker is the true ball, what two cameras " +
          "with faults would make of it, or one that watches simulated event cameras in a pipeline. The same seed gives the same " +
          "balls and the same result, on any number of threads. Settings with a list (0,10,20) are played in all combinations, on " +
          "the same balls, and compared ball by ball.",
      ),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  saccade play --tier amateur --robot gantry --svg landing.svg\n" +
        "  saccade play --tier elite --latency-ms 0,10,20 --json out.json\n" +
        "  saccade play --tracker mid-range --noise typical --balls 200 --against oracle\n" +
        "  saccade play --map map.svg --robot gantry,kr6-r900 --json map.json",
    )
    .action(async (options: PlayCommandOptions) => {
      done(await play(options));
    });
}

async function play(options: PlayCommandOptions): Promise<number> {
  const files = [options.json, options.svg, options.map].filter((file) => file !== "-");
  for (const file of files) await refuseUnwritable(file);
  return options.map === undefined ? playAsked(options) : drawMap(options, options.map);
}

async function playAsked(options: PlayCommandOptions): Promise<number> {
  const { tier = "amateur", seed, balls: count, against: reference, set } = options;
  const ways = withReferences(askedWays(options), reference);
  const task = { parts: { tier, seed, root: packageRoot(), set }, count, reference };
  const watch = watchOf(options, count * ways.length);
  const found = await playWays(ways, task, watch);
  watch.clear();
  return end(found[0]?.summary.balls ?? 0, count, () => tell(found, tier, options));
}

async function drawMap(options: PlayCommandOptions, file: string): Promise<number> {
  const { tier, seed, balls: count, robot: robots, json } = options;
  const tiers = tier === undefined ? (["amateur", "elite"] as const) : [tier];
  const task = { tiers, robots, seed, count, root: packageRoot() };
  const watch = watchOf(options, count * mapSize(task));
  const cells = await sensitivityMap(task, watch);
  watch.clear();
  const balls = cells[0]?.summary.balls ?? 0;
  return end(balls, count, async () => {
    const title = `What goes wrong and what it costs: ${balls} balls a point, the same for all points of a tier`;
    await writeText(file, await mapPlot(title, cells));
    const all = { seed, targetM: TARGET_M, latencyCosts: latencyCosts(cells), cells };
    await print(all, () => mapTable(cells), json);
  });
}

/** Shows how far it is, and stops at Ctrl-C. */
function watchOf({ threads, quiet }: PlayCommandOptions, balls: number): PlayWatch & { clear: () => void } {
  const line = new LiveLine();
  let returned = 0;
  return {
    threads,
    signal: interruptSignal(),
    progress: (played, news) => {
      returned += news.filter((result) => result.returned).length;
      if (!quiet) line.show(`${played} of ${balls} balls played, ${returned} returned`);
    },
    clear: () => line.clear(),
  };
}

/** Tells what was played; nothing played is an error, less than was asked for has an exit code of its own. */
async function end(balls: number, count: number, report: () => Promise<void>): Promise<number> {
  if (balls === 0) throw new SaccadeError("cancelled", "stopped before a ball was played to its end");
  await report();
  if (balls === count) return EXIT_OK;
  process.stderr.write(`stopped after ${balls} of ${count} balls\n`);
  return EXIT_INTERRUPTED;
}

async function tell(
  found: readonly WayResult[],
  tier: LaunchTier,
  options: PlayCommandOptions,
): Promise<void> {
  const { seed, json, svg } = options;
  if (svg !== undefined) await writeText(svg, await landingPlot(tier, found, TARGET_M));
  const [only] = found;
  const table = (): string => (found.length === 1 && only !== undefined ? playTable(only) : waysTable(found));
  await print({ tier, seed, targetM: TARGET_M, ways: found }, table, json);
}

/** As JSON alone where `-` asks for it; else as text, and as a JSON file where one is named. */
async function print(value: object, text: () => string, json: string | undefined): Promise<void> {
  if (json === "-") {
    process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    return;
  }
  if (json !== undefined) await writeJson(json, value);
  process.stdout.write(`${text()}\n`);
}
