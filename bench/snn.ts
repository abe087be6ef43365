import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SpikingEngine } from "../src/snn/engine/engine.ts";
import type { StepChoice } from "../src/snn/step-choice.ts";
import { TRACKER_NEURONS } from "../test/support/dynap-tracker.ts";
import { type Figure, median, type Suite } from "./figure.ts";
import { PeerProcess } from "./peer-process.ts";
import { trackerTask, type Task } from "./snn-task.ts";
import { trackerWindowFigures } from "./tracker-window.ts";

/** A virtual environment with the peers, and what makes it. */
const INSTALL = resolve(import.meta.dirname, "peers/install.sh");
const PYTHON = resolve(import.meta.dirname, "../out/peers/bin/python");
const SCRIPT = resolve(import.meta.dirname, "peers/step_dynapcnn.py");
/** How each peer steps the network, and so how the engine steps it beside that peer. */
const PEERS: Readonly<Record<string, StepChoice>> = {
  snntorch: { rule: "snntorch", dt: 1, reset: "subtract" },
  norse: { rule: "norse", dt: 1, reset: "value" },
  sinabs: { rule: "sinabs", dt: 1, reset: "subtract", vMin: -1 },
  spikingjelly: { rule: "spikingjelly", dt: 1, reset: "subtract" },
};
/** [-] share of active pixels, and what is promised of the fastest peer's time to ours. */
const ACTIVITIES = [
  { share: 0.01, least: 12 },
  { share: 0.05, least: 4 },
] as const;

/** Single steps of the published tracker: the engine against four Python frameworks on the same network and inputs. */
export const snnSuite: Suite = {
  name: "snn",
  question: "is a step of the published DynapCNN tracker 12 times as fast as the fastest Python framework's?",
  run: async ({ short }) => {
    const task = await trackerTask(ACTIVITIES.map(({ share }) => share));
    const folder = mkdtempSync(join(tmpdir(), "saccade-snn-"));
    try {
      const file = join(folder, "task.json");
      const weights = task.weights.map(({ data }) => Array.from(data));
      writeFileSync(file, JSON.stringify({ weights, frames: task.frames }));
      const peers = await startPeers(file);
      try {
        const steps = await figuresOf(task, peers, { rounds: short ? 2 : 5, what: task.what });
        return [...(await trackerWindowFigures(short ? 4 : 40)), ...steps];
      } finally {
        for (const { peer } of peers) peer.end();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** One round of one party. */
interface Round {
  readonly timesUs: readonly number[];
  /** By layer, over all steps. */
  readonly spikes: readonly number[];
  /** By output neuron, over all steps. */
  readonly out: readonly number[];
}

interface Peer {
  readonly name: string;
  readonly peer: PeerProcess;
  readonly versions: string;
}

/** The peers that run; those that do not are named. */
async function startPeers(file: string): Promise<Peer[]> {
  if (!existsSync(PYTHON)) {
    process.stderr.write("no peers yet: bench/peers/install.sh makes out/peers, once, some 5 GB\n");
    spawnSync("bash", [INSTALL], { stdio: ["ignore", "inherit", "inherit"] });
  }
  const started: Peer[] = [];
  for (const name of Object.keys(PEERS)) {
    const peer = new PeerProcess(PYTHON, [SCRIPT, name, file]);
    try {
      const { version, torch } = (await peer.answer()) as { version: string; torch: string };
      started.push({ name, peer, versions: `${version}, torch ${torch}` });
    } catch (error) {
      process.stderr.write(
        `${name} did not run: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
  return started;
}

/** A round of the engine, as the peers have it: the time holds the input's setting, too. */
function ours(
  task: Task,
  choice: StepChoice,
  { share, steps }: { readonly share: number; readonly steps: number },
): Round {
  const frames = (task.frames[String(share)] ?? []).map((pixels) => Int32Array.from(pixels));
  const engine = new SpikingEngine(task.network, choice);
  const spikes = [0, 0, 0, 0];
  const out = new Float32Array(256);
  const sums = new Array<number>(256).fill(0);
  const timesUs: number[] = [];
  for (let n = 0; n < WARM_UP; n++) {
    engine.setEvents("in", frames[n % frames.length]!);
    engine.step();
  }
  engine.reset();
  for (let n = 0; n < steps; n++) {
    const frame = frames[n % frames.length]!;
    const startMs = performance.now();
    engine.setEvents("in", frame);
    engine.step();
    timesUs.push((performance.now() - startMs) * 1000);
    TRACKER_NEURONS.forEach((path, k) => (spikes[k] = spikes[k]! + engine.spikes(path)));
    engine.read("out", out);
    out.forEach((value, k) => (sums[k] = sums[k]! + value));
  }
  return { timesUs, spikes, out: sums };
}

const STEPS = 1000;
const WARM_UP = 2000;
const PEER_WARM_UP = 100;

interface Duel {
  readonly name: string;
  readonly versions: string;
  readonly theirsUs: readonly number[];
  readonly oursUs: readonly number[];
}

async function figuresOf(
  task: Task,
  peers: readonly Peer[],
  { rounds, what }: { readonly rounds: number; readonly what: string },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { share, least } of ACTIVITIES) {
    const duels: Duel[] = [];
    for (const peer of peers) duels.push(await duel(task, peer, { share, rounds }));
    figures.push(...duels.flatMap((each) => duelFigures(each, share, what)));
    const percent = `${share * 100} %`;
    if (duels.length === 0) {
      const { timesUs } = ours(task, PEERS["sinabs"]!, { share, steps: STEPS * rounds });
      figures.push({
        name: `saccade at ${percent}`,
        value: median(timesUs),
        unit: "us",
        note: `no peer ran; ${what}`,
      });
      continue;
    }
    const fastest = duels.reduce((best, each) =>
      median(each.theirsUs) < median(best.theirsUs) ? each : best,
    );
    figures.push({
      name: `times as fast at ${percent}`,
      value: median(fastest.theirsUs) / median(fastest.oursUs),
      unit: "x",
      limit: { at: "least", value: least },
      note: `${fastest.name} is the fastest; same rule, network, inputs and outputs`,
    });
  }
  return figures;
}

/** Rounds in turn; throws when the two do not put out the same. */
async function duel(
  task: Task,
  { name, peer, versions }: Peer,
  { share, rounds }: { readonly share: number; readonly rounds: number },
): Promise<Duel> {
  const oursUs: number[] = [];
  const theirsUs: number[] = [];
  let counts = "";
  for (let round = 0; round < rounds; round++) {
    const mine = ours(task, PEERS[name]!, { share, steps: STEPS });
    const theirs = (await peer.order({
      activity: String(share),
      warmUp: PEER_WARM_UP,
      steps: STEPS,
    })) as Round;
    compare(name, mine, theirs);
    oursUs.push(...mine.timesUs);
    theirsUs.push(...theirs.timesUs);
    counts = mine.spikes.map((spikes) => (spikes / STEPS).toFixed(1)).join(" ");
  }
  process.stderr.write(
    `${name} at ${share * 100} %: ${counts} spikes a step by layer, the same in both, output for output\n`,
  );
  return { name, versions, theirsUs, oursUs };
}

const duelFigures = ({ name, versions, theirsUs, oursUs }: Duel, share: number, what: string): Figure[] => [
  {
    name: `${name} at ${share * 100} %`,
    value: median(theirsUs),
    unit: "us",
    note: `${versions}, 1 thread, p99 ${p99(theirsUs)} us`,
  },
  {
    name: `saccade, rule ${name}`,
    value: median(oursUs),
    unit: "us",
    note: `p99 ${p99(oursUs)} us, ${what}`,
  },
];

const p99 = (values: readonly number[]): string =>
  ([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? NaN).toFixed(1);

function compare(name: string, mine: Round, theirs: Round): void {
  const same = (a: readonly number[], b: readonly number[]): boolean => a.every((value, n) => value === b[n]);
  if (same(mine.spikes, theirs.spikes) && same(mine.out, theirs.out)) return;
  throw new Error(
    `${name} puts out other spikes: ${theirs.spikes.join()} by layer, here ${mine.spikes.join()}`,
  );
}
