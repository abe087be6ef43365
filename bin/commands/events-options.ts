import { type Command, InvalidArgumentError } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Geometry } from "../../src/codecs/codec.ts";
import type { RecordingOptions } from "../../src/recordings/recording.ts";
import { parseWhole } from "../parse-number.ts";

/** What every `events` verb understands of the file that it reads. */
export interface ReadOptions {
  readonly salvage?: true;
  readonly geometry?: Geometry;
  readonly stream?: string;
}

/** What the verbs understand that read a part of a file. */
export interface PartOptions extends ReadOptions {
  /** [us] after the first event. */
  readonly from?: number;
  readonly to?: number;
}

export function addReadOptions(command: Command): Command {
  return command
    .option("--salvage", "read on after damage, counting what was left out")
    .option("--geometry <WxH>", "sensor size, for a file that does not state it", parseGeometry)
    .option("--stream <name>", "which stream of a file with several, such as a ROS topic");
}

export function addPartOptions(command: Command): Command {
  return addReadOptions(command)
    .option(
      "--from <time>",
      "begin so long after the first event: 2s, 500ms, 300us; a bare number is seconds",
      parseTimeUs,
    )
    .option("--to <time>", "end so long after the first event", parseTimeUs);
}

export function recordingOptions({ salvage, geometry, stream }: ReadOptions): RecordingOptions {
  return {
    ...(salvage === undefined ? {} : { salvage }),
    ...(geometry === undefined ? {} : { geometry }),
    ...(stream === undefined ? {} : { stream }),
  };
}

/** @throws SaccadeError `usage` for a part that ends before it begins. */
export function excerptOptions({ from, to }: PartOptions): { fromUs?: number; toUs?: number } {
  if (from !== undefined && to !== undefined && to <= from) {
    throw new SaccadeError("usage", `--to (${to / 1e6} s) is not after --from (${from / 1e6} s)`);
  }
  return { ...(from === undefined ? {} : { fromUs: from }), ...(to === undefined ? {} : { toUs: to }) };
}

const UNITS_US: Readonly<Record<string, number>> = { us: 1, ms: 1000, s: 1e6, m: 60e6 };

/** [us] of `300us`, `500ms`, `2s`, `1m`; a bare number is seconds. */
export function parseTimeUs(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(us|ms|s|m)?$/.exec(text.trim());
  const timeUs = Math.round(Number(found?.[1]) * (UNITS_US[found?.[2] ?? "s"] ?? NaN));
  if (Number.isSafeInteger(timeUs)) return timeUs;
  throw new InvalidArgumentError(`a time is like 300us, 500ms, 2s or 1m, found "${text}"`);
}

/** [px] the largest side that coordinates of 16 bits allow. */
const MAX_SIDE = 65_536;

export function parseGeometry(text: string): Geometry {
  const [, width = "0", height = "0"] = /^(\d{1,5})x(\d{1,5})$/.exec(text.trim()) ?? [];
  const geometry = { width: Number(width), height: Number(height) };
  const isRight = Math.min(geometry.width, geometry.height) > 0;
  if (isRight && Math.max(geometry.width, geometry.height) <= MAX_SIDE) return geometry;
  throw new InvalidArgumentError(`a size is like 640x480, at most ${MAX_SIDE} a side, found "${text}"`);
}

/** A number of events. */
export const parseEvents = (text: string): number => parseWhole(text, 0, Number.MAX_SAFE_INTEGER);
