import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SaccadeError } from "../core/errors.ts";
import { systemReason } from "../core/system-reason.ts";
import type { Encoder } from "../codecs/codec.ts";
import type { RowSupply } from "./row-supply.ts";

/** [events] written for the estimate. */
const SAMPLE_EVENTS = 200_000;
/** [-] added to the estimate: the rest of the file may pack less well than its start. */
const MARGIN = 1.1;

/**
 * [bytes] that a recording will take when it is written by `encoder`: its first events are written to nowhere, and the
 * rest of the file is taken to be like them. Uses up both arguments.
 */
export function estimateBytes(supply: RowSupply, encoder: Encoder): number {
  const { recording, startByte } = supply.excerpt;
  let bytes = encoder.header().length;
  let share = NaN;
  for (let events = 0; Number.isNaN(share);) {
    const batch = supply.next();
    bytes += batch === null ? 0 : encoder.encode(batch).length;
    events += batch?.length ?? 0;
    const sampledBytes = recording.readBytes - startByte;
    if (batch === null) share = 1;
    else if (events >= SAMPLE_EVENTS && sampledBytes > 0) share = sampledBytes / recording.sizeBytes;
  }
  bytes += encoder.finish().length;
  return Math.ceil((bytes / share) * MARGIN);
}

/** @throws SaccadeError `disk-full` when fewer bytes are free where `path` will be. */
export function refuseWithoutSpace(path: string, neededBytes: number): void {
  const folder = dirname(resolve(path));
  const freeBytes = freeBytesIn(folder);
  if (freeBytes >= neededBytes) return;
  const found = `${inMegabytes(freeBytes)} are free in ${folder}, about ${inMegabytes(neededBytes)} are needed`;
  throw new SaccadeError("disk-full", `${found} for ${path}; --no-space-check begins all the same`, {
    file: path,
  });
}

function freeBytesIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (cause) {
    const reason = systemReason(cause, "no such folder");
    throw new SaccadeError(
      "file-unreadable",
      `cannot write to ${folder}: ${reason}`,
      { file: folder },
      { cause },
    );
  }
}

const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
