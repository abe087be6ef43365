import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { LinkName } from "../../../../src/backends/link-profiles.ts";
import type { SubmissionMode } from "../../../../src/backends/link.ts";
import { type PassStudy, studyPasses } from "../../../../studies/chips/pass-study.ts";

const MODEL = resolve(import.meta.dirname, "../../../../models/ball-real");
const study = (link: LinkName, submission: SubmissionMode, windows = 150): Promise<PassStudy> =>
  studyPasses({ chip: "akida1000", link, submission, windows, model: MODEL });

describe("a pass through a pipeline", () => {
  it.each(["serial", "pipelined"] as const)(
    "%s, is the chip's own inference and the link, to the microsecond",
    async (mode) => {
      const found = await study("pcie", mode);
      expect(found).toMatchObject({ passes: 150, dropped: 0 });
      expect(found.mostUnexplainedUs).toBeLessThan(1);
      expect(found.ownTimeRatio).toBeCloseTo(1, 7); // times of windows are told to the picosecond
      expect(found.inferenceUs).toBeGreaterThan(5);
      expect(found.passUs).toBeCloseTo(found.inferenceUs + found.linkUs, 6);
      expect(found.linkUs).toBeGreaterThan(20);
      expect(found.linkUs).toBeLessThan(30);
    },
    60_000,
  );

  it("over a way longer than a window, is taken when the one before is back, and every time when pipelined", async () => {
    const [serial, pipelined] = [
      await study("ziegler-akida-script", "serial"),
      await study("ziegler-akida-script", "pipelined"),
    ];
    // 1.31 ms on the way, 0.1 ms on the host, 0.01 ms on the chip: 704 a second
    expect(serial.passes).toBeGreaterThan(100);
    expect(serial.passes).toBeLessThan(110);
    expect(serial.dropped).toBe(150 - serial.passes);
    expect(pipelined).toMatchObject({ passes: 150, dropped: 0 });
    for (const { linkUs, mostUnexplainedUs } of [serial, pipelined]) {
      expect(linkUs).toBeGreaterThan(1250);
      expect(linkUs).toBeLessThan(1400);
      expect(mostUnexplainedUs).toBeLessThan(1);
    }
  }, 60_000);
});
