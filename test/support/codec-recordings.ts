import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serializeRows } from "../../src/codecs/rows.ts";
import { BatchPump, reusing } from "../../src/codecs/batch-pump.ts";
import { PLAIN_ROWS, type Decoder, type RowConvention } from "../../src/codecs/codec.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/recordings/", import.meta.url));

/** The row of a recording's table: what any right decoder finds in it. */
export interface ExpectedRecording {
  readonly width: number | null;
  readonly height: number | null;
  readonly count: number;
  readonly t_first: number;
  readonly t_last: number;
  readonly polarity: { readonly 0: number; readonly 1: number };
  readonly sha256_rows: string;
}

/** False when the recordings are not beside this checkout; says so once, so that a skipped test is seen. */
export const recordingsPresent = existsSync(`${FOLDER}expected.json`);
if (!recordingsPresent)
  console.warn("SKIPPED: no recordings in ../shared/data/recordings, real files are not tested");

/** The table of all recordings, by file name. */
export function expectedRecordings(): Readonly<Record<string, ExpectedRecording>> {
  if (!recordingsPresent) return {};
  const table: unknown = JSON.parse(readFileSync(`${FOLDER}expected.json`, "utf8"));
  return (table as { recordings: Record<string, ExpectedRecording> }).recordings;
}

/** The bytes of one recording; a plain array, for `slice` of a Buffer does not copy. */
export const recordingBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}${name}`));

/** The figures of the table, as found in a stream of rows. */
export interface FoundRecording {
  readonly count: number;
  readonly t_first: number;
  readonly t_last: number;
  readonly polarity: { readonly 0: number; readonly 1: number };
  readonly sha256_rows: string;
}

/**
 * What a decoder finds in these bytes, given in pieces of `piece`. Polarity counts are of the stored bit.
 * @param written time unit and polarity of the checksum; default: as the stream's own header says
 */
export function survey(
  decoder: Decoder,
  bytes: Uint8Array,
  piece: number,
  written?: RowConvention,
): FoundRecording {
  const hash = createHash("sha256");
  const scratch = new Uint8Array(13 * 8192);
  const ones = { count: 0, rows: 0, first: NaN, last: NaN };
  const rules = (): RowConvention => written ?? decoder.header?.rows ?? PLAIN_ROWS;
  const pump = new BatchPump(
    decoder,
    8192,
    reusing((batch) => {
      const rows = serializeRows(batch, scratch, rules());
      hash.update(rows);
      for (let i = 0; i < batch.length; i++) ones.count += rows[13 * i + 12]!;
      if (ones.rows === 0) ones.first = batch.t[0]!;
      ones.rows += batch.length;
      ones.last = batch.t[batch.length - 1]!;
    }),
  );
  for (let at = 0; at < bytes.length; at += piece) pump.push(bytes.subarray(at, at + piece));
  pump.end();
  const scale = rules().ticksPerUs;
  return {
    count: ones.rows,
    t_first: ones.first * scale,
    t_last: ones.last * scale,
    polarity: { 0: ones.rows - ones.count, 1: ones.count },
    sha256_rows: hash.digest("hex"),
  };
}
