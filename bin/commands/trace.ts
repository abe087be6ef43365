import type { Command } from "commander";
import pc from "picocolors";
import { SaccadeError } from "../../src/core/errors.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import { chromeTrace } from "../../src/runtime/trace-chrome.ts";
import { hopsOf, telling } from "../../src/runtime/trace-hops.ts";
import { waterfall } from "../../src/runtime/trace-text.ts";
import { addFileOptions, type FileOptions, loadWith } from "../file-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { EXIT_INTERRUPTED, EXIT_OK, reportFailure } from "../output/failure.ts";
import { refuseUnwritable, writeJson } from "../output/write-file.ts";
import { THREAD_ENTRY } from "../thread-entry.ts";

interface TraceOptions extends FileOptions {
  readonly chrome?: string;
  readonly json?: true;
}

/** [ms] a trace needs no long run. */
const DEFAULT_DURATION_MS = 3000;

/** `saccade trace`: runs a pipeline for a moment and shows where the time of its messages went. */
export function addTrace(program: Command, done: (code: number) => void): void {
  addFileOptions(program.command("trace <file>"))
    .description("Run a pipeline for 3 s and show, hop by hop, where the time on each budget's path went.")
    .option("--chrome <out.json>", "also write a trace for chrome://tracing or Perfetto")
    .option("--json", "print the hops as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  saccade trace pipelines/table-tennis.yaml --clock virtual --chrome trace.json",
    )
    .action(async (file: string, options: TraceOptions) => {
      const pipeline = await loadWith(file, { duration: DEFAULT_DURATION_MS, ...options });
      if (pipeline.budgets.length === 0) {
        throw new SaccadeError(
          "usage",
          `${file} declares no budget, so there is no path to trace: add one under budgets:`,
        );
      }
      await refuseUnwritable(options.chrome);
      const { figures, end } = await runPipeline({
        pipeline,
        threadEntry: THREAD_ENTRY,
        note: ({ node, message }) => void process.stderr.write(`${node}: ${message}\n`),
        record: true,
        signal: interruptSignal(),
      });
      const traces = pipeline.budgets.map((budget, i) => {
        const found = telling(figures.budgets[i]?.traced ?? []);
        const shown = (which: "slowest" | "typical") =>
          found === null
            ? null
            : { latencyMs: found[which].latencyNs / 1e6, hops: hopsOf(found[which], budget, pipeline) };
        return {
          budget: budget.name,
          maxMs: budget.maxMs,
          typical: shown("typical"),
          slowest: shown("slowest"),
        };
      });
      if (options.chrome !== undefined) await writeJson(options.chrome, chromeTrace(pipeline, figures));
      if (options.json) process.stdout.write(`${JSON.stringify(traces, null, 2)}\n`);
      else for (const trace of traces) printTrace(trace);
      if (end.error !== null) done(reportFailure(end.error));
      else done(end.reason === "interrupted" ? EXIT_INTERRUPTED : EXIT_OK);
    });
}

interface Shown {
  readonly latencyMs: number;
  readonly hops: ReturnType<typeof hopsOf>;
}

function printTrace(trace: {
  budget: string;
  maxMs: number;
  typical: Shown | null;
  slowest: Shown | null;
}): void {
  const { budget, maxMs, typical, slowest } = trace;
  process.stdout.write(`${pc.bold(`${budget}, limit ${maxMs} ms`)}\n`);
  if (typical === null || slowest === null) {
    process.stdout.write("no message reached the end of the path\n\n");
    return;
  }
  for (const [name, { latencyMs, hops }] of [
    ["typical", typical],
    ["slowest", slowest],
  ] as const) {
    process.stdout.write(`\n${name}: ${latencyMs.toFixed(3)} ms\n${waterfall(hops)}\n`);
  }
  process.stdout.write("\n· waiting  █ work  ▓ device (modelled)  ▒ link (modelled)\n\n");
}
