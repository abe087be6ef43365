import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChipEvaluation } from "../../../../studies/chips/eval-on-chip.ts";
import { saccade } from "./command-line.ts";

/** Rings round known places, as labelled frames of two sequences. */
const PLACES: readonly (readonly [number, number])[] = [[30, 30], [33, 28], [36, 31], [28, 34]]; // prettier-ignore
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "saccade-eval-"));
  const bits = new Uint8Array(PLACES.length * 512);
  PLACES.forEach(([x, y], frame) => {
    for (let step = 0; step < 200; step++) {
      const angle = (2 * Math.PI * step) / 100;
      const radius = step < 100 ? 8 : 9;
      const n = Math.round(y + radius * Math.sin(angle)) * 64 + Math.round(x + radius * Math.cos(angle));
      bits[frame * 512 + (n >> 3)]! |= 1 << (n & 7);
    }
  });
  writeFileSync(join(folder, "frames.bin"), bits);
  const rows = PLACES.map(
    ([x, y], frame) => `${String(frame >> 1)},${String(frame)},${String(x)},${String(y)}`,
  );
  writeFileSync(join(folder, "labels.csv"), `sequence,frame,x_px,y_px\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("saccade eval --backend", () => {
  it("scores the chip beside floats, with what a window costs", async () => {
    const { code, out } = await saccade(
      "eval",
      "models/ball-real",
      "--frames",
      folder,
      "--backend",
      "loihi2",
      "--json",
    );
    const found = JSON.parse(out) as ChipEvaluation;
    expect(code).toBe(0);
    expect(found.errorPx.n).toBe(4);
    expect(found.loss.meanDifference).toBeCloseTo(found.errorPx.mean - found.floatPx.mean, 9);
    expect(Math.abs(found.loss.meanDifference)).toBeLessThan(0.5);
    expect(found.window.energies.proxyNj).toBeCloseTo(
      found.window.neuroBench.synaptic_operations.Effective_ACs * 0.9e-3, 9); // prettier-ignore
    expect(Object.keys(found.window.energies.dynamicNj ?? {})).toEqual(["synapse", "neuron", "network"]);
  });

  it("scores simulated windows on the chip, near what floats make of the same", async () => {
    const windows = ["eval", "models/ball-sim-chips", "--simulated", "40"] as const;
    const score = async (...more: readonly string[]) =>
      JSON.parse((await saccade(...windows, ...more, "--json")).out) as {
        backend?: string;
        all: { mean: number };
        floats?: { all: { mean: number } };
      };
    const [chip, floats] = [await score("--backend", "akida1000"), await score()];
    expect(chip.backend).toBe("akida1000");
    expect(chip.all.mean).not.toBe(floats.all.mean); // 4 bits
    expect(Math.abs(chip.all.mean - floats.all.mean)).toBeLessThan(0.5);
    expect(chip.floats?.all.mean).toBe(floats.all.mean);
    expect(floats.floats).toBeUndefined();
  });

  it("tells the state of an analog chip, and what floats make of the windows that it is shown", async () => {
    const windows = ["eval", "models/ball-sim-chips", "--simulated", "40", "--backend", "pcm"] as const;
    const { out } = await saccade(...windows, "--chip-seed", "3", "--after", "60", "--verify-rounds", "2");
    expect(out).toContain("40 simulated windows, on pcm (emulated, seed 3, 60 s after programming, compensated, verify rounds: 2)\n"); // prettier-ignore
    expect(out).toMatch(/^pcm, every ball .*\n +pcm, visible, nothing else moves .*\nfloats, every ball /m);
    expect(out).toMatch(/^pcm, visible balls found: .*\nfloats, visible balls found: /m);
  });

  it("does not hold a network that a chip has taught against floats that it never runs in", async () => {
    const { out } = await saccade(
      "eval",
      "models/ball-sim-speck",
      "--simulated",
      "20",
      "--backend",
      "speck2f",
    );
    expect(out).toMatch(/on speck2f \(emulated, seed 0\)\n.*\nevery ball /);
    expect(out).not.toMatch(/^floats/m);
    expect(out).toContain("no floats beside it: the network was made for speck2f");
  });

  it("tells which age's devices stand for an age that is not known", async () => {
    const windows = ["eval", "models/ball-sim-chips", "--simulated", "20", "--backend", "rram"] as const;
    const { out } = await saccade(...windows, "--after", "60");
    expect(out).toContain(
      "60 s after programming (what devices do is known after 86400 s, which is taken), compensated",
    );
    const { analog, chipSeed } = JSON.parse((await saccade(...windows, "--after", "60", "--json")).out) as {
      analog: object;
      chipSeed: number;
    };
    expect([chipSeed, analog]).toEqual([0, { afterS: 60, compensate: true, verifyRounds: 0 }]);
  });

  it.each([
    [["hough", "--backend", "akida1000"], "a chip runs spiking networks, hough is none"],
    [["models/ball-sim-chips", "--backend", "dynapse2"], "does not fit"],
    [["models/ball-real", "--backend", "loihi2", "--folds"], "leave out --simulated"],
    [
      ["models/ball-real", "--backend", "loihi2", "--after", "60"],
      "are of analog chips (rram, pcm), found loihi2",
    ],
    [["models/ball-real", "--chip-seed", "2"], "--chip-seed is of an emulated chip: name it with --backend"],
    [["models/ball-real", "--verify-rounds", "2"], "are of analog chips (rram, pcm), found no --backend"],
  ])("refuses what cannot be scored on simulated windows before there is one: %s", async (args, reason) => {
    const { code, err } = await saccade("eval", ...args, "--simulated", "1000000");
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(reason);
  });

  it("refuses a chip where it would do nothing", async () => {
    const { code, err } = await saccade(
      "eval",
      "models/ball-real",
      "--recording",
      "a.raw",
      "--backend",
      "loihi2",
    );
    expect(code).toBe(2);
    expect(err).toContain("leave out --backend");
  });

  it("prints the four energies side by side, and says what is not modelled", async () => {
    const { out } = await saccade("eval", "models/ball-real", "--frames", folder, "--backend", "loihi1");
    for (const line of ["45 nm proxy", "device, dynamic", "device, static", "link"])
      expect(out).toContain(line);
    expect(out).toMatch(/device, static +not modelled/);
    expect(out).toContain("Effective_ACs");
    expect(out).toContain("lost on the chip:");
  });

  it.each([
    [["--backend", "loihi2"], "--frames"],
    [["--backend", "loihi3", "--frames", "x"], "did you mean loihi"],
  ])("ends with 2 for %j", async (args, message) => {
    const { code, err } = await saccade("eval", "models/ball-real", ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
