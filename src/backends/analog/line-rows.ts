import type { RowsOn } from "../../kernels/crossbar-columns.ts";
import type { WindowGeometry } from "../../snn/window-geometry.ts";

/** What came in at the places of a line. */
export interface LineCounts {
  /** Pairs of a spike and a target; by weights that are not 0, of single spikes and of more. */
  synops: number;
  acs: number;
  macs: number;
  /** Inputs beyond their converter. */
  clippedIn: number;
}

export interface LineRowsOptions {
  /** [-] devices of a row. */
  readonly columns: number;
  /** By row of all groups: weights that are not 0. */
  readonly nonZero: Int32Array;
  /** [-] by what comes in, up to the most: how much its row is on. */
  readonly levelOf: Float64Array;
}

/**
 * Which rows of a sliding window's crossbars are on, for all places of one line of the output at a time. Visits only inputs that are
 * not 0, by channel, line and column, so that each place gets its rows in ascending order.
 * Hot path: nothing is allocated after the constructor; `npm run bench -- chips` times it.
 */
export class LineRows {
  readonly #g: WindowGeometry;
  readonly #o: LineRowsOptions;
  /** Columns of the input that are not 0, and what came in there; line n, counted through all channels, begins at `#start[n]`. */
  readonly #column: Int32Array;
  readonly #value: Int32Array;
  readonly #start: Int32Array;
  /** Places that a column of the input is seen from, and by which column of their window: from its `#tapStart` on. */
  readonly #tapStart: Int32Array;
  readonly #tapPlace: Int32Array;
  readonly #tapColumn: Int32Array;
  /** [rows] reserved for each place and group. */
  readonly room: number;
  /** [rows] that are on, by place times groups plus group. */
  readonly on: Int32Array;
  /** Those of entry n of `on` from n times `room` on. */
  readonly rowsOn: RowsOn;
  readonly counts: LineCounts = { synops: 0, acs: 0, macs: 0, clippedIn: 0 };

  /** @param reserve room for so many rows, asked once */
  constructor(geometry: WindowGeometry, options: LineRowsOptions, reserve: (length: number) => RowsOn) {
    const g = geometry;
    this.#g = g;
    this.#o = options;
    const elements = g.channels * g.rows * g.columns;
    this.#column = new Int32Array(elements);
    this.#value = new Int32Array(elements);
    this.#start = new Int32Array(g.channels * g.rows + 1);
    const taps = Array.from({ length: g.columns }, (_, column) => tapsOf(g, column));
    this.#tapStart = new Int32Array(g.columns + 1);
    for (const [column, { length }] of taps.entries())
      this.#tapStart[column + 1] = this.#tapStart[column]! + length;
    this.#tapPlace = Int32Array.from(taps.flat(), ({ place }) => place);
    this.#tapColumn = Int32Array.from(taps.flat(), ({ column }) => column);
    this.room = (g.channels / g.groups) * g.kernelRows * g.kernelColumns;
    this.on = new Int32Array(g.outColumns * g.groups);
    this.rowsOn = reserve(this.on.length * this.room);
  }

  /** Takes in a step. @param x what comes in, by element of the input */
  begin(x: Int32Array): void {
    const { columns } = this.#g;
    const { counts } = this;
    counts.synops = counts.acs = counts.macs = counts.clippedIn = 0;
    let found = 0;
    for (let line = 0, at = 0; line < this.#start.length - 1; line++) {
      this.#start[line] = found;
      for (let column = 0; column < columns; column++, at++) {
        const value = x[at]!;
        if (value === 0) continue;
        this.#column[found] = column;
        this.#value[found++] = value;
      }
    }
    this.#start[this.#start.length - 1] = found;
  }

  /** Rows that are on at the places of a line of the output: `on` and `rowsOn`. */
  gather(line: number): void {
    const g = this.#g;
    const perGroup = g.channels / g.groups;
    const top = line * g.strideRows - g.padRows;
    this.on.fill(0);
    for (let channel = 0, row = 0; channel < g.channels; channel++) {
      const group = Math.floor(channel / perGroup);
      for (let r = 0; r < g.kernelRows; r++, row += g.kernelColumns) {
        const y = top + r * g.dilationRows;
        if (y >= 0 && y < g.rows) this.#gatherLine(channel * g.rows + y, group, row);
      }
    }
  }

  /** The same of one line of the input, which the windows see from row `first` of their crossbar on. */
  #gatherLine(line: number, group: number, first: number): void {
    const { groups } = this.#g;
    const rows = this.rowsOn.rows.view;
    const levels = this.rowsOn.levels.view;
    const { levelOf } = this.#o;
    const most = levelOf.length - 1;
    for (let n = this.#start[line]!; n < this.#start[line + 1]!; n++) {
      const column = this.#column[n]!;
      const value = this.#value[n]!;
      for (let tap = this.#tapStart[column]!; tap < this.#tapStart[column + 1]!; tap++) {
        const row = first + this.#tapColumn[tap]!;
        const place = this.#tapPlace[tap]! * groups + group;
        const at = place * this.room + this.on[place]!++;
        rows[at] = row;
        levels[at] = levelOf[Math.min(value, most)]!;
        this.#count(row, value, value > most);
      }
    }
  }

  #count(row: number, value: number, isClipped: boolean): void {
    const { counts } = this;
    const { columns, nonZero } = this.#o;
    counts.synops += value * columns;
    if (value === 1) counts.acs += nonZero[row]!;
    else counts.macs += nonZero[row]!;
    if (isClipped) counts.clippedIn++;
  }
}

interface Tap {
  readonly place: number;
  readonly column: number;
}

/** Places along a line of the output that see a column of the input, and with which column of their window. */
function tapsOf(g: WindowGeometry, column: number): Tap[] {
  return Array.from({ length: g.kernelColumns }, (_, k) => ({
    place: (column + g.padColumns - k * g.dilationColumns) / g.strideColumns,
    column: k,
  })).filter(({ place }) => Number.isInteger(place) && place >= 0 && place < g.outColumns);
}
