import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import { toMermaid } from "../../src/runtime/draw-mermaid.ts";
import { toSvg } from "../../src/runtime/draw-svg.ts";
import { type Report, reportSchema } from "../../src/runtime/report.ts";
import { addFileOptions, type FileOptions, loadWith } from "../file-options.ts";
import { EXIT_OK } from "../output/failure.ts";
import { writeText } from "../output/write-file.ts";

interface GraphOptions extends FileOptions {
  readonly format: "mermaid" | "svg";
  readonly out?: string;
  readonly report?: string;
}

/** `saccade graph`: draws a pipeline, with the latencies of a report on it when one is given. */
export function addGraph(program: Command, done: (code: number) => void): void {
  addFileOptions(program.command("graph <file>"))
    .description("Draw a pipeline as mermaid or SVG, with measured latencies when given a report.")
    .addOption(new Option("--format <format>", "what to draw").choices(["mermaid", "svg"]).default("mermaid"))
    .option("--out <file>", "write there instead of printing; a name in .svg means SVG")
    .option("--report <report.json>", "a report of this pipeline, for the latencies")
    .addHelpText(
      "after",
      "\nExample:\n  saccade run pipelines/table-tennis.yaml --report r.json\n" +
        "  saccade graph pipelines/table-tennis.yaml --report r.json --out graph.svg",
    )
    .action(async (file: string, options: GraphOptions) => {
      const plan = await loadWith(file, options);
      const report = options.report === undefined ? undefined : await readReport(options.report);
      const svg = options.format === "svg" || options.out?.endsWith(".svg") === true;
      const drawing = svg ? toSvg(plan, report) : toMermaid(plan, report);
      if (options.out === undefined) process.stdout.write(`${drawing}\n`);
      else await writeText(options.out, `${drawing}\n`);
      done(EXIT_OK);
    });
}

async function readReport(file: string): Promise<Report> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError(
      "file-unreadable",
      `cannot read the report ${file}: ${reason}`,
      { file },
      { cause },
    );
  }
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SaccadeError(
    "config-invalid",
    `${file} is not a report of this version: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
    { file },
  );
}
