import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Geometry } from "../../src/codecs/codec.ts";
import { formatById } from "../../src/codecs/formats.ts";
import { RecordingWriter } from "../../src/recordings/recording-writer.ts";
import { batchOf, type Row } from "./codec-decode.ts";

/** A folder for the files of one test file, gone after it. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "saccade-recordings-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes rows as a recording of a format that can be written; returns its path. */
export function writeRecording(
  path: string,
  format: string,
  rows: readonly Row[],
  geometry: Geometry,
): string {
  const { writer } = formatById(format);
  if (writer === undefined) throw new TypeError(`${format} cannot be written`);
  const output = new RecordingWriter(path, writer.createEncoder({ geometry }), true);
  output.write(batchOf(rows, geometry.width, geometry.height));
  output.commit();
  return path;
}

/** `count` events, one every `stepUs`, walking over the sensor with alternating polarity. */
export const walkingRows = (count: number, stepUs: number, { width, height }: Geometry, startUs = 0): Row[] =>
  Array.from(
    { length: count },
    (_, i) => [startUs + i * stepUs, i % width, Math.floor(i / 7) % height, i % 2] as const,
  );

const ROUND_EVENTS = 100_000;

/** Writes at least `bytes` of a recording of a moving bar on a sensor of 640x480, 10 events a microsecond; returns its path. */
export function writeLongRecording(path: string, format: string, bytes: number): string {
  const geometry = { width: 640, height: 480 };
  const output = new RecordingWriter(path, formatById(format).writer!.createEncoder({ geometry }), true);
  const bar = batchOf(
    Array.from({ length: ROUND_EVENTS }, (_, i) => {
      const timeUs = Math.floor(i / 10);
      return [timeUs, (Math.floor(timeUs / 20) + (i % 10)) % 640, Math.floor(i / 7) % 480, i % 2] as const;
    }),
    geometry.width,
    geometry.height,
  );
  while (output.writtenBytes < bytes) {
    output.write(bar);
    for (let i = 0; i < bar.length; i++) bar.t[i]! += ROUND_EVENTS / 10;
  }
  output.commit();
  return path;
}
