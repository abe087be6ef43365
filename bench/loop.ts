import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { main } from "../bin/cli.ts";
import { type Report, reportSchema } from "../src/runtime/report.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const PIPELINE = fileURLToPath(new URL("../pipelines/table-tennis.yaml", import.meta.url));

/** The main pipeline in real time: light to joint command. */
export const loopSuite: Suite = {
  name: "loop",
  question: "How long from the newest event of a window to the joint command, on the wall clock?",
  run: async ({ short }) => {
    const reports: Report[] = [];
    for (let i = 0; i < (short ? 1 : 5); i++) reports.push(await play(short ? "3s" : "10s"));
    const p = (which: "p50" | "p99"): number =>
      median(reports.map((report) => report.budgets[0]?.latencyMs?.[which] ?? NaN));
    const figures: Figure[] = [
      { name: "event to joint command p50", value: p("p50"), unit: "ms", limit: { at: "most", value: 1 } },
      { name: "event to joint command p99", value: p("p99"), unit: "ms", limit: { at: "most", value: 5 } },
    ];
    const last = reports.at(-1);
    const note = `median of ${reports.length} runs; return rate ${String(last?.play?.["returnRate"])} in the last`;
    return figures.map((figure) => ({ ...figure, note }));
  },
};

async function play(duration: string): Promise<Report> {
  const file = join(tmpdir(), `saccade-bench-${process.pid}.json`);
  const silence = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  try {
    const code = await main([
      "run",
      PIPELINE,
      "--clock",
      "wall",
      "--duration",
      duration,
      "--quiet",
      "--report",
      file,
    ]);
    if (code !== 0) throw new Error(`the run ended with exit code ${code}`);
    const report = reportSchema.parse(JSON.parse(await readFile(file, "utf8")));
    if ((report.budgets[0]?.count ?? 0) === 0) throw new Error("no message reached the robot");
    return report;
  } finally {
    process.stdout.write = silence;
    await rm(file, { force: true });
  }
}
