import { BenchStage } from "./camera-stage.ts";

/** What the measuring process prints. */
export interface CameraResult {
  /** [s] processor time of this process per simulated second, and the same of the dearest second. */
  readonly cpuPerS: number;
  readonly worstPerS: number;
  /** [events/s] of both cameras together. */
  readonly eventsPerS: number;
  /** [ms] processor time to make the cameras. */
  readonly startMs: number;
  readonly droppedEvents: number;
}

/** Two cameras watch a rally: `node camera-process.ts arm|ball seconds`. */
const [scene = "arm", seconds = "10"] = process.argv.slice(2);
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const beginMs = cpuMs();
const stage = new BenchStage("typical", 7, scene === "arm");
const startMs = cpuMs() - beginMs;
const QUANTUM_US = 1000;
const durationS = Number(seconds);
let events = 0;
const perSecondMs: number[] = [];
for (let second = 0; second < durationS; second++) {
  const before = cpuMs();
  for (let nowUs = second * 1e6; nowUs < (second + 1) * 1e6; nowUs += QUANTUM_US) {
    for (let tickUs = nowUs; tickUs < nowUs + QUANTUM_US; tickUs += 250) stage.tick(tickUs);
    for (const batch of stage.rig.take(nowUs + QUANTUM_US)) events += batch.length;
  }
  perSecondMs.push(cpuMs() - before);
}
const dropped = stage.rig.drops.reduce(
  (sum, { region, queue, rateControl }) => sum + region + queue + rateControl,
  0,
);
const total = perSecondMs.reduce((sum, ms) => sum + ms, 0);
const result: CameraResult = {
  cpuPerS: total / 1000 / durationS,
  worstPerS: Math.max(...perSecondMs) / 1000,
  eventsPerS: events / durationS,
  startMs,
  droppedEvents: dropped,
};
process.stdout.write(JSON.stringify(result));
