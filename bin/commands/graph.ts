import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { type Command, Option } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import { systemReason } from "../../src/core/system-reason.ts";
import { toMermaid } from "../../src/runtime/draw-mermaid.ts";
import { toSvg } from "../../src/runtime/draw-svg.ts";
import type { PipelinePlan } from "../../src/runtime/plan.ts";
import { type Report, reportSchema } from "../../src/runtime/report.ts";
import { addFileOptions, type FileOptions, loadWith } from "../file-options.ts";
import { EXIT_OK } from "../output/failure.ts";
import { writeText } from "../output/write-file.ts";

type Picture = "mermaid" | "svg";

/** What the ending of a file's name asks for. */
const BY_ENDING: Readonly<Record<string, Picture>> = {
  ".svg": "svg",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".md": "mermaid",
  ".txt": "mermaid",
};

interface GraphOptions extends FileOptions {
  readonly format?: Picture;
  readonly out?: string;
  readonly report?: string;
}

/** `saccade graph`: draws a pipeline, with the latencies of a report on it when one is given. */
export function addGraph(program: Command, done: (code: number) => void): void {
  addFileOptions(program.command("graph <file>"))
    .description("Draw a pipeline as mermaid or SVG, with measured latencies when given a report.")
    .addOption(
      new Option("--format <format>", "what to draw (default: what --out ends in, or mermaid)").choices([
        "mermaid",
        "svg",
      ]),
    )
    .option("--out <file>", "write there instead of printing; its name ends in .svg or .mmd")
    .option("--report <report.json>", "a report of this pipeline, for the latencies")
    .addHelpText(
      "after",
      "\nExample:\n  saccade run pipelines/table-tennis.yaml --report r.json\n" +
        "  saccade graph pipelines/table-tennis.yaml --report r.json --out graph.svg",
    )
    .action(async (file: string, options: GraphOptions) => {
      const picture = options.format ?? pictureFor(options.out);
      const plan = await loadWith(file, options);
      const report = options.report === undefined ? undefined : await readReport(options.report, plan);
      const drawing = picture === "svg" ? toSvg(plan, report) : toMermaid(plan, report);
      if (options.out === undefined) process.stdout.write(`${drawing}\n`);
      else {
        await writeText(options.out, `${drawing}\n`);
        process.stdout.write(`wrote ${options.out}\n`);
      }
      done(EXIT_OK);
    });
}

/** @throws SaccadeError `usage` for a name that tells no picture. */
function pictureFor(out: string | undefined): Picture {
  if (out === undefined) return "mermaid";
  const picture = BY_ENDING[extname(out).toLowerCase()];
  if (picture !== undefined) return picture;
  const endings = Object.keys(BY_ENDING).join(", ");
  throw new SaccadeError(
    "usage",
    `--out ends in one of ${endings}, or --format says what to draw; found "${out}"`,
  );
}

/** @throws SaccadeError `file-unreadable`; `config-invalid` for what is no report, or one of another pipeline. */
async function readReport(file: string, { name, nodes }: PipelinePlan): Promise<Report> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const message = `cannot read the report ${file}: ${systemReason(cause)}`;
    throw new SaccadeError("file-unreadable", message, { file }, { cause });
  });
  const parsed = reportSchema.safeParse(jsonOf(text, file));
  if (parsed.success) {
    const { pipeline } = parsed.data;
    const stranger = nodes.find(({ id }) => parsed.data.nodes[id] === undefined);
    if (pipeline === name && stranger === undefined) return parsed.data;
    const why = pipeline === name ? `it knows no node "${stranger?.id ?? ""}"` : `it is of "${pipeline}"`;
    const message = `${file} is not a report of this "${name}": ${why}; make one with saccade run FILE --report ${file}`;
    throw new SaccadeError("config-invalid", message, { file });
  }
  const [issue] = parsed.error.issues;
  throw new SaccadeError(
    "config-invalid",
    `${file} is not a report of this version: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
    { file },
  );
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SaccadeError("config-invalid", `${file} is no report: it is not JSON`, { file }, { cause });
  }
}
