import { resolve } from "node:path";
import type { Command } from "commander";
import { compareChart } from "../../studies/compare/compare-plot.ts";
import { linksOf } from "../../studies/compare/compared-links.ts";
import { DENSE_TRACKERS, loopModel, NATIVE_MODELS } from "../../studies/compare/loop-model.ts";
import {
  type ComparePlan,
  type CompareTask,
  type CompareWatch,
  planCompare,
  type RowResult,
  runCompare,
} from "../../studies/compare/run-compare.ts";
import { verdicts } from "../../studies/compare/verdict.ts";
import { hostTracker } from "../../studies/compare/host-tracker.ts";
import type { BackendName } from "../../src/backends/backend.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { interruptSignal } from "../interrupt.ts";
import { compareTable } from "../output/compare-table.ts";
import { EXIT_INTERRUPTED, EXIT_OK } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { refuseUnwritable, writeJson, writeText } from "../output/write-file.ts";
import { packageRoot } from "../package-root.ts";
import { addCompareOptions, type CompareOptions } from "./compare-options.ts";

/** `saccade compare`: which chip, behind which link. */
export function addCompare(program: Command, done: (code: number) => void): void {
  addCompareOptions(
    program
      .command("compare")
      .description(
        "Play the same balls with the tracker on every emulated chip, behind every link that it can be had with, and with no link " +
          "and an equal one, beside baselines without a chip. Chips, links and energies are modelled; differences have paired " +
          "intervals, and what cannot be told apart is called a tie.",
      ),
  )
    .addHelpText(
      "after",
      "\nExamples:\n  saccade compare --balls 20 --chip loihi2,akida1000 --link onchip,pcie\n" +
        "  saccade compare --balls 1000 --tier amateur --robot gantry --keep balls.jsonl --json compare.json --svg compare.svg\n" +
        "  saccade compare --native truenorth=models/ball-sim-truenorth --tracker hough",
    )
    .action(async (options: CompareOptions) => {
      done(await compareChips(options));
    });
}

async function compareChips(options: CompareOptions): Promise<number> {
  const { balls: count, seed, tier, robot, noise } = options;
  for (const file of [options.json, options.svg]) if (file !== "-") await refuseUnwritable(file);
  const task = await taskOf(options);
  refuseIdle(task.choice);
  const plan = await planCompare(task);
  if (options.native !== undefined) refuseUnfit(plan);
  const watch = watchOf(options, count * plan.players.length);
  const rows = await runCompare(plan, count, watch);
  watch.clear();
  const balls = rows[0]?.summary?.balls ?? 0;
  if (balls === 0) {
    const reason = "stopped before all rows had played a ball";
    throw new SaccadeError("cancelled", `${reason}${goesOn(options, ": ")}`);
  }
  await tell(rows, { tier, robot, noise, seed, model: task.choice.model }, options);
  if (balls === count) return EXIT_OK;
  process.stderr.write(`stopped after ${balls} of ${count} balls${goesOn(options, "; ")}\n`);
  return EXIT_INTERRUPTED;
}

const goesOn = ({ keep }: CompareOptions, before: string): string =>
  `${before}${keep === undefined ? "without --keep FILE there is nothing to go on from" : `the same command goes on from what ${keep} holds`}`;

/**
 * Refuses chips and models that no row would play.
 * @throws SaccadeError `usage` with what there is
 */
function refuseIdle({ chips, native, links }: CompareTask["choice"]): void {
  for (const chip of chips) {
    const allowed = linksOf(chip);
    const missing = links.filter((link) => !allowed.includes(link));
    if (missing.length === 0) continue;
    const message = `${chip} is not to be had behind ${missing.join(", ")}; it is compared behind ${allowed.join(", ")}`;
    if (missing.length === links.length)
      throw new SaccadeError("usage", message, { found: missing.join(", "), allowed: allowed.join(", ") });
    process.stderr.write(`${message}\n`);
  }
  for (const chip of native.keys()) {
    if (chips.includes(chip)) continue;
    throw new SaccadeError(
      "usage",
      `--native names a model for ${chip}, which --chip leaves out; there is ${chips.join(", ")}`,
      {
        found: chip,
        allowed: chips.join(", "),
      },
    );
  }
}

/** A model that was asked for by name is not left out in silence. @throws SaccadeError `network-unmappable` */
function refuseUnfit({ unmapped }: ComparePlan): void {
  for (const [row, violations] of unmapped) {
    if (row.table !== "chip-native") continue;
    const { chip, model } = row;
    const first = violations[0];
    const reason = `${first?.code ?? ""} at ${first?.layer ?? "network"}`;
    const message = `${model} does not fit ${chip}: ${reason}; saccade map ${model} --backend ${chip} tells all, and what would fit`;
    throw new SaccadeError("network-unmappable", message, {
      backend: chip,
      layer: first?.layer ?? "network",
    });
  }
}

async function taskOf(options: CompareOptions): Promise<CompareTask> {
  const { chip: chips, link: links, submission, tier, seed, set, robot, noise, balls } = options;
  const root = packageRoot();
  const model = options.model === undefined ? await loopModel(root) : resolve(options.model);
  const native = nativeModels(options, root);
  const asked = options.tracker ?? DENSE_TRACKERS.map(([kind, folder]) => `${kind}:${root}${folder}`);
  const trackers = asked.map((name) => hostTracker(name, root));
  return {
    choice: { model, native, trackers, chips, links, submission },
    parts: { tier, seed, root, set },
    robot,
    noise,
    count: balls,
  };
}

/** Models made for single chips: those asked for, else those of this package. */
const nativeModels = (
  { native, chip: chips }: CompareOptions,
  root: string,
): ReadonlyMap<BackendName, string> =>
  native === undefined
    ? new Map(
        NATIVE_MODELS.filter(([chip]) => chips.includes(chip)).map(([chip, folder]) => [
          chip,
          `${root}${folder}`,
        ]),
      )
    : new Map([...native].map(([chip, folder]) => [chip, resolve(folder)]));

function watchOf(
  { threads, quiet, keep }: CompareOptions,
  balls: number,
): CompareWatch & { readonly clear: () => void } {
  const line = new LiveLine();
  let began: { readonly ms: number; readonly played: number } | undefined;
  return {
    threads,
    keep,
    signal: interruptSignal(),
    progress: (played) => {
      const nowMs = performance.now();
      began ??= { ms: nowMs, played };
      const news = played - began.played;
      const left =
        news > 0 ? `, ${(((balls - played) * (nowMs - began.ms)) / news / 1000).toFixed(0)} s left` : "";
      if (!quiet) line.show(`${played} of ${balls} balls of all rows played${left}`);
    },
    clear: () => line.clear(),
  };
}

async function tell(rows: readonly RowResult[], scene: Scene, { json, svg }: CompareOptions): Promise<void> {
  const { tier, robot, noise, seed } = scene;
  const balls = rows[0]?.summary?.balls ?? 0;
  const title = `${balls} ${tier} balls (seed ${seed}), ${robot}, ${noise} pixels: the same for all rows`;
  const all = { ...scene, basis: "chips, links and energies are modelled", verdicts: verdicts(rows), rows };
  if (svg !== undefined) await writeText(svg, await compareChart(title, rows));
  if (json === "-") {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${title}\n\n${compareTable(rows)}\n`);
  if (json !== undefined) await writeJson(json, all);
}

/** What all rows have in common. */
interface Scene extends Pick<CompareOptions, "tier" | "robot" | "noise" | "seed"> {
  readonly model: string;
}
