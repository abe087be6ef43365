import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { PeerProcess } from "./peer-process.ts";

export type EventFormat = "evt2" | "evt3" | "dat" | "aedat4";

export interface DecodeOrder {
  readonly action: "time" | "check" | "write";
  readonly format: EventFormat;
  readonly path: string;
}

/** What a decoder makes of a file: number of events, and sums modulo 2^32 (`Sums` in read_events.py). */
export interface Sums {
  readonly events: number;
  /** Over x, y and p, by place in the stream; the same in any order; over t, by place. */
  readonly places: number;
  readonly anyOrder: number;
  readonly times: number;
}

export interface Timing {
  readonly events: number;
  /** [ms] of the processor, all threads of the process, kernel included. */
  readonly cpuMs: number;
}

/** A decoder in a process of its own, idle between orders. */
export interface EventDecoder {
  readonly name: string;
  readonly version: string;
  readonly formats: readonly EventFormat[];
  /** Whether its events end up in arrays, or only in an object of its own. */
  readonly arrays: boolean;
  readonly process: PeerProcess;
}

const INSTALL = resolve(import.meta.dirname, "peers/install-events.sh");
const SCRIPT = resolve(import.meta.dirname, "peers/read_events.py");
const FOLDER = resolve(import.meta.dirname, "../out/event-peers");
const PEERS = ["faery", "expelliarmus", "evlib", "aedat", "dv-processing", "dv-processing store"];
export const OURS = "saccade";

/** Ours first, then the peers that run; those that do not are named. @throws when none does. */
export async function startDecoders(): Promise<EventDecoder[]> {
  if (!existsSync(FOLDER)) {
    process.stderr.write(
      "no peers yet: bench/peers/install-events.sh makes out/event-peers, once, some 1.2 GB\n",
    );
    spawnSync("bash", [INSTALL], { stdio: ["ignore", 2, 2] });
  }
  const script = resolve(import.meta.dirname, "decode-process.ts");
  const started = [await start(OURS, new PeerProcess(process.execPath, [script]))];
  for (const name of PEERS) {
    const python = resolve(FOLDER, name.split(" ")[0]!, "bin/python");
    if (!existsSync(python)) {
      process.stderr.write(`${name} is not installed\n`);
      continue;
    }
    try {
      started.push(await start(name, new PeerProcess(python, [SCRIPT, name])));
    } catch (error) {
      process.stderr.write(
        `${name} does not run: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
  if (started.length === 1) throw new Error("no peer runs: there is nothing to compare with");
  return started;
}

async function start(name: string, peer: PeerProcess): Promise<EventDecoder> {
  const { version, formats } = (await peer.answer()) as Pick<EventDecoder, "version" | "formats">;
  return { name, version, formats, arrays: !name.endsWith("store"), process: peer };
}

/** @throws what a decoder says is wrong. */
export async function ask<Answer>(decoder: EventDecoder, order: DecodeOrder): Promise<Answer> {
  const answer = (await decoder.process.order(order)) as Answer & { readonly error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}
