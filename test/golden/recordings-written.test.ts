import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BatchPump, reusing } from "../../src/codecs/batch-pump.ts";
import {
  batchFor,
  DETECT_BYTES,
  type Encoder,
  type Format,
  type RowConvention,
  type SourceFormat,
  type StreamFormat,
  type StreamHeader,
} from "../../src/codecs/codec.ts";
import { detectFormat } from "../../src/codecs/detect.ts";
import { formatById, FORMATS } from "../../src/codecs/formats.ts";
import { serializeRows } from "../../src/codecs/rows.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { NODE_DECOMPRESSORS } from "../../src/recordings/decompressors.ts";
import { concat } from "../support/codec-decode.ts";
import { expectedRecordings, recordingBytes, recordingsPresent } from "../support/codec-recordings.ts";
import { memorySource } from "../support/codec-sources.ts";

/**
 * Recordings written in a format of the other way of access: streams as Prophesee HDF5, containers as every stream. What
 * streams, written as what streams, is in recordings.test.ts.
 */
const NAMES = Object.keys(expectedRecordings());
const isContainer = (name: string): boolean => /\.(db3|h5|hdf5|npz|zip)$/.test(name);
const OPTIONS = { decompress: NODE_DECOMPRESSORS };
/** [us] what the table's times have less than the file's own `t_offset` says: they are those before its conversion. */
const SHIFT_US: Readonly<Record<string, number>> = { "same-scene/scene_dsec.h5": 49599300523 - 1317888 };

/** Reads a file, a batch at a time; returns its header. */
function readAll(format: Format, bytes: Uint8Array, take: (batch: EventBatch) => void): StreamHeader {
  if (format.access === "stream") {
    const decoder = format.createDecoder(OPTIONS);
    const pump = new BatchPump(decoder, 5000, reusing(take));
    pump.push(bytes);
    pump.end();
    return decoder.header!;
  }
  const decoder = format.open(memorySource(bytes), OPTIONS);
  const batch = batchFor(decoder.header, 5000);
  for (let more = true; more; batch.length = 0) {
    more = decoder.read(batch);
    take(batch);
  }
  return decoder.header;
}

function written(
  encoder: Encoder,
  format: Format,
  bytes: Uint8Array,
  shiftUs: number,
): [Uint8Array, StreamHeader] {
  const parts = [encoder.header().slice()];
  const header = readAll(format, bytes, (batch) => {
    for (let i = 0; i < batch.length; i++) batch.t[i]! -= shiftUs;
    parts.push(encoder.encode(batch).slice());
  });
  parts.push(encoder.finish().slice());
  const file = concat(...parts);
  for (const { byte, bytes: patch } of encoder.patches()) file.set(patch, byte);
  return [file, header];
}

/** [rows, SHA-256] of all rows of a file, by the rules of the table. */
function surveyOf(format: Format, bytes: Uint8Array, rules: RowConvention): [number, string] {
  const hash = createHash("sha256");
  let count = 0;
  readAll(format, bytes, (batch) => {
    hash.update(serializeRows(batch, undefined, rules));
    count += batch.length;
  });
  return [count, hash.digest("hex")];
}

function expectSameRows(name: string, target: SourceFormat | StreamFormat): void {
  const bytes = recordingBytes(name);
  const { width, height, count, t_first, t_last, sha256_rows } = expectedRecordings()[name]!;
  const format = detectFormat(bytes.subarray(0, DETECT_BYTES));
  const geometry = { width: width ?? 256, height: height ?? 240 };
  const scale = /\.(mcap|db3)$/.test(name) ? 1000 : 1;
  const refusal = target.writer!.refusal({ ...geometry, firstUs: t_first / scale, lastUs: t_last / scale });
  if (refusal !== null) {
    expect(refusal).toContain("first time"); // the one limit that a recording here exceeds: times since 1970
    expect(t_first / scale).toBeGreaterThan(1e15);
    return;
  }
  const [file, header] = written(
    target.writer!.createEncoder({ geometry }),
    format,
    bytes,
    SHIFT_US[name] ?? 0,
  );
  expect(detectFormat(file.subarray(0, DETECT_BYTES)).id).toBe(target.id);
  expect(surveyOf(target, file, header.rows)).toEqual([count, sha256_rows]);
}

describe.skipIf(!recordingsPresent)("recordings written as Prophesee HDF5", () => {
  it.each(NAMES.filter((name) => !isContainer(name)))("%s gives the same rows", (name) => {
    expectSameRows(name, formatById("prophesee-hdf5"));
  });
});

const STREAMS = FORMATS.filter((format) => format.access === "stream" && format.writer !== undefined);

describe.skipIf(!recordingsPresent).each(STREAMS.map(({ id }) => id))("recordings written as %s", (id) => {
  it.each(NAMES.filter(isContainer))("%s gives the same rows", (name) => {
    expectSameRows(name, formatById(id));
  });
});
