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
