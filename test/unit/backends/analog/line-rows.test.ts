import { describe, expect, it } from "vitest";
import { type LineCounts, LineRows } from "../../../../src/backends/analog/line-rows.ts";
import { Random } from "../../../../src/core/random.ts";
import type { RowsOn } from "../../../../src/kernels/crossbar-columns.ts";
import { WasmKernel } from "../../../../src/kernels/wasm-kernel.ts";

const GEOMETRIES = [
  { channels: 2, rows: 7, columns: 6, groups: 1, kernel: 3, stride: 1, padding: 1, dilation: 1 },
  { channels: 4, rows: 9, columns: 9, groups: 2, kernel: 3, stride: 2, padding: 1, dilation: 1 },
  { channels: 3, rows: 8, columns: 10, groups: 3, kernel: 2, stride: 3, padding: 0, dilation: 2 },
  { channels: 5, rows: 1, columns: 1, groups: 1, kernel: 1, stride: 1, padding: 0, dilation: 1 },
];

function whole({ kernel, stride, padding, dilation, ...g }: (typeof GEOMETRIES)[number]) {
  const reach = dilation * (kernel - 1) + 1;
  const places = (length: number): number => Math.floor((length + 2 * padding - reach) / stride) + 1;
  return {
    ...g,
    kernelRows: kernel, kernelColumns: kernel, strideRows: stride, strideColumns: stride,
    padRows: padding, padColumns: padding, dilationRows: dilation, dilationColumns: dilation,
    outChannels: g.groups * 2, outRows: places(g.rows), outColumns: places(g.columns),
  }; // prettier-ignore
}

/** Which row sees what at a place: tap by tap. */
function seen(g: ReturnType<typeof whole>, x: Int32Array, [line, column, group]: [number, number, number]) {
  const taps = g.kernelRows * g.kernelColumns;
  const perGroup = (g.channels / g.groups) * taps;
  return Array.from({ length: perGroup }, (_, n) => {
    const row = group * perGroup + n;
    const y = line * g.strideRows - g.padRows + Math.floor((row % taps) / g.kernelColumns) * g.dilationRows;
    const left = column * g.strideColumns - g.padColumns + (row % g.kernelColumns) * g.dilationColumns;
    const isInside = y >= 0 && y < g.rows && left >= 0 && left < g.columns;
    const at = (Math.floor(row / taps) * g.rows + y) * g.columns + left;
    return { row, value: isInside ? (x[at] ?? NaN) : 0 };
  }).filter(({ value }) => value > 0);
}

function roomFor(length: number): RowsOn {
  const kernel = new WasmKernel<object>("crossbar-columns");
  return { rows: kernel.reserve(Int32Array, length), levels: kernel.reserve(Float64Array, length) };
}

/** That a place has these rows on; adds up what they count. */
function check(
  { on, room, rowsOn }: LineRows,
  place: number,
  expected: readonly { readonly row: number; readonly value: number }[],
  counts: LineCounts,
): void {
  const at = place * room;
  const end = at + (on[place] ?? NaN);
  expect([...rowsOn.rows.view.subarray(at, end)]).toEqual(expected.map(({ row }) => row));
  const levels = expected.map(({ value }) => Math.min(1, value / 2));
  expect([...rowsOn.levels.view.subarray(at, end)]).toEqual(levels);
  for (const { row, value } of expected) {
    counts.synops += 2 * value;
    counts[value === 1 ? "acs" : "macs"] += row % 3;
    if (value > 2) counts.clippedIn++;
  }
}

describe("rows that are on at the places of a line", () => {
  it.each(GEOMETRIES)("are those of a window that looks tap by tap: %o", (geometry) => {
    const g = whole(geometry);
    const random = new Random(g.channels);
    const rowsOfAll = g.channels * g.kernelRows * g.kernelColumns;
    const nonZero = Int32Array.from({ length: rowsOfAll }, (_, row) => row % 3);
    const levelOf = Float64Array.of(0, 0.5, 1);
    const lines = new LineRows(g, { columns: 2, nonZero, levelOf }, roomFor);
    for (let step = 0; step < 3; step++) {
      const x = Int32Array.from({ length: g.channels * g.rows * g.columns }, () =>
        Math.floor(Math.max(0, random.uniform() * 8 - 4)),
      );
      const counts = { synops: 0, acs: 0, macs: 0, clippedIn: 0 };
      lines.begin(x);
      for (let line = 0; line < g.outRows; line++) {
        lines.gather(line);
        for (let place = 0; place < g.outColumns * g.groups; place++)
          check(lines, place, seen(g, x, [line, Math.floor(place / g.groups), place % g.groups]), counts);
      }
      expect(lines.counts).toEqual(counts);
    }
  });
});
