import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { SaccadeError } from "../../src/core/errors.ts";
import { loadPipeline } from "../../src/runtime/file/load.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import type { PipelinePlan } from "../../src/runtime/plan.ts";
import { costProfile } from "../../src/runtime/cost-profile.ts";
import { missedBudgets, type Report } from "../../src/runtime/report.ts";
import type { RunOutcome } from "../../src/runtime/run-options.ts";
import type { RunNote } from "../../src/runtime/run-log.ts";
import { addFileOptions, type FileOptions, loadOptions } from "../file-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, reportFailure } from "../output/failure.ts";
import { LiveLine } from "../output/live-line.ts";
import { formatLive, formatResult } from "../output/result.ts";
import { refuseUnwritable, writeJson } from "../output/write-file.ts";
import { THREAD_ENTRY } from "../thread-entry.ts";
import { registryWithViewer, withViewer } from "../view.ts";

interface RunCommandOptions extends FileOptions {
  readonly report?: string;
  readonly profile?: string;
  readonly view?: true | number;
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
    .option("--view [port]", "show the run in a browser, on port 8420 or the one given", parsePort)
    .option("--check", "exit with 1 when a budget was missed")
    .option("--json", "print the report as JSON instead of tables")
    .option("--quiet", "no live line")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade run pipelines/table-tennis.yaml --duration 10s\n" +
        "  saccade run pipelines/table-tennis.yaml --clock virtual --seed 7 --report out.json",
    )
    .action(async (file: string, options: RunCommandOptions) => {
      const { plan, show } = await load(file, options);
      if (options.profile !== undefined && plan.clock !== "wall") {
        throw new SaccadeError(
          "usage",
          "--profile records real work, so it needs the wall clock: add --clock wall",
        );
      }
      await refuseUnwritable(options.report);
      await refuseUnwritable(options.profile);
      done(await run(plan, options, show));
    });
}

/** The plan, with a viewer on it when asked for, and who wants to see the figures so far. */
async function load(file: string, options: RunCommandOptions): Promise<{ plan: PipelinePlan; show: Show }> {
  const { registry, show } = registryWithViewer();
  const given = loadOptions(options, registry);
  const plan = await loadPipeline(file, given);
  if (options.view === undefined) return { plan, show };
  const port = options.view === true ? undefined : options.view;
  return { plan: await withViewer(plan, given, port), show };
}

type Show = (report: Report) => void;

async function run(plan: PipelinePlan, options: RunCommandOptions, show: Show): Promise<number> {
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
    onLive: (report) => {
      show(report);
      if (!silent) line.show(formatLive(report));
    },
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

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError(`a port is a whole number from 0 (any free one) to 65535, found "${text}"`);
}
