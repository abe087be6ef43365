import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evalRecording, type RecordingTask } from "../../../../studies/recordings/eval-recording.ts";
import { testFolder } from "../../../support/recording-files.ts";

const folder = testFolder();

/** A disc of 8 px that goes right by 1 px a millisecond from 0.1 s on: its rim fires, 40 times a millisecond. */
function writeDisc(): { file: string; truth: string } {
  const events = ["t,x,y,p"];
  const rows = ["time_us,x_px,y_px,radius_px"];
  for (let ms = 0; ms < 200; ms++) {
    rows.push(`${5_000_000 + 1000 * ms},${40 + ms},60,8`);
    for (let k = 0; k < 40; k++) {
      const angle = (2 * Math.PI * k) / 40;
      const [x, y] = [Math.round(40.5 + ms + 8 * Math.cos(angle)), Math.round(60 + 8 * Math.sin(angle))];
      events.push(`${5_000_000 + 1000 * ms + 20 * k},${x},${y},${Math.cos(angle) > 0 ? 1 : 0}`);
    }
  }
  events.push("5200000,319,199,1");
  const file = join(folder, "disc.csv");
  const truth = join(folder, "disc.truth.csv");
  writeFileSync(file, `${events.join("\n")}\n`);
  writeFileSync(truth, `${rows.join("\n")}\n`);
  return { file, truth };
}

const { file, truth } = writeDisc();
const task = (change: Partial<RecordingTask> = {}): RecordingTask => ({
  file,
  truth,
  tracker: { kind: "tracker/mid-range", params: {} },
  signal: new AbortController().signal,
  progress: () => undefined,
  ...change,
});

describe("a tracker on a recording", () => {
  it("is scored on the recording's own clock, the same twice", async () => {
    const score = await evalRecording(task());
    expect(score).toMatchObject({ sightings: 1, missedSightings: 0, falseTracks: 0 });
    expect(score.errorPx!.mean).toBeLessThan(0.5);
    expect(score.errorPx!.n).toBeGreaterThan(150);
    expect(score.streamingErrorPx!.mean).toBeGreaterThan(score.errorPx!.mean);
    expect(score.firstFixMs!.longest).toBeLessThan(10);
    expect(await evalRecording(task())).toEqual(score);
  });

  it("needs a truth of the same time", async () => {
    const other = join(folder, "other.truth.csv");
    writeFileSync(other, "time_us,x_px,y_px\n0,1,1\n1000,1,1\n");
    await expect(evalRecording(task({ truth: other }))).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("not of the same time") as string,
    });
  });

  it("stops when it is told to", async () => {
    await expect(evalRecording(task({ signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});
