import { parseArgs } from "node:util";
import { textTable } from "../bin/output/table.ts";
import { armStationSuite, armSuite } from "./arm.ts";
import { armMujocoSuite } from "./arm-mujoco.ts";
import { ballSuite } from "./ball.ts";
import { calibrationMs } from "./calibration.ts";
import { chipsSuite } from "./chips.ts";
import { convertSuite } from "./convert.ts";
import { cameraSuite } from "./camera.ts";
import { denseSuite } from "./dense.ts";
import { eventsSuite } from "./events.ts";
import { type Figure, kept, type Suite } from "./figure.ts";
import { framesSuite } from "./frames.ts";
import { loopSuite } from "./loop.ts";
import { passesSuite } from "./passes.ts";
import { publishedSuite } from "./published.ts";
import { runtimeSuite } from "./runtime.ts";
import { snnSuite } from "./snn.ts";
import { soakSuite } from "./soak.ts";
import { threadSuite } from "./threads.ts";
import { trackingSuite } from "./tracking.ts";
import { trainSuite } from "./train.ts";

const SUITES: readonly Suite[] = [
  armSuite,
  armStationSuite,
  armMujocoSuite,
  ballSuite,
  runtimeSuite,
  threadSuite,
  loopSuite,
  cameraSuite,
  framesSuite,
  trackingSuite,
  convertSuite,
  eventsSuite,
  soakSuite,
  snnSuite,
  trainSuite,
  denseSuite,
  chipsSuite,
  passesSuite,
  publishedSuite,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const chosen = SUITES.filter((suite) => positionals.length === 0 || positionals.includes(suite.name));
const names = SUITES.map((suite) => `${suite.name} (${suite.question})`).join("\n  ");
if (values.help) {
  process.stdout.write(
    `npm run bench -- [SUITE...] [--short] [--json]; for example npm run bench -- ball\n  ${names}\n`,
  );
  process.exit(0);
}
if (chosen.length === 0) {
  process.stderr.write(`no such benchmark: ${positionals.join(" ")}; there are\n  ${names}\n`);
  process.exit(2);
}

const results: {
  readonly suite: string;
  readonly calibrationMs: number;
  readonly figures: readonly Figure[];
}[] = [];
for (const suite of chosen) {
  const before = calibrationMs();
  process.stderr.write(`${suite.name}: ${suite.question}\n`);
  const figures = await suite.run({ short: values.short });
  results.push({ suite: suite.name, calibrationMs: Math.min(before, calibrationMs()), figures });
}

if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
else {
  for (const { suite, calibrationMs: ms, figures } of results) {
    const rows = figures.map((figure) => [
      figure.name,
      `${figure.value.toPrecision(4)} ${figure.unit}`,
      figure.limit === undefined ? "" : `at ${figure.limit.at} ${figure.limit.value} ${figure.unit}`,
      figure.limit === undefined ? "" : kept(figure) ? "kept" : "MISSED",
      figure.note ?? "",
    ]);
    process.stdout.write(`\n${suite} (calibration loop ${ms.toFixed(0)} ms)\n${textTable(rows, 9)}\n`);
  }
}
process.exitCode = results.every(({ figures }) => figures.every(kept)) ? 0 : 1;
