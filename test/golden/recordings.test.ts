import { describe, expect, it } from "vitest";
import type { StreamFormat } from "../../src/codecs/codec.ts";
import { DETECT_BYTES, PLAIN_ROWS } from "../../src/codecs/codec.ts";
import { BatchPump, reusing } from "../../src/codecs/batch-pump.ts";
import { detectFormat } from "../../src/codecs/detect.ts";
import { FORMATS } from "../../src/codecs/formats.ts";
import { NODE_DECOMPRESSORS } from "../../src/recordings/decompressors.ts";
import { concat } from "../support/codec-decode.ts";
import {
  expectedRecordings,
  recordingBytes,
  recordingsPresent,
  survey,
  type ExpectedRecording,
} from "../support/codec-recordings.ts";

/** The recordings that stream, and the format each must be recognised as. */
const RECORDINGS: Readonly<Record<string, string>> = {
  "expelliarmus_evt2_sample.raw": "evt2",
  "expelliarmus_evt3_sample.raw": "evt3",
  "tonic_sample_ncars.dat": "dat",
  "same-scene/scene.dat": "dat",
  "same-scene/scene_evt2.raw": "evt2",
  "same-scene/scene_evt21.raw": "evt21",
  "same-scene/scene_evt21_legacy.raw": "evt21",
  "same-scene/scene_evt3.raw": "evt3",
  "ecpy_test_events_1.bag": "rosbag1",
  "ecpy_test_events_2_0.mcap": "mcap",
  "evl_sample.aedat4": "aedat4",
  "same-scene/scene_none.aedat4": "aedat4",
  "same-scene/scene_zstd.aedat4": "aedat4",
  "same-scene/scene_aedat31.aedat": "aedat31",
  "darts/left-01.aedat": "aedat2",
  "darts/right-02.aedat": "aedat2",
  "faery_dvs.es": "es",
  "tonic_sample_nmnist.bin": "atis-bin",
  "evl_faces_easy_0001.bin": "atis-bin",
  "same-scene/scene_tonic_struct.npy": "npy",
  "same-scene/scene_rpg_events.txt": "text",
  "same-scene/scene_txyp.csv": "csv",
};
/** Formats in which nothing says how large the sensor was; the table knows it from elsewhere. */
const SIZELESS: readonly string[] = ["atis-bin", "npy", "text", "csv"];

const OPTIONS = { decompress: NODE_DECOMPRESSORS };

const WRITERS = FORMATS.filter((format) => format.access === "stream" && format.writer !== undefined);

function streamFormat(bytes: Uint8Array): StreamFormat {
  const format = detectFormat(bytes.subarray(0, DETECT_BYTES));
  if (format.access !== "stream") throw new Error(`${format.id} does not stream`);
  return format;
}

describe.skipIf(!recordingsPresent).each(Object.entries(RECORDINGS))("recording %s", (name, id) => {
  const bytes = recordingsPresent ? recordingBytes(name) : new Uint8Array(0);
  const expected = expectedRecordings()[name] as ExpectedRecording;
  const { count, t_first, t_last, polarity, sha256_rows } = expected;

  it(`is recognised as ${id}, with its sensor's size`, () => {
    const format = streamFormat(bytes);
    const decoder = format.createDecoder(OPTIONS);
    survey(decoder, bytes, bytes.length);
    expect(format.id).toBe(id);
    const { width, height } = expected;
    const sizeless = SIZELESS.includes(id) || width === null || height === null;
    expect(decoder.header?.geometry).toEqual(sizeless ? null : { width, height });
  });

  it.each([
    ["as a whole", Infinity],
    ["in pieces of 64 KiB", 65536],
    ["one byte at a time", 1],
  ])("gives the rows of its table when read %s", (_, piece) => {
    const found = survey(streamFormat(bytes).createDecoder(OPTIONS), bytes, Math.min(piece, bytes.length));
    expect(found).toEqual({ count, t_first, t_last, polarity, sha256_rows });
  });

  it.each(WRITERS.map((format) => format.id))("gives the same rows after being written as %s", (written) => {
    const target = WRITERS.find((format) => format.id === written) as StreamFormat;
    const decoder = streamFormat(bytes).createDecoder(OPTIONS);
    const geometry = { width: expected.width ?? 256, height: expected.height ?? 240 };
    survey(decoder, bytes, bytes.length);
    const rules = decoder.header?.rows ?? PLAIN_ROWS;
    const scale = rules.ticksPerUs;
    const refusal = target.writer?.refusal({ ...geometry, firstUs: t_first / scale, lastUs: t_last / scale });
    if (refusal !== null) {
      expect(refusal).toContain("first time"); // the one limit that a recording here exceeds: times since 1970
      expect(t_first / scale).toBeGreaterThan(1e15);
      return;
    }
    const encoder = target.writer!.createEncoder({ geometry });
    const parts = [encoder.header().slice()];
    const pump = new BatchPump(
      streamFormat(bytes).createDecoder(OPTIONS),
      5000,
      reusing((batch) => parts.push(encoder.encode(batch).slice())),
    );
    pump.push(bytes);
    pump.end();
    parts.push(encoder.finish().slice());
    const file = concat(...parts);
    expect(detectFormat(file).id).toBe(written);
    expect(survey(target.createDecoder(OPTIONS), file, 65536, rules)).toEqual({
      count,
      t_first,
      t_last,
      polarity,
      sha256_rows,
    });
  });
});
