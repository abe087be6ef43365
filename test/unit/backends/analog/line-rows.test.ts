import { describe, expect, it } from "vitest";
import { type LineCounts, LineRows } from "../../../../src/backends/analog/line-rows.ts";
import { Random } from "../../../../src/core/random.ts";
import { crossbarKernel, type RowsOn } from "../../../../src/kernels/crossbar-columns.ts";
import type { WindowGeometry } from "../../../../src/snn/window-geometry.ts";

/** Of a kernel, per axis: rows, columns. */
const GEOMETRIES = [
  { channels: 2, size: [7, 6], groups: 1, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1] },
  { channels: 4, size: [9, 9], groups: 2, kernel: [3, 3], stride: [2, 2], padding: [1, 1], dilation: [1, 1] },
  { channels: 3, size: [8, 10], groups: 3, kernel: [2, 2], stride: [3, 3], padding: [0, 0], dilation: [2, 2] },
  { channels: 2, size: [7, 9], groups: 1, kernel: [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2] },
  { channels: 2, size: [9, 7], groups: 1, kernel: [2, 3], stride: [1, 2], padding: [0, 2], dilation: [3, 2] },
  { channels: 3, size: [1, 12], groups: 1, kernel: [1, 5], stride: [1, 2], padding: [0, 2], dilation: [1, 1] },
  { channels: 5, size: [1, 1], groups: 1, kernel: [1, 1], stride: [1, 1], padding: [0, 0], dilation: [1, 1] },
] as const; // prettier-ignore

function whole({ channels, groups, ...axes }: (typeof GEOMETRIES)[number]): WindowGeometry {
  const { size, kernel, stride, padding, dilation } = axes;
  const places = (axis: 0 | 1): number => {
    const reach = dilation[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((size[axis] + 2 * padding[axis] - reach) / stride[axis]) + 1;
  };
  return {
    channels, groups, rows: size[0], columns: size[1],
    kernelRows: kernel[0], kernelColumns: kernel[1], strideRows: stride[0], strideColumns: stride[1],
    padRows: padding[0], padColumns: padding[1], dilationRows: dilation[0], dilationColumns: dilation[1],
    outChannels: groups * 2, outRows: places(0), outColumns: places(1),
  }; // prettier-ignore
}

/** Which row sees what at a place: tap by tap. */
function seen(g: WindowGeometry, x: Int32Array, [line, column, group]: [number, number, number]) {
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
  const kernel = crossbarKernel();
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
