import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import {
  CrossbarColumns,
  crossbarKernel,
  type CrossbarDevices,
  readColumnsPlain,
} from "../../../src/kernels/crossbar-columns.ts";

const ROWS = 20;
const LOSSES = { wire: 0.01, outputVariance: 0.0036 };

function someDevices(columns: number, random: Random): CrossbarDevices {
  const shares = (largest: number): Float32Array =>
    Float32Array.from({ length: ROWS * columns }, () => Math.max(0, random.uniform() * 2 - 1) * largest);
  return {
    columns,
    plus: shares(1),
    minus: shares(1),
    fresh: shares(0.01),
    distance: Int32Array.from({ length: ROWS }, (_, row) => 2 * (ROWS - row)),
  };
}

describe("columns of a crossbar", () => {
  it.each([1, 2, 5, 24])("are read as plain, %d of them, from any place of a list", (columns) => {
    const random = new Random(columns);
    const devices = someDevices(columns, random);
    const crossbar = new CrossbarColumns(crossbarKernel(), devices, LOSSES);
    const list = crossbar.rowsOn(2 * ROWS);
    for (let read = 0; read < 20; read++) {
      const rows = Array.from({ length: ROWS }, (_, row) => row).filter(() => random.uniform() < 0.4);
      const levels = rows.map(() => random.uniform());
      const draws = Array.from({ length: columns }, () => 4 * random.uniform() - 2);
      list.rows.view.set(rows, read);
      list.levels.view.set(levels, read);
      crossbar.draws.view.set(draws);
      crossbar.read(list, read, rows.length);
      const found = [...crossbar.values.view.subarray(0, columns)];
      expect(found).toEqual(readColumnsPlain(devices, LOSSES, { rows, levels, draws }));
    }
  });

  it("lose what their wires take: Kirchhoff's sum over the segments, to first order", () => {
    const devices = { columns: 1, plus: Float32Array.of(1, 1), minus: new Float32Array(2), fresh: new Float32Array(2), distance: Int32Array.of(5, 2) }; // prettier-ignore
    const crossbar = new CrossbarColumns(crossbarKernel(), devices, { wire: 0.001, outputVariance: 0 });
    const list = crossbar.rowsOn(2);
    list.rows.view.set([0, 1]);
    list.levels.view.fill(1);
    crossbar.read(list, 0, 2);
    const loss = 0.001 * (3 * 1 + 2 * 4); // three segments carry one current, two carry both
    expect(crossbar.values.view[0]).toBeCloseTo(4 / (2 + loss), 12);
  });
});
