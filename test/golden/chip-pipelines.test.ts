import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkNamed } from "../../src/runtime/file/check-named.ts";
import { loadPipeline } from "../../src/runtime/file/load.ts";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import type { Report } from "../../src/runtime/report.ts";
import { saccade } from "../support/cli.ts";

const FOLDER = resolve(import.meta.dirname, "../../pipelines/chips");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

async function report(file: string, duration = "100ms"): Promise<Report> {
  const out = join(tmpdir(), `saccade-chip-${String(process.pid)}-${file}.json`);
  const { code } = await saccade([
    "run",
    join(FOLDER, file),
    "--duration",
    duration,
    "--quiet",
    "--report",
    out,
  ]);
  expect(code).toBe(0);
  const found = JSON.parse(readFileSync(out, "utf8")) as Report;
  rmSync(out);
  return found;
}

interface ChipSection {
  readonly windows: number;
  readonly passMs: { readonly p50: number };
  readonly inferenceMs: { readonly p50: number };
  readonly linkMs: number;
}

describe("the loop on emulated chips", () => {
  it.each(FILES)(
    "pipelines/chips/%s loads, its networks fit; its trackers cost what their chips report",
    async (file) => {
      const plan = await loadPipeline(join(FOLDER, file), { registry: createDefaultRegistry() });
      const trackers = plan.nodes.filter(({ spec }) => spec.kind === "tracker/spiking");
      expect(trackers.map(({ cost }) => cost.kind)).toEqual(["chip", "chip"]);
      await checkNamed(plan);
    },
  );

  it("charges the chip and its link to the tracker's messages, the same in every run", async () => {
    const [first, second] = [await report("loihi2-pcie.yaml"), await report("loihi2-pcie.yaml")];
    const { windows, passMs, inferenceMs, linkMs } = first.chips?.["left-tracker"] as ChipSection;
    expect(first.hash).toBe(second.hash);
    expect(windows).toBeGreaterThan(50);
    expect(inferenceMs.p50).toBeGreaterThan(0.01);
    expect(linkMs).toBeGreaterThan(0.015);
    expect(passMs.p50).toBeGreaterThan(inferenceMs.p50 + 0.01);
    const tracker = first.nodes["left-tracker"]?.latencyUs;
    expect(tracker?.p50).toBeGreaterThan(passMs.p50 * 1000);
  }, 60_000);

  it("labels a chip without a link that does not see through its own sensor", async () => {
    const found = await report("loop.yaml");
    expect(found.chips?.["left-tracker"]).toMatchObject({
      link: "onchip",
      supposed: expect.stringContaining("for comparison only") as string,
    });
    expect((await report("speck2f-usb.yaml")).chips?.["left-tracker"]).not.toHaveProperty("supposed");
  }, 60_000);

  it("drops windows that come while a far chip is at work", async () => {
    const found = await report("loihi2-cloud.yaml", "200ms");
    const tracker = found.nodes["left-tracker"];
    expect(tracker?.in).toBeLessThan(30);
    expect(
      found.edges["world.left -> left-tracker.events"]?.dropped["replaced-by-newer"] ?? 0,
    ).toBeGreaterThan(150);
  }, 60_000);
});
