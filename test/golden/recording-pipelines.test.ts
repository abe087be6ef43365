import { describe, expect, it } from "vitest";
import type { TrackFigures } from "../../nodes/sinks/tracks-tally.ts";
import type { Report } from "../../src/runtime/report.ts";
import { DATA_FOLDER, lacksData } from "../support/skip.ts";
import { saccade } from "../unit/bin/commands/command-line.ts";

const RECORDINGS = `${DATA_FOLDER}/recordings`;

async function report(...argv: readonly string[]): Promise<Report> {
  const { code, out, err } = await saccade("run", ...argv, "--json");
  expect({ code, err: err.replace(/^info .*\n/gm, "") }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Report;
}

const DARTS = [
  "pipelines/darts.yaml",
  ...["left=left-01", "right=right-02"].flatMap((side) => [
    "--set",
    `vars.${side.replace("=", `=${RECORDINGS}/darts/`)}.aedat`,
  ]),
];

const tracksOf = (from: Report, camera: string): TrackFigures => from.tracking?.[camera] as TrackFigures;

describe.skipIf(lacksData("recordings/darts"))("pipelines/darts.yaml", () => {
  it("follows the dart of each camera as one track, the same in every run", async () => {
    const run = await report(...DARTS);
    // The dart of the right camera flies in at 3.43 s and is at rest, stuck and shaking, until 3.61 s.
    const right = tracksOf(run, "right").longest.filter(
      ({ bornUs }) => bornUs > 3_300_000 && bornUs < 3_700_000,
    );
    expect(right).toHaveLength(1);
    expect(right[0]?.lifetimeMs).toBeGreaterThan(150);
    expect(right[0]?.displacementPx).toBeGreaterThan(100);
    expect(right[0]?.maxSpeedPxps).toBeGreaterThan(500);
    expect(run.nodes["right-camera"]?.counters).toEqual({ events: 20_401 });
    expect(run.nodes["left-camera"]?.counters).toEqual({ events: 31_875 });
    expect((await report(...DARTS)).hash).toBe(run.hash);
  });

  it("sees the dart of the left camera cross the corner of its image", async () => {
    const run = await report(...DARTS, "--set", "left-camera.toUs=7000000");
    const { tracks, longest } = tracksOf(run, "left");
    expect(tracks).toBe(1);
    expect(longest[0]?.bornUs).toBeGreaterThan(6_190_000);
    expect(longest[0]?.bornUs).toBeLessThan(6_215_000);
    expect(longest[0]?.displacementPx).toBeGreaterThan(20);
    expect(longest[0]?.maxSpeedPxps).toBeGreaterThan(1000);
  });

  it("loses no window between its nodes", async () => {
    const run = await report(...DARTS);
    for (const edge of Object.values(run.edges))
      expect(edge).toMatchObject({ dropped: {}, delivered: edge.sent });
  });
});

describe("pipelines/darts.yaml without its recordings", () => {
  it("says which file is missing and how to give it", async () => {
    const { code, err } = await saccade(
      "run",
      "pipelines/darts.yaml",
      "--set",
      "vars.left=nowhere.aedat",
      "--quiet",
    );
    expect(code).toBe(2);
    expect(err).toMatch(/\[file-unreadable\].*"left-camera".*nowhere\.aedat.*--set left-camera\.file=PATH/);
  });
});

const ANY = [
  "expelliarmus_evt2_sample.raw",
  "expelliarmus_evt3_sample.raw",
  "tonic_sample_ncars.dat",
  "evl_sample.aedat4",
  "faery_dvs.es",
  "same-scene/scene_prophesee_ecf.hdf5",
  "ecpy_test_events_2_0.mcap",
];

describe.each(ANY)("pipelines/recording.yaml with %s", (name) => {
  it.skipIf(lacksData(`recordings/${name}`))(
    "reads it to its end and reports tracks, nothing lost",
    async () => {
      const run = await report("pipelines/recording.yaml", "--set", `vars.file=${RECORDINGS}/${name}`);
      expect(run.end).toBe("completed");
      expect(run.nodes["camera"]?.counters?.["events"]).toBeGreaterThan(2000);
      expect(tracksOf(run, "camera")).toMatchObject({ alive: 0 });
      for (const edge of Object.values(run.edges)) expect(edge.dropped).toEqual({});
    },
  );
});
