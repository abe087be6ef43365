import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { serializeRows } from "../../../../src/codecs/rows.ts";
import { batchOf, type Row } from "../../../support/codec-decode.ts";
import { testFolder, walkingRows, writeRecording } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();
const GEOMETRY = { width: 40, height: 30 };
const ROWS = walkingRows(20_000, 10, GEOMETRY, 7000);
const file = writeRecording(join(folder, "walk.raw"), "evt2", ROWS, GEOMETRY);
const at = (name: string): string => join(folder, name);

const damaged = at("cut.raw");
writeFileSync(damaged, readFileSync(file).subarray(0, -2));

describe("saccade events", () => {
  it.each([["events"], ["events", "info"], ["events", "convert"], ["events", "cat"], ["events", "plot"]])(
    "%s %s has a help with an example",
    async (...argv) => {
      const { code, out } = await saccade(...argv, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(/Examples?:\n {2}saccade events /);
    },
  );

  it.each([
    [["events", "info", at("nowhere.raw")], /\[file-unreadable\].*nowhere\.raw/],
    [["events", "info", folder], /it is a folder/],
    [["events", "plot", file, "-o", at("x.gif")], /\[usage\].*\.png or \.svg, found/],
    [
      ["events", "convert", file, at("x.txt.gz")],
      /\[usage\].*ends in \.gz, which is no format's: add --format/,
    ],
    [["events", "convert", file, at("x.raw")], /more than one format's: add --format evt2 \| evt3/],
    [
      ["events", "convert", file, at("x"), "--format", "nonsense"],
      /\[codec-unknown\] no format "nonsense"; written are evt2,/,
    ],
    [["events", "convert", file, at("x.dat"), "--choice", "nonsense"], /name=value, found "nonsense"/],
    [["events", "convert", file, at("x.aedat4"), "--choice", "colour=blue"], /\[usage\].*colour/],
    [["events", "convert", file, at("x"), "--format", "evt21"], /"evt21" can be read, but not written/],
    [
      ["events", "convert", file, at("x.csv"), "--choice", "compression=lz4"],
      /\[usage\].*none for this format/,
    ],
    [["events", "convert", file, at("x.csv"), "--from", "9s"], /\[usage\].*holds no event after 9 s/],
    [
      ["events", "convert", file, at("x.csv"), "--from", "2ms", "--to", "1ms"],
      /\(0\.001 s\) is not after --from/,
    ],
    [["events", "convert", file, at("no/x.csv")], /cannot write to \S+no: no such folder$/m],
    [["events", "cat", file, "--from", "8s", "--to", "9s"], /\[usage\].*holds no event from 8 s to 9 s/],
    [["events", "cat", file, "--csv", "--json"], /cannot be used with/],
    [["events", "plot", file, "-o", at("x.png"), "--at", "9s"], /ends 0\.19999 s after its first event/],
    [["events", "plot", file, "-o", at("no/x.png")], /cannot write \S+x\.png: there is no such folder$/m],
    [["events", "cat", file, "--from", "soon"], /300us, 500ms, 2s or 1m, found "soon"/],
    [["events", "cat", file, "--limit", "-1"], /"-1" is not a whole number from 0/],
    [["events", "info", file, "--geometry", "40"], /like 640x480.*found "40"/],
  ] as const)("%s is refused with a reason", async (argv, reason) => {
    const { code, out, err } = await saccade(...argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(reason);
  });
});

describe("saccade events info", () => {
  it("tells as JSON what is in the file, with the checksum over its rows", async () => {
    const { code, out } = await saccade("events", "info", file, "--json", "--rows-sha256");
    const rowsSha256 = createHash("sha256")
      .update(serializeRows(batchOf(ROWS)))
      .digest("hex");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      format: "evt2",
      width: 40,
      height: 30,
      origin: "top-left",
      count: 20_000,
      tFirst: 7000,
      tLast: 206_990,
      stepsBack: 0,
      polarity: { on: 10_000, off: 10_000 },
      triggers: 0,
      rowsSha256,
    });
  });

  it("tells a person the same", async () => {
    const { out } = await saccade("events", "info", file);
    expect(out).toMatch(/events +20000, 100\.0 k\/s on average/);
    expect(out).toMatch(/sensor +40x30 px \(from the header\)/);
    expect(out).not.toContain("sha256");
  });

  it("tells what was before damage, and then what is damaged", async () => {
    const { code, out, err } = await saccade("events", "info", damaged, "--json");
    expect(JSON.parse(out)).toMatchObject({ count: 19_999, error: { code: "codec-truncated" } });
    expect(code).toBe(2);
    expect(err).toContain("[codec-truncated]");
    expect(await saccade("events", "info", damaged, "--salvage")).toMatchObject({ code: 0, err: "" });
  });
});

describe("saccade events cat", () => {
  it.each([
    [[], "7020 2 0 0\n7030 3 0 1\n"],
    [["--csv"], "t,x,y,p\n7020,2,0,0\n7030,3,0,1\n"],
    [["--json"], '{"t":7020,"x":2,"y":0,"p":0}\n{"t":7030,"x":3,"y":0,"p":1}\n'],
  ])("prints events %s", async (flags, expected) => {
    const { code, out } = await saccade("events", "cat", file, "--from", "20us", "--limit", "2", ...flags);
    expect({ code, out }).toEqual({ code: 0, out: expected });
  });

  it("prints all of them, over several batches, unless told otherwise", async () => {
    const { out } = await saccade("events", "cat", file);
    expect(out).toBe(ROWS.map((row) => `${row.join(" ")}\n`).join(""));
  });
});

describe("saccade events convert", () => {
  it("writes a part in the format that the name tells, and says so", async () => {
    const to = at("part.dat");
    const { code, out } = await saccade(
      "events",
      "convert",
      file,
      to,
      "--from",
      "1ms",
      "--to",
      "2ms",
      "--shift",
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^wrote .*part\.dat: 100 events, \d+ bytes, Prophesee DAT/);
    expect((await saccade("events", "cat", to, "--limit", "1")).out).toBe("0 20 14 0\n");
  });

  it("tells a machine what it did", async () => {
    const { out } = await saccade("events", "convert", file, at("j.dat"), "--json");
    const done = JSON.parse(out) as unknown;
    expect(done).toMatchObject({
      file: at("j.dat"),
      format: "dat",
      events: 20_000,
      interrupted: false,
      tFirst: 7000,
    });
  });

  it("says what it left out, and what it guessed", async () => {
    const [to, text] = [at("small.dat"), at("walk.csv")];
    expect((await saccade("events", "convert", file, to, "--geometry", "20x30")).out).toMatch(
      /: 10000 events.*\nleft out: 10000 events outside the sensor\n$/,
    );
    const again = await saccade("events", "convert", file, to, "--geometry", "20x30", "--force", "--json");
    expect(JSON.parse(again.out)).toMatchObject({ counted: { droppedOutOfBounds: 10_000 } });
    expect((await saccade("events", "convert", file, text)).out).toMatch(/^wrote .*CSV\n$/);
    expect((await saccade("events", "convert", text, at("sized.dat"))).out).toMatch(
      /\nsensor 40x30 px by the events, as the file states none/,
    );
  });

  it("keeps a file that is there unless forced", async () => {
    const to = at("mine.dat");
    writeFileSync(to, "mine");
    const refused = await saccade("events", "convert", file, to);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("[file-exists]") as string });
    expect(readFileSync(to, "utf8")).toBe("mine");
    expect((await saccade("events", "convert", file, to, "--force")).code).toBe(0);
  });

  it("leaves nothing of a damaged file, but what can be salvaged when told to", async () => {
    const to = at("salvaged.dat");
    expect((await saccade("events", "convert", damaged, to)).err).toMatch(
      /\[codec-truncated\].*; --salvage reads on after damage\n/,
    );
    expect(existsSync(to)).toBe(false);
    expect((await saccade("events", "convert", damaged, to, "--salvage")).out).toMatch(
      /: 19999 events.*\nleft out: 2 bytes at 1 damaged place\n$/,
    );
  });
});

describe("saccade events plot", () => {
  const bright: Row[] = Array.from({ length: 300 }, (_, i) => [50_000 + i, 20, 10, 1] as const);
  const burst = writeRecording(
    at("burst.raw"),
    "evt2",
    [...ROWS, ...bright].sort((a, b) => a[0] - b[0]),
    GEOMETRY,
  );

  it("draws a PNG of the busiest moment", async () => {
    const png = at("slice.png");
    expect(await saccade("events", "plot", burst, "-o", png, "--window", "100us")).toMatchObject({
      code: 0,
      out: `wrote ${png}\n`,
    });
    const bytes = readFileSync(png);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    expect(bytes.readUInt32BE(33)).toBe(bytes.length - 8 - 25 - 12 - 12); // one IDAT between IHDR and IEND
    const rows = inflateSync(bytes.subarray(41, bytes.length - 16));
    expect(rows).toHaveLength(height * (3 * width + 1));
    expect(rows.includes(Buffer.from([23, 105, 170, 23, 105, 170]))).toBe(true); // an ON pixel, magnified
  });

  it("draws an SVG of the moment asked for", async () => {
    const svg = at("slice.svg");
    await saccade("events", "plot", burst, "-o", svg, "--at", "1ms", "--window", "100us");
    const text = readFileSync(svg, "utf8");
    expect(text).toContain("10 events from 0.000950 to 0.001050 s");
    expect(text).toMatch(/<image [^>]*href="data:image\/png;base64,/);
    expect(text).toContain("events/s");
  });

  it("says that there is nothing to draw", async () => {
    const empty = writeRecording(at("empty.raw"), "evt2", [], GEOMETRY);
    expect(await saccade("events", "plot", empty, "-o", at("x.png"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("holds no events") as string,
    });
  });
});
