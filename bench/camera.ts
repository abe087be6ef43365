import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CameraResult } from "./camera-process.ts";
import { v2eFrames } from "./camera-frames.ts";
import { type Figure, median, type Suite } from "./figure.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const RUNS = 3;

/** How dear two simulated cameras are, and how dear v2e is on the same flight. */
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
        seconds,
      ),
      ...stageFigures(
        "ball alone",
        rounds.map(({ ball }) => ball),
        seconds,
      ),
    ];
    return Promise.resolve([...figures, ...v2eFigures(short)]);
  },
};

function stageFigures(what: string, results: readonly CameraResult[], seconds: number): Figure[] {
  const note = `rally of ${seconds} s, two cameras in one thread; median of ${results.length} processes`;
  const middle = (of: (result: CameraResult) => number): number => median(results.map(of));
  return [
    {
      name: `${what}: processor time per simulated second`,
      value: middle(({ cpuPerS }) => cpuPerS),
      unit: "s",
      limit: { at: "most", value: 1 },
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

/** A python with v2e's `v2ecore` in it: made once, outside the repository's own files. */
const PYTHONS = [join(folder, "../out/v2e/bin/python"), "python3"];

function v2eFigures(short: boolean): Figure[] {
  const python = PYTHONS.find(
    (program) => spawnSync(program, ["-c", "import v2ecore.emulator, torch"]).status === 0,
  );
  if (python === undefined) {
    process.stderr.write(
      "v2e is not here, so nothing is compared with it: make a virtual environment in out/v2e and install v2e and torch\n",
    );
    return [];
  }
  const frames = short ? 20 : 100;
  const out = join(folder, "../out/bench-v2e");
  if (!existsSync(out)) mkdirSync(out, { recursive: true });
  const file = join(out, "frames.raw");
  const { bytes, ownCpuMs, ownEvents } = v2eFrames(frames);
  writeFileSync(file, bytes);
  const args = [join(folder, "camera-v2e.py"), file, "1280", "720", String(frames)];
  const { status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`v2e failed: ${stderr}`);
  const { cpuMs, events } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
    cpuMs: number;
    events: number;
  };
  const note = `one camera, ball alone, ${frames} ms of flight, frames of 1 ms given to v2e ready-made; processor time; ${ownEvents} and ${events} events`;
  return [
    { name: "v2e: processor time per simulated second", value: cpuMs / frames, unit: "s", note },
    { name: "ours on the same flight", value: ownCpuMs / frames, unit: "s", note },
    { name: "v2e over ours", value: cpuMs / ownCpuMs, unit: "x", limit: { at: "least", value: 100 }, note },
  ];
}
