import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/codecs/formats.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { openRecording } from "../../src/recordings/open-recording.ts";
import { expectedRecordings, recordingsPresent } from "../support/codec-recordings.ts";
import { DATA_FOLDER } from "../support/skip.ts";
import { saccade } from "../unit/bin/commands/command-line.ts";

/** The table's times are in the unit of its checksum; where that is nanoseconds, so much is one microsecond. */
const ticksPerUs = (name: string): number => (/\.(mcap|db3)$/.test(name) ? 1000 : 1);
/** The table counts stored bits; on the DVS128 a stored 1 means OFF. */
const isInverted = (name: string): boolean => name.startsWith("darts/");

/** [us] its rows are those of the scene on the time base of another recording: the table's checksum is before that. */
const LATER_US: Readonly<Record<string, number>> = { "same-scene/scene_dsec.h5": 49_599_300_523 - 1_317_888 };

const pathOf = (name: string): string => `${DATA_FOLDER}/recordings/${name}`;

/** Whether there is a codec for it; says so where not. */
function isReadable(name: string): boolean {
  try {
    openRecording(pathOf(name)).close();
    return true;
  } catch (error) {
    if (!(error instanceof SaccadeError) || error.code !== "codec-unknown") throw error;
    console.warn(`SKIPPED: no codec yet for ${name}`);
    return false;
  }
}

describe.skipIf(!recordingsPresent).each(Object.keys(expectedRecordings()))(
  "saccade events info %s",
  (name) => {
    it.skipIf(recordingsPresent && !isReadable(name))("says what the table says", async () => {
      const expected = expectedRecordings()[name]!;
      const { code, out } = await saccade("events", "info", pathOf(name), "--json", "--rows-sha256");
      expect(code).toBe(0);
      const info = JSON.parse(out) as Record<string, unknown>;
      const { 0: zeros, 1: ones } = expected.polarity;
      expect(FORMATS.map(({ id }) => id)).toContain(info["format"]);
      const scale = ticksPerUs(name);
      const laterUs = LATER_US[name] ?? 0;
      expect(info).toMatchObject({
        count: expected.count,
        tFirst: Math.floor(expected.t_first / scale) + laterUs,
        tLast: Math.floor(expected.t_last / scale) + laterUs,
        polarity: isInverted(name) ? { on: zeros, off: ones } : { on: ones, off: zeros },
        rowsSha256: laterUs === 0 ? expected.sha256_rows : (expect.any(String) as string),
      });
    });
  },
);
