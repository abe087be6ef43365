import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { testFolder } from "../../../support/recording-files.ts";
import { saccade } from "./command-line.ts";

const folder = testFolder();
const file = (name: string): string => join(folder, name);
/** A small sensor before even light, on this thread. */
const QUICK = ["--sensor", "speck", "--scenery", "plain", "--threads", "1", "--quiet"] as const;

interface Card {
  readonly command: string;
  readonly simulatedUs: number;
  readonly cameras: readonly {
    readonly events: number;
    readonly on: number;
    readonly byCause: Readonly<Record<string, number>>;
    readonly truthRows: number;
    readonly dropped: { readonly region: number; readonly rateControl: number };
    readonly firstUs: number;
    readonly lastUs: number;
  }[];
}
const cardOf = (text: string): Card => JSON.parse(text) as Card;

describe("saccade simulate", () => {
  it("has a help with an example", async () => {
    const { code, out } = await saccade("simulate", "--help");
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}saccade simulate rally/);
  });

  it("writes a recording that reads back as the card says, with truth and labels beside it", async () => {
    const out = file("one.aedat4");
    const run = await saccade("simulate", out, ...QUICK, "--duration", "400ms", "--labels", "--json");
    expect(run.code).toBe(0);
    expect(run.out).toBe(readFileSync(file("one.card.json"), "utf8"));
    const { cameras, simulatedUs } = cardOf(run.out);
    const [camera] = cameras;
    expect(simulatedUs).toBe(400_000);
    expect(camera!.events).toBeGreaterThan(1000);
    const info = JSON.parse((await saccade("events", "info", out, "--json")).out) as Record<string, unknown>;
    expect(info).toMatchObject({ count: camera!.events, tFirst: camera!.firstUs, tLast: camera!.lastUs });
    const labels = readFileSync(file("one.labels.bin"));
    expect(labels.length).toBe(camera!.events);
    const causes = [0, 1, 2, 3].map((cause) => labels.filter((label) => label === cause).length);
    expect(Object.values(camera!.byCause)).toEqual(causes);
    const [head, ...rows] = readFileSync(file("one.truth.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("time_us,x_px,y_px,radius_px,visible,x_m,y_m,z_m,vx_mps,vy_mps,vz_mps");
    expect(rows.length).toBe(camera!.truthRows);
    expect(rows.every((row) => row.split(",").length === 11)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each(["csv", "evt3", "es", "npy", "prophesee-hdf5"])(
    "writes %s, the same bytes by the card's own command",
    async (format) => {
      const out = file(`${format}.events`);
      const args = ["--format", format, "--duration", "150ms", "--camera", "right", "--region", "8,8,100x90"];
      expect((await saccade("simulate", out, ...QUICK, ...args)).code).toBe(0);
      const [bytes, card] = [readFileSync(out), readFileSync(file(`${format}.card.json`), "utf8")];
      const again = cardOf(card).command.split(" ").slice(1);
      expect((await saccade(...again, "--force", "--threads", "1", "--quiet")).code).toBe(0);
      expect(readFileSync(out).equals(bytes)).toBe(true);
      expect(readFileSync(file(`${format}.card.json`), "utf8")).toBe(card);
      const info = JSON.parse((await saccade("events", "info", out, "--json")).out) as { count: number };
      expect(info.count).toBe(cardOf(card).cameras[0]!.events);
    },
  );

  it("writes both cameras, and counts what the sensor lost", async () => {
    const limits = ["--region", "0,0,64x128", "--rate-limit", "3"];
    const { out } = await saccade(
      "simulate",
      file("two.csv"),
      ...QUICK,
      ...limits,
      "--camera",
      "both",
      "--balls",
      "1",
      "--json",
    );
    const { cameras, simulatedUs } = cardOf(out);
    expect(simulatedUs).toBe(1_700_000);
    expect(cameras.length).toBe(2);
    for (const { dropped } of cameras)
      expect(Math.min(dropped.region, dropped.rateControl)).toBeGreaterThan(0);
    for (const name of ["two.left.csv", "two.right.csv", "two.left.truth.csv", "two.right.truth.csv"])
      expect(existsSync(file(name))).toBe(true);
  });

  const behind = "{ width: 128, height: 128, focalPx: 100, positionM: [0, -3, -1], targetM: [0, 0, 0] }";
  const away = "{ width: 128, height: 128, focalPx: 100, positionM: [0, -3, 1], targetM: [0, -9, 1] }";
  const rigWith = (left: string): string => {
    const path = file("rig.yaml");
    const named = (id: string, camera: string): string =>
      `  ${id}-camera: ${camera.replace("{", `{ id: ${id},`)}\n`;
    writeFileSync(path, `vars:\n${named("left", left)}${named("right", behind)}`);
    return path;
  };

  it.each([
    [
      "a preset that there is not",
      () => ["--preset", "typicl"],
      /\[usage\] no preset "typicl"; did you mean "typical"\?/,
    ],
    [
      "a sensor that there is not",
      () => ["--sensor", "evk5"],
      /\[usage\] no sensor "evk5"; did you mean "evk4"\?/,
    ],
    [
      "a camera under the table",
      () => ["--rig", rigWith(behind)],
      /\[geometry-invalid\] camera "left" is -1 m above/,
    ],
    [
      "a camera that looks away",
      () => ["--rig", rigWith(away)],
      /\[geometry-invalid\].*nothing of the table/,
    ],
    [
      "a rig that is none",
      () => ["--rig", rigWith("{ width: 3 }")],
      /\[config-invalid\].*vars\.left-camera\.width/,
    ],
    ["another vendor's bias", () => ["--bias", "PrBp=2"], /\[config-invalid\].*has the bias PrBp/],
    ["a bias out of range", () => ["--bias", "bias_fo=900"], /\[config-invalid\].*bias_fo/],
    ["a region outside", () => ["--region", "0,0,2000x10"], /\[config-invalid\].*region/],
    [
      "a format that is only read",
      () => ["--format", "rosbag1"],
      /\[codec-unwritable\].*can be read, but not written/,
    ],
    ["a choice that the format has not", () => ["--choice", "colour=red"], /\[usage\] no choice "colour"/],
  ])("refuses %s, by code and with exit 2, and leaves nothing", async (_, slip, message) => {
    const { code, err } = await saccade("simulate", file("wrong.aedat4"), ...slip());
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(readdirSync(folder).filter((name) => name.startsWith("wrong"))).toEqual([]);
  });

  it("does not write over what is there unless told to", async () => {
    const out = file("kept.csv");
    writeFileSync(out, "mine");
    const { code, err } = await saccade("simulate", out, ...QUICK, "--duration", "10ms");
    expect(code).toBe(2);
    expect(err).toContain("[file-exists]");
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect(readdirSync(folder).filter((name) => name.startsWith("kept"))).toEqual(["kept.csv"]);
  });
});
