import { describe, expect, it } from "vitest";
import { PCM, RRAM } from "../../../../src/backends/analog/analog.ts";
import type { AnalogOptions } from "../../../../src/backends/analog/compile.ts";
import type { AnalogProgram } from "../../../../src/backends/analog/program.ts";
import { NONIDEALITIES } from "../../../../src/backends/analog/tile.ts";
import type { Session } from "../../../../src/backends/backend.ts";
import { chain, type NetworkGraph, type NetworkNode } from "../../../../src/snn/network.ts";
import { filled, tensor } from "../../../../src/snn/tensor.ts";
import {
  input,
  linear,
  momentsOf,
  only,
  output,
  readout,
  uniform,
} from "../../../support/analog-networks.ts";

function open(network: NetworkGraph, options: AnalogOptions, seed = 1, backend = PCM): Session {
  const { program, report } = backend.compile(network, options);
  expect(report.violations).toEqual([]);
  if (program === null) throw new TypeError("it fits");
  return backend.open(program, { seed, carryState: false });
}

const first = (count: number) => ({ indices: Array.from({ length: count }, (_, n) => n), count });

/** What a chip puts out for the first `count` inputs. */
const outputsOf = (network: NetworkGraph, options: AnalogOptions, count: number): Float64Array =>
  open(network, options).submit(first(count)).outputs;

/** What one input of 49 with weight 1 reads as, many times. */
function readsOf(options: AnalogOptions, columns = 40, times = 1000): Float64Array {
  const session = open(readout(filled([columns, 49], 1)), options);
  const reads = new Float64Array(times * columns);
  for (let n = 0; n < times; n++) reads.set(session.submit(first(1)).outputs, n * columns);
  return reads;
}

describe("noise of outputs", () => {
  it("has the published spread, anew at each read", () => {
    const reads = readsOf(only("output-noise"));
    const { mean, sd } = momentsOf(reads);
    expect(Math.abs(mean - 1)).toBeLessThan((4 * 0.06) / Math.sqrt(reads.length));
    expect(Math.abs(sd / 0.06 - 1)).toBeLessThan(4 / Math.sqrt(2 * reads.length));
    expect(momentsOf(readsOf(only(), 40, 10)).sd).toBeLessThan(1e-9);
  });
});

describe("noise of the places of a window", () => {
  it("is another at each", () => {
    const network = chain([["in", input(20, 20, 20)], ["conv", { type: "Conv2d", inputShape: null, weight: filled([1, 20, 1, 1], 1), stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, bias: filled([1], 0) }], ["out", output(1, 20, 20)]]); // prettier-ignore
    const { outputs } = open(network, only("output-noise")).submit(first(400)); // one channel of 20x20
    const { mean, sd } = momentsOf(outputs);
    expect(Math.abs(mean - 1)).toBeLessThan((4 * 0.06) / Math.sqrt(400));
    expect(Math.abs(sd / 0.06 - 1)).toBeLessThan(4 / Math.sqrt(800));
  });
});

describe("noise of reads", () => {
  it("adds up over the devices that are on, and is another at each read", () => {
    const rows = 16;
    const session = open(readout(filled([1, rows], 1)), only("read-noise"), 1, RRAM);
    const reads = Float64Array.from({ length: 20_000 }, () => session.submit(first(rows)).outputs[0] ?? NaN);
    const { mean, sd } = momentsOf(reads);
    const expected = 0.01 * Math.sqrt(rows);
    expect(Math.abs(sd / expected - 1)).toBeLessThan(4 / Math.sqrt(2 * reads.length));
    expect(Math.abs(mean - rows)).toBeLessThan((4 * expected) / Math.sqrt(reads.length));
  });
});

describe("chance of a window", () => {
  it.each([1, 3])("goes by its number: sought, one of %d steps reads as it did in its turn", (steps) => {
    const noisy = { ...only("output-noise", "read-noise"), steps };
    const session = open(readout(filled([4, 16], 1)), noisy, 3, RRAM);
    const inOrder = [4, 9, 16].map((count) => [...session.submit(first(count)).outputs]);
    for (const [number, count] of [[2, 16], [0, 4], [1, 9]] as const) {
      session.seek?.(number);
      expect([...session.submit(first(count)).outputs]).toEqual(inOrder[number]);
    }
    session.seek?.(1);
    expect([...session.submit(first(4)).outputs]).not.toEqual(inOrder[0]);
  }); // prettier-ignore
});

describe("converters of outputs", () => {
  const step = 24 / (2 ** 9 - 2);

  it("round to steps: without noise a sum is the digital one to half a step a tile, of what its column's largest device stands for", () => {
    const weight = uniform([30, 300], 4);
    const exact = outputsOf(readout(weight), only(), 20);
    const found = outputsOf(readout(weight), only("adc"), 20);
    const { program } = PCM.compile(readout(weight), only("adc"));
    const { largest = [] } = (program as AnalogProgram).parts[1]?.wirings[0]?.crossbar?.scaled ?? {};
    const off = Array.from(found, (sum, column) => Math.abs(sum - (exact[column] ?? NaN)));
    off.forEach((each, column) =>
      expect(each).toBeLessThanOrEqual((step / 2) * (largest[column] ?? NaN) + 1e-6),
    );
    expect(Math.max(...off)).toBeGreaterThan(step / 4);
  });

  it("are full at 12 whole devices, here of twice the largest weight, and say so", () => {
    const session = open(readout(filled([2, 100], 1)), only("adc"));
    expect([...session.submit(first(12)).outputs]).toEqual([expect.closeTo(12, 1), expect.closeTo(12, 1)]);
    const full = session.submit(first(100));
    expect([...full.outputs]).toEqual([24, 24]);
    expect(full.saturated).toBe(2);
    expect([...open(readout(filled([2, 100], 1)), only()).submit(first(100)).outputs]).toEqual([100, 100]);
  });

  it("are one for each piece of a matrix that is cut: 512 rows say twice as much", () => {
    const session = open(readout(filled([1, 512], 1)), only("adc"));
    expect(session.submit(first(512)).outputs[0]).toBe(48);
    expect(session.ledger.total("conversions")).toBe(2);
  });
});

describe("converters of inputs", () => {
  const pooled = (side: number): NetworkGraph =>
    chain([
      ["in", input(1, side, side)], ["pool", { type: "SumPool2d", kernelSize: [side, side], stride: [side, side], padding: [0, 0] }],
      ["flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 }], ["w", linear(filled([1, 1], 1))], ["out", output(1)],
    ]); // prettier-ignore

  it("hold whole numbers up to 63; what is pooled of more is rounded to 63 steps", () => {
    for (const count of [1, 13, 49])
      expect(outputsOf(pooled(7), only("dac"), count)[0]).toBeCloseTo(count, 4);
    const found = outputsOf(pooled(16), only("dac"), 100)[0] ?? NaN;
    expect(found).toBeCloseTo((Math.round((100 * 63) / 256) * 256) / 63, 4);
    expect(outputsOf(pooled(16), only(), 100)[0]).toBeCloseTo(100, 4);
  });

  it("are full at an input's most; events beyond it are counted as dropped", () => {
    const session = open(readout(filled([1, 3], 1)), only());
    const { outputs, saturated } = session.submit({ indices: [0, 0, 0, 1], count: 4 });
    expect(outputs[0]).toBeCloseTo(2, 6);
    expect(saturated).toBe(2);
    expect(session.ledger.total("eventsDropped")).toBe(2);
    const wide = open(readout(filled([1, 3], 1)), { ...only(), inputMost: 3 });
    expect(wide.submit({ indices: [0, 0, 0, 1], count: 4 }).outputs[0]).toBeCloseTo(4, 6);
  });
});

describe("resistance of bit lines", () => {
  const ratio = 0.35 * 25e-6;

  /** A line of devices of conductance 1, some with 1 V, held at 0 V at its end; solved exactly. */
  function ladder(on: readonly boolean[]): number {
    const wire = 1 / ratio;
    // from the far end: what is behind a node is a source of some voltage behind some conductance
    let [conductance, current] = [0, 0];
    for (const isOn of on) {
      if (isOn) {
        conductance += 1;
        current += 1;
      }
      const share = wire / (wire + conductance);
      conductance *= share;
      current *= share;
    }
    return current;
  }

  it.each([
    [256, 8],
    [256, 40],
    [256, 256],
    [49, 49],
    [100, 1],
  ])(
    // prettier-ignore
    "takes from %i rows, %i of them on, what Kirchhoff's laws say, to first order",
    (rows, count) => {
      const every = Math.floor(rows / count);
      const indices = Array.from({ length: count }, (_, n) => n * every);
      const on = Array.from({ length: rows }, (_, row) => row % every === 0 && row < count * every);
      const found = open(readout(filled([1, rows], 1)), only("ir-drop")).submit({ indices, count })
        .outputs[0];
      const exact = ladder(on);
      const lost = 1 - exact / count;
      expect(lost).toBeGreaterThan(0);
      expect(Math.abs((found ?? NaN) / exact - 1)).toBeLessThan(Math.max(1e-6, 0.6 * lost * lost));
    },
  );

  it("takes most from what is farthest from the converter, and nothing without it", () => {
    const each = (options: AnalogOptions, row: number): number =>
      open(readout(filled([1, 256], 1)), options).submit({ indices: [row], count: 1 }).outputs[0] ?? NaN;
    expect(1 - each(only("ir-drop"), 0)).toBeCloseTo(1 - 1 / (1 + 256 * ratio), 6);
    expect(1 - each(only("ir-drop"), 255)).toBeCloseTo(ratio, 6);
    expect(each(only(), 0)).toBeCloseTo(1, 9);
  });
});

describe("time and energy of reads", () => {
  const conv = (groups = 1): NetworkNode => ({
    type: "Conv2d",
    inputShape: null,
    weight: uniform([8, 4 / groups, 3, 3], 2),
    stride: [1, 1],
    padding: [1, 1],
    dilation: [1, 1],
    groups,
    bias: filled([8], 0),
  });
  const network = (groups = 1): NetworkGraph =>
    chain([["in", input(4, 6, 6)], ["conv", conv(groups)], ["out", output(8, 6, 6)]]); // prettier-ignore

  it("are of the places of a window at which something comes in", () => {
    const session = open(network(), only());
    session.submit({ indices: [0], count: 1 }); // a corner: four places of a window of 3x3
    expect(session.ledger.total("conversions")).toBe(4 * 8);
    expect(session.deviceNs).toBeCloseTo(4 * 132.95, 0);
    session.submit({ indices: [], count: 0 });
    expect(session.ledger.total("conversions")).toBe(4 * 8);
  });

  it("groups lie on one tile, each a matrix of its own, read one after the other", () => {
    const { report, program } = PCM.compile(network(4), only());
    expect(report.layers).toMatchObject([{ name: "conv", tiles: { need: 1 } }]);
    if (program === null) throw new TypeError("it fits");
    const session = PCM.open(program, { seed: 1, carryState: false });
    session.submit({ indices: [0, 36], count: 2 });
    expect(session.ledger.total("conversions")).toBe(2 * 4 * 2);
    expect(session.deviceNs).toBeCloseTo(8 * 132.95, 0);
  });
});

describe("a window on a whole chip", () => {
  const network = chain([
    ["in", input(1, 8, 8)],
    ["conv", { type: "Conv2d", inputShape: null, weight: uniform([4, 1, 3, 3], 2), stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1, bias: filled([4], 0.1) }],
    ["neurons", { type: "IF", r: filled([4, 8, 8], 1), vThreshold: filled([4, 8, 8], 0.5), vReset: filled([4, 8, 8], 0) }],
    ["flat", { type: "Flatten", inputShape: null, startDim: 0, endDim: -1 }], ["w", linear(uniform([6, 256], 3, 0.2))], ["out", output(6)],
  ]); // prettier-ignore

  it("has other chance in each window, and the same again after a reset", () => {
    const session = open(network, only(...NONIDEALITIES));
    const three = (): number[][] => Array.from({ length: 3 }, () => [...session.submit(first(20)).outputs]);
    const before = three();
    expect(before[0]).not.toEqual(before[1]);
    session.reset();
    expect(three()).toEqual(before);
  });

  it("warns of columns that could be too much for their converters", () => {
    const wide = readout(filled([3, 100], 1));
    const { report } = PCM.compile(wide, only("adc"));
    expect(report.warnings).toMatchObject([{ code: "CONVERTER_RANGE", layer: "w" }]);
    expect(report.warnings[0]?.message).toMatch(/3 of 3 columns/);
    const mixed = tensor(
      [1, 100],
      Float64Array.from({ length: 100 }, (_, n) => (n < 12 ? 1 : -1)),
    );
    expect(PCM.compile(readout(mixed), only("adc")).report.warnings).toEqual([]);
  });
});
