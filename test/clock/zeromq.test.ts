import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Detection } from "../../src/core/perception.ts";
import { type Report, reportSchema } from "../../src/runtime/report.ts";
import { ROOT } from "../support/cli.ts";
import { keepDetections, stuck } from "../support/zeromq-nodes.ts";

let folder = "";
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-zeromq-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

const USE = JSON.stringify([`${ROOT}test/support/zeromq-nodes.ts`]);
const HEAD = `version: 1\ninclude: ["${ROOT}pipelines/rig.yaml"]\nuse: ${USE}\n`;
const WORLD = `
  world: { kind: world/table-tennis, params: { cameras: ["\${left-camera}", "\${right-camera}"] } }`;

/** The tracker with what it found kept in a file; nothing between it and its events may be dropped. */
const tracking = (events: string, policy: "block" | "lossless", file: string): string => `
  tracker:
    kind: tracker/mid-range
    params: { camera: left }
    in: { events: { from: ${events}, policy: ${policy}, depth: 4 } }
  keep: { kind: ${keepDetections.kind}, params: { file: "${file}" }, in: { detection: tracker } }`;

/** A run of the command line in a process of its own. */
class Run {
  readonly reportFile: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  #stderr = "";
  #heard: () => void = () => undefined;

  constructor(name: string, file: string) {
    this.reportFile = join(folder, `${name}.json`);
    const args = ["run", file, "--quiet", "--report", this.reportFile];
    this.child = spawn(process.execPath, [`${ROOT}bin/saccade.js`, ...args], { cwd: folder, stdio: "pipe" });
    children.push(this.child);
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#heard();
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.once("error", reject).once("close", (code) => {
        this.#heard();
        resolve(code);
      });
    });
  }

  /** Resolves with the first match of `pattern` in what the run says; fails when it ends without saying so. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#stderr)?.[0];
      if (found !== undefined) return found;
      if (this.child.exitCode !== null) expect.unreachable(`it ended without ${pattern}: ${this.#stderr}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  async report(): Promise<Report> {
    expect(await this.ended, this.#stderr).toBe(0);
    return reportSchema.parse(JSON.parse(await readFile(this.reportFile, "utf8")));
  }
}

async function start(name: string, pipeline: string): Promise<Run> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, `${HEAD}name: ${name}\n${pipeline}\n`);
  return new Run(name, file);
}

/** The simulated left camera's events, for whoever subscribes. */
function publish(name: string, endpoint = "tcp://127.0.0.1:*", params = ""): Promise<Run> {
  return start(
    name,
    `clock: virtual\nseed: 7\ndurationMs: 1500\nnodes:${WORLD}
  publish:
    kind: sink/zeromq-events
    params: { endpoint: "${endpoint}", topic: left, ${params} }
    in: { events: world.left }`,
  );
}

/** Another process, with nodes that read what it receives. */
function receive(name: string, endpoint: string, nodes: string): Promise<Run> {
  return start(
    name,
    `clock: wall\nnodes:
  receive:
    kind: source/zeromq-events
    params: { endpoint: "${endpoint}", topic: left, clock: sender, whenBusy: wait }${nodes}`,
  );
}

/** A tracker in another process. */
const track = (name: string, endpoint: string): Promise<Run> =>
  receive(name, endpoint, tracking("receive", "block", join(folder, `${name}.jsonl`)));

const detections = async (name: string): Promise<string[]> =>
  (await readFile(join(folder, `${name}.jsonl`), "utf8")).trim().split("\n");

describe("two processes over ZeroMQ", () => {
  it("find the same as one, and account for every packet", async () => {
    // 1 ms longer than the publisher's run, whose last packet would leave no time for its detection
    const nodes = `${WORLD}${tracking("world.left", "lossless", join(folder, "alone.jsonl"))}`;
    const alone = await start("alone", `clock: virtual\nseed: 7\ndurationMs: 1501\nnodes:${nodes}`);
    await alone.report();
    const publisher = await publish("publisher");
    const tracker = await track("tracker", await publisher.says(/tcp:\S+/));
    const sent = (await publisher.report()).nodes["publish"];
    const received = (await tracker.report()).nodes["receive"];

    const expected = await detections("alone");
    expect(expected.length).toBeGreaterThan(1000);
    const seen = expected.filter((line) => (JSON.parse(line) as Detection).presence > 0.5);
    expect(seen.length).toBeGreaterThan(100); // there is a ball in it
    expect(await detections("tracker")).toEqual(expected);

    expect(sent).toMatchObject({ in: expected.length, errors: 0 });
    expect(sent?.counters).toEqual({ sent: expected.length, "receiver-joined": 1, "receiver-left": 1 });
    expect(received?.counters).toEqual({
      "sender-joined": 1,
      received: expected.length,
      offered: expected.length,
    });
  });

  it("go on when the receiver is killed and another one comes", async () => {
    const publisher = await publish("steadfast");
    const endpoint = await publisher.says(/tcp:\S+/);
    const victim = await receive(
      "victim",
      endpoint,
      `\n  stuck: { kind: ${stuck.kind}, in: { events: receive } }`,
    );
    await victim.says(/is stuck/);
    victim.child.kill("SIGKILL");
    const heir = await track("heir", endpoint);
    const sent = (await publisher.report()).nodes["publish"]?.counters ?? {};
    const received = (await heir.report()).nodes["receive"]?.counters ?? {};
    expect(sent["receiver-joined"]).toBe(2);
    expect(received["sent-before"]).toBeGreaterThan(0);
    expect(received["received"]).toBeGreaterThan(1000);
    expect(received["offered"]).toBe(sent["sent"]);
    expect((received["sent-before"] ?? 0) + (received["received"] ?? 0)).toBe(sent["sent"]);
    expect(received["lost"]).toBeUndefined();
  });

  it("end with what was dropped on the account of the receiver, when the sender may drop", async () => {
    const endpoint = `ipc://${join(folder, "hasty.sock")}`;
    const tracker = await track("early", endpoint);
    await tracker.says(/sender-silent/); // it is up, and asks four times a second
    const publisher = await publish("hasty", endpoint, "policy: latest, drainMs: 4500");
    const sent = (await publisher.report()).nodes["publish"]?.counters ?? {};
    expect(sent["sent"]).toBeGreaterThan(0);
    const received = (await tracker.report()).nodes["receive"]?.counters ?? {};
    expect(received["offered"]).toBe((sent["sent"] ?? 0) + (sent["dropped:replaced-by-newer"] ?? 0));
    expect(received["received"]).toBe(sent["sent"]);
    expect(received["dropped-by-sender"] ?? 0).toBe(sent["dropped:replaced-by-newer"] ?? 0);
  });
});
