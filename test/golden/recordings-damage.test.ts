import { describe, expect, it } from "vitest";
import { SaccadeError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { BatchPump, reusing } from "../../src/codecs/batch-pump.ts";
import { DETECT_BYTES, type StreamFormat } from "../../src/codecs/codec.ts";
import { detectFormat } from "../../src/codecs/detect.ts";
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
import { recordingBytes, recordingsPresent } from "../support/codec-recordings.ts";

const RECORDINGS = [
  "expelliarmus_evt2_sample.raw",
  "expelliarmus_evt3_sample.raw",
  "tonic_sample_ncars.dat",
  "same-scene/scene.dat",
  "same-scene/scene_evt2.raw",
  "same-scene/scene_evt21.raw",
  "same-scene/scene_evt21_legacy.raw",
  "same-scene/scene_evt3.raw",
  "ecpy_test_events_1.bag",
  "ecpy_test_events_2_0.mcap",
  "evl_sample.aedat4",
  "same-scene/scene_none.aedat4",
  "same-scene/scene_zstd.aedat4",
  "same-scene/scene_aedat31.aedat",
  "darts/left-01.aedat",
  "darts/right-02.aedat",
  "faery_dvs.es",
  "evl_faces_easy_0001.bin",
  "tonic_sample_nmnist.bin",
  "same-scene/scene_tonic_struct.npy",
  "same-scene/scene_rpg_events.txt",
  "same-scene/scene_txyp.csv",
];
/** [events] in the largest unit (message, packet) of a file that is read unit by unit; a cut may cost that many. */
const UNIT_EVENTS: Readonly<Record<string, number>> = {
  "ecpy_test_events_1.bag": 4000,
  "ecpy_test_events_2_0.mcap": 8000,
  "evl_sample.aedat4": 6676, // three quarters of its bytes are frames
  "same-scene/scene_none.aedat4": 10000,
  "same-scene/scene_zstd.aedat4": 10000,
};
const SEED = 7;

interface Read {
  /** The rows delivered, serialised. */
  readonly rows: Uint8Array;
  readonly error: SaccadeError | null;
  readonly bodyByte: number;
}

/** Reads a file that may be damaged anywhere, header included. */
function read(bytes: Uint8Array, format: StreamFormat, salvage: boolean): Read {
  const parts: Uint8Array[] = [];
  const decoder = format.createDecoder({ salvage, decompress: NODE_DECOMPRESSORS });
  const pump = new BatchPump(
    decoder,
    4096,
    reusing((batch) => parts.push(serializeRows(batch))),
  );
  let error: SaccadeError | null = null;
  try {
    for (let at = 0; at < bytes.length; at += 65536) pump.push(bytes.subarray(at, at + 65536));
    pump.end();
  } catch (thrown) {
    if (!(thrown instanceof SaccadeError)) throw thrown;
    error = thrown;
  }
  return { rows: concat(...parts), error, bodyByte: decoder.header?.bodyByte ?? Infinity };
}

/** The end of a text's last line before `at`: a change of what ends it damages the line. */
function wholeUntil(name: string, bytes: Uint8Array, at: number): number {
  return /\.(txt|csv)$/.test(name) ? bytes.lastIndexOf(0x0a, at - 1) + 1 : at;
}

describe.skipIf(!recordingsPresent).each(RECORDINGS)(
  "damaged recording %s",
  { timeout: DAMAGE_TIMEOUT_MS },
  (name) => {
    const sample = recordingsPresent ? recordingBytes(name).subarray(0, SAMPLE_BYTES) : new Uint8Array(0);

    const open = (): StreamFormat => detectFormat(sample.subarray(0, DETECT_BYTES)) as StreamFormat;

    it(`delivers every event before a cut, at ${CUTS} places`, () => {
      const random = new Random(SEED);
      const whole = read(sample, open(), true);
      for (let i = 0; i < CUTS; i++) {
        const cut = random.uint32() % sample.length;
        const got = inBoundedMemory(() => read(sample.subarray(0, cut), open(), false));
        expectCoded(got.error, cut);
        expect(got.error === null || got.error.code === "codec-truncated").toBe(true);
        expect(startsWith(whole.rows, got.rows)).toBe(true);
        // no format here needs more than 16 bytes for an event
        const share = Math.max(0, cut - whole.bodyByte) / (sample.length - whole.bodyByte);
        expect(got.rows.length).toBeGreaterThan(
          (share * whole.rows.length) / 2 - (UNIT_EVENTS[name] ?? 64) * ROW_BYTES,
        );
      }
    });

    it(`ends with a coded error or none after ${CHANGES} one-byte changes, keeping the events before each`, () => {
      const random = new Random(SEED + 1);
      const { bodyByte } = read(sample, open(), true);
      for (let i = 0; i < CHANGES; i++) {
        const at = random.uint32() % sample.length;
        const bytes = changed(sample, at, random);
        const got = inBoundedMemory(() => read(bytes, open(), false));
        expectCoded(got.error, sample.length);
        const salvaged = inBoundedMemory(() => read(bytes, open(), true));
        expect(salvaged.error).toBeNull();
        if (at < bodyByte) continue;
        const before = read(sample.subarray(0, wholeUntil(name, sample, at)), open(), true).rows;
        expect(startsWith(got.rows, before)).toBe(true);
        expect(startsWith(salvaged.rows, before)).toBe(true);
        expect(salvaged.rows.length).toBeGreaterThanOrEqual(got.rows.length);
      }
    });
  },
);
