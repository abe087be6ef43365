import { expect, it } from "vitest";
import { Chip, chipImage, join } from "../../../src/backends/truenorth/chip.ts";
import {
  type Neuron,
  RESET_MODES,
  type ResetMode,
  writeNeuron,
} from "../../../src/backends/truenorth/neuron.ts";

/** A core with one neuron, which axons 0 to 3, of the types 0 to 3, join. */
function oneNeuron(neuron: Neuron, seed = 1): Chip {
  const image = chipImage(1);
  image.used[0] = 1;
  for (let axon = 0; axon < 4; axon++) {
    image.axonType[axon] = axon;
    join(image, axon, 0);
  }
  writeNeuron(image.neurons, 0, neuron);
  return new Chip(image, seed);
}

/** The potential after a tick that began at `v`, and whether it fired. */
function afterTick(neuron: Neuron, v: number, axons: readonly number[] = []): string {
  const chip = oneNeuron(neuron);
  chip.write(0, v);
  for (const axon of axons) chip.deliver(axon, 0);
  chip.tick();
  return `${String(chip.v[0])}${chip.firedCount === 1 ? " fires" : ""}`;
}

const plain = { weights: [1, -1, 100, -255], threshold: 10, floor: 6, reset: 3 } as const;

/** By hand, from the equation: threshold 10, floor 6, reset 3. */
const RESETS: readonly (readonly [ResetMode, boolean, readonly (readonly [number, string])[]])[] = [
  ["value", false, [[12, "3 fires"], [10, "3 fires"], [9, "9"], [-6, "-6"], [-7, "-3"]]],
  ["subtract", false, [[12, "2 fires"], [10, "0 fires"], [9, "9"], [-6, "-6"], [-7, "-1"]]],
  ["none", false, [[12, "12 fires"], [10, "10 fires"], [9, "9"], [-6, "-6"], [-7, "-7"]]],
  ["value", true, [[12, "3 fires"], [10, "3 fires"], [9, "9"], [-6, "-6"], [-7, "-6"]]],
  ["subtract", true, [[12, "2 fires"], [10, "0 fires"], [9, "9"], [-6, "-6"], [-7, "-6"]]],
  ["none", true, [[12, "12 fires"], [10, "10 fires"], [9, "9"], [-6, "-6"], [-7, "-6"]]],
]; // prettier-ignore

/** Leak, whether its sign goes with the potential's, and potentials before and after. */
const LEAKS: readonly (readonly [number, boolean, readonly (readonly [number, number])[]])[] = [
  [4, false, [[2, 6], [0, 4], [-2, 2], [-9, -5]]],
  [-4, false, [[2, -2], [0, -4], [-2, -6], [9, 5]]],
  [4, true, [[2, 6], [0, 0], [-2, -6]]],
  [-4, true, [[9, 5], [-9, -5], [3, 0], [-3, 0], [4, 0], [0, 0]]],
]; // prettier-ignore

const SILENT = { weights: [0, 0, 0, 0], threshold: 1e5, floor: 1e5 } as const;
const DRAWS = 100_000;

/** How often something happens in so many ticks that each begin at `v`. */
function rate(neuron: Neuron, happens: (chip: Chip) => boolean, { v = 0, axon = -1 } = {}): number {
  const chip = oneNeuron(neuron, 7);
  let count = 0;
  for (let n = 0; n < DRAWS; n++) {
    chip.write(0, v);
    if (axon >= 0) chip.deliver(axon, 0);
    chip.tick();
    if (happens(chip)) count++;
  }
  return count / DRAWS;
}

/** Four standard deviations of a rate. */
const four = (p: number): number => 4 * Math.sqrt((p * (1 - p)) / DRAWS);

/** Registers the tests of the neuron's equation, against numbers worked out by hand. */
export function neuronModes(): void {
  it.each(RESETS)("reset %s, floor saturates %s", (resetMode, saturates, rows) => {
    for (const [v, expected] of rows) expect(afterTick({ ...plain, resetMode, saturates }, v)).toBe(expected);
  });

  it.each(LEAKS)("a leak of %i, reversed with the potential's sign %s", (leak, leakReversal, rows) => {
    for (const [v, expected] of rows)
      expect(afterTick({ ...SILENT, leak, leakReversal }, v)).toBe(String(expected));
  });

  it("an axon's type chooses the neuron's weight", () => {
    const neuron = { ...SILENT, weights: [5, -7, 100, -255] };
    const after = [0, 1, 2, 3].map((axon) => afterTick(neuron, 0, [axon]));
    expect(after).toEqual(["5", "-7", "100", "-255"]);
    expect(afterTick(neuron, 0, [0, 1, 2])).toBe("98");
  });

  it("takes in synapses, then leaks, then fires", () => {
    // leak first: nothing to leak at 0, then 10 fires; in the chip's order 10 - 3 stays below 8
    const neuron = { weights: [10, 0, 0, 0], leak: -3, leakReversal: true, threshold: 8, floor: 100 };
    expect(afterTick(neuron, 0, [0])).toBe("7");
    expect(afterTick({ ...neuron, weights: [11, 0, 0, 0] }, 0, [0])).toBe("0 fires");
    // fire first: 9 would fire before the leak
    expect(afterTick(neuron, 9)).toBe("6");
  });

  it("fires again without input while it stays at its threshold", () => {
    const chip = oneNeuron({ ...plain, resetMode: "subtract" });
    chip.write(0, 35);
    const seen = Array.from({ length: 5 }, () => {
      chip.tick();
      return [chip.v[0], chip.firedCount];
    });
    expect(seen).toEqual([[25, 1], [15, 1], [5, 1], [5, 0], [5, 0]]); // prettier-ignore
  });

  it("holds potentials within their bounds, and counts", () => {
    const chip = oneNeuron({ ...plain, resetMode: "none" });
    chip.write(0, 393_200);
    chip.deliver(2, 0);
    chip.tick();
    expect([chip.v[0], chip.clips, chip.firedCount]).toEqual([393_216, 1, 1]);
  });

  it("an axon holds one spike a tick, up to 15 ticks ahead", () => {
    const chip = oneNeuron(SILENT_ADDER);
    expect(chip.deliver(0, 3)).toBe(true);
    expect(chip.deliver(0, 3)).toBe(false);
    for (const ticks of [0, 7, 15]) expect(chip.deliver(0, ticks)).toBe(true);
    const after = Array.from({ length: 17 }, () => {
      chip.tick();
      return chip.v[0];
    });
    expect(after).toEqual([5, 5, 5, 10, 10, 10, 10, 15, 15, 15, 15, 15, 15, 15, 15, 20, 20]);
  });

  it.each([1, 2, 9, 15])("a spike goes to one axon of any core, %i ticks later", (delay) => {
    const image = chipImage(2);
    image.used.fill(1);
    join(image, 300, 256);
    writeNeuron(image.neurons, 0, { weights: [0, 0, 0, 0], threshold: 4, floor: 0 });
    writeNeuron(image.neurons, 256, SILENT_ADDER);
    image.target[0] = 300;
    image.delay[0] = delay;
    const chip = new Chip(image, 1);
    chip.write(0, 4);
    for (let tick = 0; tick <= delay; tick++) {
      expect(chip.v[256]).toBe(0);
      chip.tick();
    }
    expect(chip.v[256]).toBe(5);
    expect(chip.additions[1]).toBe(1);
  });

  it.each([0, 63, -127, 255])("a stochastic weight of %i adds its sign in (|s| + 1) of 256 cases", (s) => {
    const neuron = { ...SILENT, weights: [0, s, 0, 0], stochastic: [false, true] };
    const p = s === 0 ? 0 : (Math.abs(s) + 1) / 256;
    const found = rate(neuron, ({ v }) => v[0] === Math.sign(s) && s !== 0, { axon: 1 });
    expect(Math.abs(found - p)).toBeLessThanOrEqual(four(p));
  });

  it.each([31, -200])("a stochastic leak of %i adds its sign in (|leak| + 1) of 256 cases", (leak) => {
    const p = (Math.abs(leak) + 1) / 256;
    const found = rate({ ...SILENT, leak, stochasticLeak: true }, ({ v }) => v[0] === Math.sign(leak));
    expect(Math.abs(found - p)).toBeLessThan(four(p));
    const away = { ...SILENT, leak, stochasticLeak: true, leakReversal: true };
    const reversed = rate(away, ({ v }) => v[0] === -5 - Math.sign(leak), { v: -5 });
    expect(Math.abs(reversed - p)).toBeLessThan(four(p));
  });

  it("a masked threshold is raised by 0 to the mask, and so is the floor unless it saturates", () => {
    const neuron = { weights: [0, 0, 0, 0], threshold: 2, floor: 1, mask: 7, resetMode: "none" } as const;
    const fires = rate(neuron, ({ firedCount }) => firedCount === 1, { v: 5 }); // eta 0 .. 3
    expect(Math.abs(fires - 0.5)).toBeLessThan(four(0.5));
    const below = rate({ ...neuron, resetMode: "value", reset: 9 }, ({ v }) => v[0] === -9, { v: -4 }); // eta 0 .. 2
    expect(Math.abs(below - 3 / 8)).toBeLessThan(four(3 / 8));
    expect(rate({ ...neuron, saturates: true }, ({ v }) => v[0] === -1, { v: -4 })).toBe(1);
  });

  it("the same seed gives the same chance, another one another", () => {
    const neuron = { ...SILENT, leak: 100, stochasticLeak: true };
    const [first, again, other] = [3, 3, 4].map((seed) => {
      const chip = oneNeuron(neuron, seed);
      return Array.from({ length: 64 }, () => {
        chip.tick();
        return chip.v[0];
      });
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("knows three resets", () => {
    expect(RESET_MODES).toEqual(["value", "subtract", "none"]);
  });
}

const SILENT_ADDER = { ...SILENT, weights: [5, 0, 0, 0] } as const;
