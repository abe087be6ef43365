import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CameraResult } from "./camera-process.ts";
import { flightFrames, ownFlight } from "./camera-frames.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const RUNS = 3;

/** How dear two simulated cameras are, and how dear a simulator from the Python package index is on the same flight. */
export const cameraSuite: Suite = {
  name: "camera",
  question: "What do two simulated 1280x720 event cameras cost, typical pixels?",
  run: ({ short }) => {
    const seconds = short ? 2 : 10;
    const runs = short ? 1 : RUNS;
    // in turn, so that all see the same machine
    const rounds = Array.from({ length: runs }, () => ({
      arm: measure("arm", seconds),
      ball: measure("ball", seconds),
    }));
    const figures = [
      ...stageFigures(
        "arm in view and striking",
        rounds.map(({ arm }) => arm),
        { seconds, mostS: 0.8 },
      ),
      ...stageFigures(
        "ball alone",
        rounds.map(({ ball }) => ball),
        { seconds, mostS: 0.6 },
      ),
    ];
    return Promise.resolve([...figures, ...peerFigures(short)]);
  },
};

function stageFigures(
  what: string,
  results: readonly CameraResult[],
  { seconds, mostS }: { readonly seconds: number; readonly mostS: number },
): Figure[] {
  const note = `rally of ${seconds} s, two cameras in one thread; median of ${results.length} processes`;
  const middle = (of: (result: CameraResult) => number): number => median(results.map(of));
  return [
    {
      name: `${what}: processor time per simulated second`,
      value: middle(({ cpuPerS }) => cpuPerS),
      unit: "s",
      limit: { at: "most", value: mostS },
      note,
    },
    { name: `${what}: the dearest second`, value: middle(({ worstPerS }) => worstPerS), unit: "s", note },
    {
      name: `${what}: events of both cameras`,
      value: middle(({ eventsPerS }) => eventsPerS) / 1000,
      unit: "kev/s",
      note,
    },
  ];
}

function measure(scene: "arm" | "ball", seconds: number): CameraResult {
  const args = [join(folder, "camera-process.ts"), scene, String(seconds)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`the measuring process failed: ${stderr}`);
  const result = JSON.parse(stdout) as CameraResult;
  if (result.eventsPerS < 100_000 || result.droppedEvents > 0) throw new Error(`not that rally: ${stdout}`);
  return result;
}

/** Made once by bench/peers/install-simulator.sh, outside the repository's own files. */
const PYTHON = join(folder, "../out/event-peers/eventify-dvs/bin/python");
/** [ln] both thresholds of the preset `ideal`. */
const THRESHOLD = "0.2";

/**
 * eventify-dvs: differences of the log light from frame to frame, what v2e and ESIM begin with, without lag, noise, mismatch
 * and readout, and with times spread evenly over a frame. v2e itself is not on the Python package index.
 */
function peerFigures(short: boolean): Figure[] {
  if (!existsSync(PYTHON)) {
    process.stderr.write(
      "no peer: bench/peers/install-simulator.sh makes one, eventify-dvs (v2e is not on the Python package index)\n",
    );
    return [];
  }
  const frames = short ? 20 : 100;
  const out = join(folder, "../out/bench-camera");
  mkdirSync(out, { recursive: true });
  const file = join(out, "frames.raw");
  writeFileSync(file, flightFrames(frames));
  const args = [join(folder, "peers/simulate_events.py"), file, "1280", "720", String(frames), THRESHOLD];
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: "utf8", env });
  if (status !== 0) throw new Error(`the peer failed: ${stderr}`);
  const peer = JSON.parse(stdout) as { readonly cpuMs: number; readonly events: number };
  const ideal = ownFlight("ideal", frames);
  const typical = ownFlight("typical", frames);
  if (Math.abs(peer.events / ideal.events - 1) > 0.25) {
    throw new Error(`not the same flight: ${peer.events} events there, ${ideal.events} here`);
  }
  const note = `one camera of 1280x720, ball alone, ${frames} ms; processor time, the frames given ready-made`;
  return [
    {
      name: "eventify-dvs (pixels without lag and noise): processor time per simulated second",
      value: peer.cpuMs / frames,
      unit: "s",
      note: `${note}; ${peer.events} events; v2e is not on the Python package index`,
    },
    {
      name: "ours, such pixels",
      value: ideal.cpuMs / frames,
      unit: "s",
      note: `${ideal.events} events`,
    },
    {
      name: "ours, typical pixels",
      value: typical.cpuMs / frames,
      unit: "s",
      note: `${typical.events} events, noise included`,
    },
    {
      name: "eventify-dvs over ours, such pixels",
      value: peer.cpuMs / ideal.cpuMs,
      unit: "x",
      limit: { at: "least", value: 50 },
      note,
    },
  ];
}
