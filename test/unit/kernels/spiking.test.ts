import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { plainSpiking, spikingKernel, type SpikingCalls } from "../../../src/kernels/spiking/calls.ts";
import {
  CORRECTED,
  DECAY_INPUT,
  NEURON_FIELDS,
  RESET_TO_VALUE,
  STRICT,
  WHOLE,
  writeNeurons,
} from "../../../src/kernels/spiking/neurons.ts";
import { FAN_FIELDS, SYNAPSE_FIELDS, writeFan, writeSynapse } from "../../../src/kernels/spiking/synapses.ts";

/** What is run, on either form; returns a count of events, or nothing. */
type Work = (call: SpikingCalls) => unknown;

/** An instance of the kernels with seeded content; `make` reserves and fills, and says what to call. */
function memoryAfter(
  form: "wasm" | "plain",
  make: (lab: Lab) => Work,
): { bytes: Uint8Array; result: unknown } {
  const kernel = spikingKernel();
  const random = new Random(99);
  const work = make({ kernel, random });
  const result = work(form === "wasm" ? kernel.call : plainSpiking(kernel));
  return { bytes: new Uint8Array(kernel.buffer.slice(0)), result };
}

interface Lab {
  readonly kernel: ReturnType<typeof spikingKernel>;
  readonly random: Random;
}

const floats = ({ kernel, random }: Lab, count: number, low: number, high: number): number => {
  const array = kernel.reserve(Float32Array, count);
  array.view.set(Float32Array.from({ length: count }, () => random.between(low, high)));
  return array.address;
};
const integers = ({ kernel }: Lab, values: readonly number[] | Int32Array): number => {
  const array = kernel.reserve(Int32Array, values.length);
  array.view.set(values);
  return array.address;
};
const zeros = ({ kernel }: Lab, count: number): number => kernel.reserve(Int32Array, count).address;

/** Bytes that matter: kernels may leave what they like behind the events, and in their scratch. */
function expectSame(
  make: (lab: Lab) => Work,
  ignored: (lab: Lab) => readonly [number, number][] = () => [],
): void {
  const wasm = memoryAfter("wasm", make);
  const plain = memoryAfter("plain", make);
  expect(wasm.result).toEqual(plain.result);
  for (const [from, to] of ignored({ kernel: spikingKernel(), random: new Random(99) })) {
    wasm.bytes.fill(0, from, to);
    plain.bytes.fill(0, from, to);
  }
  expect(Buffer.compare(wasm.bytes, plain.bytes)).toBe(0);
}

const COUNT = 64;

/** A population with a parameter for each neuron, and where its events and scratch lie. */
function population(
  lab: Lab,
  choice: { flags: number; maxSpikes: number; bias: boolean; current: boolean; vMin: number },
) {
  const each = (low: number, high: number): number => floats(lab, COUNT, low, high);
  const structure = zeros(lab, NEURON_FIELDS);
  const v = each(-1, 1.5);
  const acc = each(-2, 3);
  const bias = choice.bias ? each(-0.5, 0.5) : 0;
  const tables = {
    decays: each(0.5, 1),
    gains: each(0.5, 1.5),
    offsets: each(-0.1, 0.1),
    limits: each(0.2, 1),
    vResets: each(-0.2, 0.1),
  };
  const current = choice.current
    ? { i: each(-1, 1), currentDecays: each(0.5, 1), currentGains: each(0.5, 1) }
    : {};
  const indices = zeros(lab, COUNT + 4);
  const values = zeros(lab, COUNT + 4);
  const scratch = zeros(lab, COUNT / 4 + 4);
  const fields = {
    v, acc, bias, count: COUNT, indices, values, scratch, flags: choice.flags, decay: 0.875, gain: 0.75, offset: 0.0625,
    limit: 0.5, threshold: 0.5, vReset: -0.125, vMin: choice.vMin, maxSpikes: choice.maxSpikes, ...tables,
    thresholds: tables.limits, ...current,
  }; // prettier-ignore
  return { structure, fields, indices, values, scratch };
}

describe("neurons: the compiled form gives the bits of the plain one", () => {
  const kernels = ["stepIntegrators", "stepLeaky", "stepEach", "stepLookingBack"] as const;
  const flags = [
    0,
    RESET_TO_VALUE,
    STRICT,
    RESET_TO_VALUE | STRICT,
    DECAY_INPUT,
    WHOLE,
    CORRECTED,
    RESET_TO_VALUE | WHOLE,
    RESET_TO_VALUE | CORRECTED,
    RESET_TO_VALUE | WHOLE | CORRECTED,
  ];
  const cases = kernels.flatMap((kernel) =>
    flags.flatMap((flag) => [1, 2, Infinity].map((maxSpikes) => ({ kernel, flag, maxSpikes }))),
  );

  it.each(cases)("$kernel, flags $flag, at most $maxSpikes", ({ kernel, flag, maxSpikes }) => {
    for (const [bias, current, vMin] of [
      [false, false, -Infinity],
      [true, true, -0.25],
    ] as const) {
      let loose: [number, number][] = [];
      expectSame(
        (lab) => {
          const { structure, fields, indices, values, scratch } = population(lab, {
            flags: flag,
            maxSpikes,
            bias,
            current,
            vMin,
          });
          writeNeurons(lab.kernel, structure, fields);
          return (call) => {
            let events = 0;
            for (let t = 0; t < 5; t++) events = call[kernel](structure);
            loose = [
              [indices + events * 4, indices + (COUNT + 4) * 4],
              [values + events * 4, values + (COUNT + 4) * 4],
              [scratch, scratch + COUNT + 16],
            ];
            return events;
          };
        },
        () => loose,
      );
    }
  });

  it.each(cases.filter(({ flag }) => (flag & DECAY_INPUT) === 0))(
    "$kernel, flags $flag, at most $maxSpikes, where potentials fall on limits and multiples of thresholds",
    ({ kernel, flag, maxSpikes }) => {
      let loose: [number, number][] = [];
      expectSame(
        (lab) => {
          const { structure, fields, indices, values, scratch } = population(lab, {
            flags: flag,
            maxSpikes,
            bias: false,
            current: false,
            vMin: -Infinity,
          });
          const quarters = (low: number, high: number): number => {
            const address = floats(lab, COUNT, low, high);
            const view = new Float32Array(lab.kernel.buffer, address, COUNT);
            for (let k = 0; k < COUNT; k++) view[k] = Math.round(4 * view[k]!) / 4;
            return address;
          };
          const [ones, halves] = [quarters(1, 1), quarters(0.5, 0.5)];
          writeNeurons(lab.kernel, structure, {
            ...fields,
            v: quarters(-1, 2),
            acc: quarters(-1, 2),
            decays: ones,
            gains: ones,
            offsets: quarters(0, 0),
            limits: halves,
            thresholds: halves,
            decay: 1,
            gain: 1,
            offset: 0,
          });
          return (call) => {
            const events = call[kernel](structure);
            loose = [
              [indices + events * 4, indices + (COUNT + 4) * 4],
              [values + events * 4, values + (COUNT + 4) * 4],
              [scratch, scratch + COUNT + 16],
            ];
            return events;
          };
        },
        () => loose,
      );
    },
  );

  it("some fire and some do not", () => {
    const { result } = memoryAfter("wasm", (lab) => {
      const { structure, fields } = population(lab, {
        flags: 0,
        maxSpikes: 1,
        bias: false,
        current: false,
        vMin: -Infinity,
      });
      writeNeurons(lab.kernel, structure, fields);
      return (call) => call.stepEach(structure);
    });
    expect(result).toBeGreaterThan(8);
    expect(result).toBeLessThan(56);
  });
});

/** A window over [6][5][3] with a border, to sums [4][3][lanes], and fans of any size over the same sums. */
function connection(lab: Lab, lanes: number, columns: number, events: number) {
  const { kernel, random } = lab;
  const sources = 40;
  const sums = 4 * columns * lanes;
  const structure = zeros(lab, SYNAPSE_FIELDS);
  const fans = kernel.reserve(Int32Array, sources * FAN_FIELDS);
  const weights = floats(lab, 4096, -1, 1);
  for (let source = 0; source < sources; source++) {
    const [rows, vectors] = [Math.floor(random.between(0, 4)), Math.floor(random.between(0, 5))];
    const last = sums - (rows * columns * lanes + vectors * 4);
    const target = Math.max(0, Math.floor(random.between(0, last) / 4)) * 16;
    writeFan(fans.view, source, {
      target,
      block: Math.floor(random.between(0, 512)) * 16,
      rows,
      vectors,
      blockStride: 64,
    });
  }
  const some = (length: number, below: number): Int32Array =>
    Int32Array.from({ length }, () => Math.floor(random.between(0, below)));
  const indices = integers(lab, some(events, sources));
  const inputCount = 8 * (columns + 2) * 3;
  writeSynapse(kernel, structure, {
    indices,
    values: floats(lab, events, -2, 3),
    acc: floats(lab, sums + 64, -1, 1),
    fans: fans.address,
    weights,
    rowStride: columns * lanes * 4,
    places: integers(
      lab,
      some(sources, inputCount + 20).map((place) => (place < 20 ? -1 : (place - 20) * 4)),
    ),
    input: floats(lab, inputCount, -1, 1),
    denseWeights: floats(lab, 9 * 3 * lanes, -1, 1),
    outRows: 4,
    outColumns: columns,
    outChannels: lanes,
    kernelRows: 3,
    rowTaps: 9,
    stepRows: (columns + 2) * 12,
    stepColumns: 12,
    inputStride: (columns + 2) * 12,
  });
  return structure;
}

describe("synapses: the compiled form gives the bits of the plain one", () => {
  const shapes = [4, 12, 16, 24].flatMap((lanes) => [1, 3, 4, 9].map((columns) => ({ lanes, columns })));

  it.each(shapes)("$lanes lanes, $columns columns", ({ lanes, columns }) => {
    for (const events of [0, 1, 100]) {
      expectSame((lab) => {
        const structure = connection(lab, lanes, columns, events);
        return (call) => call.scatter(structure, events);
      });
      expectSame((lab) => {
        const structure = connection(lab, lanes, columns, events);
        return (call) => {
          call.place(structure, events);
          call.dense(structure);
        };
      });
      expectSame((lab) => {
        const structure = connection(lab, lanes, columns, events);
        return (call) => {
          call.clear(structure, events);
        };
      });
    }
  });

  it("what is not 0 is listed with its place", () => {
    const count = 50;
    let loose: [number, number][] = [];
    const make = (lab: Lab) => {
      const array = lab.kernel.reserve(Float32Array, count);
      array.view.set(Float32Array.from({ length: count }, () => Math.max(0, lab.random.between(-1, 1))));
      const [indices, values] = [zeros(lab, count + 4), zeros(lab, count + 4)];
      return (call: SpikingCalls) => {
        const events = call.sparsify(array.address, count, indices, values);
        loose = [indices, values].map((address) => [address + events * 4, address + (count + 4) * 4]);
        return events;
      };
    };
    expectSame(make, () => loose);
    expect(memoryAfter("plain", make).result).toBe(28);
  });
});
