import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { armFrom, namedArm } from "../../../nodes/arm-choice.ts";
import { ROOT } from "../../support/cli.ts";

const OWN = `${ROOT}pipelines/arms/kr6-r900.yaml`;
let folder = "";
let text = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-arm-"));
  text = await readFile(OWN, "utf8");
});
afterAll(() => rm(folder, { recursive: true }));

const read = (choice: string) => armFrom(choice, "arm", (path) => join(folder, path));
async function readChanged(
  change: (file: Record<string, unknown>) => void,
): Promise<ReturnType<typeof read>> {
  const file = parse(text) as Record<string, unknown>;
  change(file);
  await writeFile(join(folder, "arm.json"), JSON.stringify(file));
  return read("arm.json");
}

describe("an arm's file", () => {
  it("describes the arm that is built in, number for number", async () => {
    await writeFile(join(folder, "arm.yaml"), text);
    expect(read("arm.yaml")).toEqual(namedArm("kr6-r900"));
  });

  it("may put it on a linear axis, and say how its servo follows", async () => {
    const limits = { min: -0.75, max: 0.75, speed: 3, acceleration: 20, jerk: 400 };
    const { arm, servo } = await readChanged((file) => {
      file["rail"] = { direction: [2, 0, 0], limits };
      file["servo"] = { deadTimeUs: 0, lagS: 0.01 };
    });
    expect(arm).toEqual(namedArm("kr6-r900-rail").arm);
    expect(servo).toEqual({ deadTimeUs: 0, lagS: 0.01 });
  });

  it("takes axes of any length", async () => {
    const { arm } = await readChanged((file) => {
      const joints = file["joints"] as { axis: number[] }[];
      joints[1]!.axis = [0, 7, 0];
    });
    expect(arm.joints[1]!.axis).toEqual([0, 1, 0]);
  });

  it("is refused with every mistake in it, each with its place", async () => {
    const reading = readChanged((file) => {
      const joints = file["joints"] as Record<string, unknown>[];
      joints[2] = { ...joints[2], axis: [0, 0, 0] };
      file["gripp"] = {};
      file["home"] = [0, 0, "far"];
    });
    const error = (await reading.catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ code: "config-invalid", where: { file: join(folder, "arm.json") } });
    for (const mistake of ["joints[2].axis: must not be 0", "gripp", "home"])
      expect(error.message).toContain(mistake);
  });

  it.each([
    ["home outside a range", "world-invalid", { home: [0, -2.44, 9, 0, 0.81, 0] }],
    ["NaN", "config-invalid", { mount: { positionM: [".nan", 0, 0] } }],
  ])("is refused with %s", async (_name, code, change) => {
    await expect(readChanged((file) => Object.assign(file, change))).rejects.toMatchObject({ code });
  });

  it("is refused when it is no YAML, is not there, or the choice names neither arm nor file", async () => {
    await writeFile(join(folder, "broken.yaml"), "joints: [");
    const refusal = (choice: string): unknown => {
      try {
        return read(choice);
      } catch (error) {
        return error;
      }
    };
    expect(refusal("broken.yaml")).toMatchObject({ code: "config-invalid" });
    expect(refusal("none.yaml")).toMatchObject({ code: "file-unreadable" });
    expect(refusal("kr7")).toMatchObject({ code: "config-invalid", where: { param: "arm" } });
  });
});
