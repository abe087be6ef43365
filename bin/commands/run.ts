import type { Command } from "commander";
import pc from "picocolors";
import { SaccadeError } from "../../src/core/errors.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import type { PipelinePlan } from "../../src/runtime/plan.ts";
import { costProfile } from "../../src/runtime/cost-profile.ts";
import { missedBudgets } from "../../src/runtime/report.ts";
import type { RunOutcome } from "../../src/runtime/run-options.ts";
import type { RunNote } from "../../src/runtime/run-log.ts";
import { addFileOptions, type FileOptions, loadWith } from "../file-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, reportFailure } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { formatLive, formatResult } from "../output/result.ts";
import { writeJson } from "../output/write-file.ts";
import { THREAD_ENTRY } from "../thread-entry.ts";

interface RunCommandOptions extends FileOptions {
  readonly report?: string;
  readonly profile?: string;
  readonly check?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `saccade run`: runs a pipeline file to its end and says what came of it. */
export function addRun(program: Command, done: (code: number) => void): void {
  addFileOptions(program.command("run <file>"))
    .description("Run a pipeline file to its end; Ctrl-C ends it early and still reports.")
    .option("--report <out.json>", "write the report")
    .option(
      "--profile <out.json>",
      "write what each node's work took, for `cost: {profile: FILE}` (wall clock)",
    )
    .option("--check", "exit with 1 when a budget was missed")
    .option("--json", "print the report as JSON instead of tables")
    .option("--quiet", "no live line")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade run pipelines/table-tennis.yaml --duration 10s\n" +
        "  saccade run pipelines/table-tennis.yaml --clock virtual --seed 7 --report out.json",
    )
    .action(async (file: string, options: RunCommandOptions) => {
      const plan = await loadWith(file, options);
      if (options.profile !== undefined && plan.clock !== "wall") {
        throw new SaccadeError(
          "usage",
          "--profile records real work, so it needs the wall clock: add --clock wall",
        );
      }
      done(await run(plan, options));
    });
}

async function run(plan: PipelinePlan, options: RunCommandOptions): Promise<number> {
  const line = new LiveLine();
  const silent = options.quiet === true || options.json === true;
  const outcome = await runPipeline({
    pipeline: plan,
    threadEntry: THREAD_ENTRY,
    note: (note) => {
      line.clear();
      printNote(note);
    },
    record: options.profile !== undefined,
    signal: interruptSignal(),
    ...(silent
      ? {}
      : {
          onLive: (report) => {
            line.show(formatLive(report));
          },
        }),
  });
  line.clear();
  return finish(plan, outcome, options);
}

async function finish(plan: PipelinePlan, outcome: RunOutcome, options: RunCommandOptions): Promise<number> {
  const { report, end, figures } = outcome;
  if (options.report !== undefined) await writeJson(options.report, report);
  if (options.profile !== undefined) await writeJson(options.profile, costProfile(plan, figures.slices));
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${formatResult(report)}\n`);
  if (end.error !== null) return reportFailure(end.error);
  if (end.reason === "interrupted") return EXIT_INTERRUPTED;
  const missed = options.check === true ? missedBudgets(report) : [];
  for (const sentence of missed) process.stderr.write(`${pc.red("missed")} ${sentence}\n`);
  return missed.length > 0 ? EXIT_FAILED : EXIT_OK;
}

function printNote({ level, node, message, fields }: RunNote): void {
  const detail = Object.keys(fields).length === 0 ? "" : ` ${JSON.stringify(fields)}`;
  const tag = level === "warn" ? pc.yellow("warn") : "info";
  process.stderr.write(`${tag} ${node}: ${message}${detail}\n`);
}
