import { readFile, stat } from "node:fs/promises";
import { SaccadeError } from "../../src/core/errors.ts";
import { at } from "../../src/core/matrix.ts";

/** Where the ball's image truly is. */
export interface TruePlace {
  /** [px] of its centre, pixel centres at integer coordinates, the top row 0. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px] 0 where the truth does not say. */
  readonly radiusPx: number;
  /** Its centre is out of the image or behind something; left out = no. */
  readonly hidden?: boolean;
}

const NEEDED = ["time_us", "x_px", "y_px"] as const;
/** [us] rows farther apart than this have no ball between them. */
const MAX_STEP_US = 10_000;
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * The truth beside a recording, as `saccade simulate` writes it: CSV with a header, among whose columns are time_us, x_px and
 * y_px, and may be radius_px and visible (0 or 1). A row without a place says that there is no ball.
 */
export class ImageTruth {
  readonly #timesUs: Float64Array;
  readonly #places: readonly (TruePlace | null)[];

  /** @param timesUs [us] rising, of the recording's clock; each with its place. */
  constructor(timesUs: Float64Array, places: readonly (TruePlace | null)[]) {
    this.#timesUs = timesUs;
    this.#places = places;
  }

  /** [us] first and last row. */
  get fromUs(): number {
    return this.#timesUs[0] ?? NaN;
  }

  get toUs(): number {
    return this.#timesUs[this.#timesUs.length - 1] ?? NaN;
  }

  /** The place at an instant, straight between two rows; null without a ball to see. */
  at(timeUs: number): TruePlace | null {
    const place = this.whereabouts(timeUs);
    return place?.hidden === true ? null : place;
  }

  /** The same of a ball that is hidden, too: of one that leaves the image a rim may still be seen. */
  whereabouts(timeUs: number): TruePlace | null {
    const times = this.#timesUs;
    const after = firstFrom(times, timeUs);
    const next = this.#places[after] ?? null;
    const nextUs = times[after] ?? Infinity;
    if (nextUs === timeUs) return next;
    const before = this.#places[after - 1] ?? null;
    const beforeUs = times[after - 1] ?? -Infinity;
    if (before === null || next === null || nextUs - beforeUs > MAX_STEP_US) return null;
    const part = (timeUs - beforeUs) / (nextUs - beforeUs);
    const between = (a: number, b: number): number => a + part * (b - a);
    return {
      xPx: between(before.xPx, next.xPx),
      yPx: between(before.yPx, next.yPx),
      radiusPx: between(before.radiusPx, next.radiusPx),
      ...(before.hidden === true || next.hidden === true ? { hidden: true } : {}),
    };
  }
}

/** @throws SaccadeError `file-unreadable`; `config-invalid` with the line. */
export async function readImageTruth(file: string): Promise<ImageTruth> {
  const { size } = await stat(file).catch((cause: unknown) => {
    const message = `cannot read ${file}, which should hold the truth of the recording: say which file does (--truth)`;
    throw new SaccadeError("file-unreadable", message, { file }, { cause });
  });
  if (size > MAX_BYTES) throw wrong(file, 0, `${size} bytes; at most ${MAX_BYTES} are read`);
  const [head = "", ...lines] = (await readFile(file, "utf8")).trimEnd().split(/\r?\n/);
  const columns = head.split(",");
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw wrong(file, 1, `the header "${head.slice(0, 200)}" has no ${missing.join(", no ")}`);
  }
  const row = rowReader(columns);
  const timesUs = new Float64Array(lines.length);
  const places = lines.map((text, i) => {
    const read = row(text);
    if (read === null) throw wrong(file, i + 2, `"${text.slice(0, 200)}" is not ${head}, all numbers`);
    if (i > 0 && !(read.timeUs > (timesUs[i - 1] ?? NaN)))
      throw wrong(file, i + 2, "its time does not lie after the row before");
    timesUs[i] = read.timeUs;
    return read.place;
  });
  if (lines.length === 0) throw wrong(file, 1, "no row after the header");
  return new ImageTruth(timesUs, places);
}

interface Row {
  readonly timeUs: number;
  readonly place: TruePlace | null;
}

function rowReader(columns: readonly string[]): (text: string) => Row | null {
  const column = (name: string): number => columns.indexOf(name);
  const [time, x, y] = [column("time_us"), column("x_px"), column("y_px")];
  const [radius, visible] = [column("radius_px"), column("visible")];
  return (text) => {
    const cells = text.split(",");
    const timeUs = numberIn(cells, time);
    if (cells.length !== columns.length || !Number.isFinite(timeUs)) return null;
    const isHidden = visible >= 0 && cells[visible] === "0";
    if (cells[x] === "") return { timeUs, place: null };
    const place = {
      xPx: numberIn(cells, x),
      yPx: numberIn(cells, y),
      radiusPx: radius < 0 ? 0 : numberIn(cells, radius),
    };
    if (!Object.values(place).every(Number.isFinite)) return null;
    return { timeUs, place: isHidden ? { ...place, hidden: true } : place };
  };
}

const numberIn = (cells: readonly string[], column: number): number => {
  const cell = cells[column];
  return cell === undefined || cell === "" ? NaN : Number(cell);
};

function firstFrom(times: Float64Array, timeUs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(times, middle) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

const wrong = (file: string, line: number, message: string): SaccadeError =>
  new SaccadeError("config-invalid", `${file}:${line}: ${message}`, { file, line });
