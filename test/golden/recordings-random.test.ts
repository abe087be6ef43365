import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SaccadeError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { CheckedSource } from "../../src/codecs/checked-source.ts";
import { batchFor, DETECT_BYTES, type SourceDecoder, type SourceFormat } from "../../src/codecs/codec.ts";
import { detectFormat } from "../../src/codecs/detect.ts";
import { createEcfRows, decodeEcf } from "../../src/codecs/ecf.ts";
import { encodeEcf } from "../../src/codecs/ecf-encoder.ts";
import { FieldRoom } from "../../src/codecs/field-room.ts";
import { readChunk, readDataset } from "../../src/codecs/hdf5-dataset.ts";
import { readRoot } from "../../src/codecs/hdf5-file.ts";
import { findObject } from "../../src/codecs/hdf5-group.ts";
import { ROW_BYTES, serializeRows } from "../../src/codecs/rows.ts";
import { NODE_DECOMPRESSORS } from "../../src/recordings/decompressors.ts";
import {
  changed,
  CHANGES,
  CUTS,
  DAMAGE_TIMEOUT_MS,
  expectCoded,
  inBoundedMemory,
  SAMPLE_BYTES,
  startsWith,
} from "../support/codec-damage.ts";
import { concat } from "../support/codec-decode.ts";
import { expectedRecordings, recordingBytes, recordingsPresent } from "../support/codec-recordings.ts";
import { memorySource } from "../support/codec-sources.ts";

/** The recordings that are read through random access: the format each must be recognised as, and rows in a chunk. */
const RECORDINGS = {
  "eccodecs_mono_cd_0.db3": { id: "rosbag2", chunk: 50 },
  "same-scene/scene_prophesee_ecf.hdf5": { id: "prophesee-hdf5", chunk: 16384 },
  "same-scene/scene_dsec.h5": { id: "dsec-hdf5", chunk: 16384 },
  "same-scene/scene.npz": { id: "npz", chunk: 150000 },
  "same-scene/scene_rpg_wh.zip": { id: "text-zip", chunk: 30000 },
} as const;
/** [us] what the table's times have less than the file's own `t_offset` says: they are those before its conversion. */
const TABLE_SHIFT_US: Readonly<Record<string, number>> = {
  "same-scene/scene_dsec.h5": 49599300523 - 1317888,
};
/** Files that do not state the sensor's size, although the table does. */
const SIZELESS: readonly string[] = ["same-scene/scene.npz"];

const SEED = 7;

function openFormat(bytes: Uint8Array): SourceFormat {
  const format = detectFormat(bytes.subarray(0, DETECT_BYTES));
  if (format.access !== "random") throw new Error(`${format.id} streams`);
  return format;
}

interface Read {
  readonly rows: Uint8Array;
  readonly error: SaccadeError | null;
  readonly decoder: SourceDecoder | null;
}

/** Reads a file that may be damaged anywhere. */
function read(format: SourceFormat, bytes: Uint8Array, shiftUs = 0, salvage = false): Read {
  const parts: Uint8Array[] = [];
  let decoder: SourceDecoder | null = null;
  try {
    decoder = format.open(memorySource(bytes), { decompress: NODE_DECOMPRESSORS, salvage });
    const batch = batchFor(decoder.header, 4096);
    const take = (): void => {
      for (let i = 0; i < batch.length; i++) batch.t[i]! -= shiftUs;
      parts.push(serializeRows(batch, undefined, decoder?.header.rows));
      batch.length = 0;
    };
    try {
      while (decoder.read(batch)) take();
    } finally {
      take();
    }
    return { rows: concat(...parts), error: null, decoder };
  } catch (thrown) {
    if (!(thrown instanceof SaccadeError)) throw thrown;
    return { rows: concat(...parts), error: thrown, decoder };
  }
}

describe.skipIf(!recordingsPresent).each(Object.entries(RECORDINGS))(
  "recording %s",
  (name, { id, chunk }) => {
    const bytes = recordingsPresent ? recordingBytes(name) : new Uint8Array(0);
    const expected = expectedRecordings()[name]!;

    it(`is recognised as ${id}, and gives the rows of its table`, () => {
      const format = openFormat(bytes);
      const { rows, error, decoder } = read(format, bytes, TABLE_SHIFT_US[name]);
      expect(format.id).toBe(id);
      expect(error).toBeNull();
      expect(rows.length / ROW_BYTES).toBe(expected.count);
      expect(createHash("sha256").update(rows).digest("hex")).toBe(expected.sha256_rows);
      const { width, height } = expected;
      expect(decoder?.header.geometry).toEqual(SIZELESS.includes(name) ? null : { width, height });
    });

    describe("damaged", { timeout: DAMAGE_TIMEOUT_MS }, () => {
      const sample = bytes.subarray(0, SAMPLE_BYTES);
      const whole = recordingsPresent ? read(openFormat(sample), sample) : null;

      it(`gives a first part of its rows when cut, at ${CUTS} places, and says where`, () => {
        const random = new Random(SEED);
        for (let i = 0; i < CUTS; i++) {
          const cut = 1024 + (random.uint32() % (sample.length - 1024));
          const got = inBoundedMemory(() => read(openFormat(sample), sample.subarray(0, cut)));
          expectCoded(got.error, cut);
          expect(startsWith(whole!.rows, got.rows)).toBe(true);
        }
      });

      it(`ends with a coded error or none after ${CHANGES} one-byte changes, and salvage gives all whole chunks`, () => {
        const random = new Random(SEED + 1);
        const complete = read(openFormat(sample), sample, 0, true).rows;
        for (let i = 0; i < CHANGES; i++) {
          const at = 2048 + (random.uint32() % (sample.length - 2048));
          const damaged = changed(sample, at, random);
          const got = inBoundedMemory(() => read(openFormat(damaged), damaged));
          expectCoded(got.error, sample.length);
          const salvaged = inBoundedMemory(() => read(openFormat(damaged), damaged, 0, true));
          expectCoded(salvaged.error, sample.length);
          expect(salvaged.rows.length).toBeGreaterThanOrEqual(got.rows.length);
          if (salvaged.decoder === null) continue;
          expect(salvaged.error).toBeNull();
          expect(salvaged.rows.length).toBeGreaterThanOrEqual(complete.length - 3 * chunk * ROW_BYTES);
        }
      });
    });
  },
);

describe.skipIf(!recordingsPresent)("the ECF recording", () => {
  it("has chunks that are those of our own encoder, byte for byte", () => {
    const bytes = recordingBytes("same-scene/scene_prophesee_ecf.hdf5");
    const source = new CheckedSource(memorySource(bytes));
    const dataset = readDataset(source, findObject(source, readRoot(source), "CD/events")!);
    const rows = createEcfRows();
    const room = new FieldRoom(0);
    for (let i = 0; i < Math.floor(dataset.length / dataset.chunkLength); i++) {
      const stored = readChunk(source, dataset, i, { options: {}, from: 1 }).slice();
      expect(decodeEcf(stored, rows)).toBeNull();
      room.length = 0;
      encodeEcf(rows, room);
      expect(Buffer.compare(room.view(), stored)).toBe(0);
    }
  });
});
