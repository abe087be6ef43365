import type { Geometry } from "./codec.ts";

/** What a column holds. */
export type Role = "t" | "x" | "y" | "p";

/** How the lines of a text are to be read. */
export interface TextLayout {
  /** Code of what stands between columns; SPACE for any run of spaces and tabs. */
  readonly separator: number;
  /** Column of each of time, x, y, polarity. */
  readonly columnOf: Readonly<Record<Role, number>>;
  /** [-] columns of every line. */
  readonly columns: number;
  /** [-] the time is multiplied by 10 to this for microseconds: 6 for seconds, 0, -3 for nanoseconds. */
  readonly timeScale: number;
}

export const SPACE = 0x20;
export const COMMA = 0x2c;
export const SEMICOLON = 0x3b;

/** Names that columns go by, in lower case without units. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  t: ["t", "ts", "time", "times", "timestamp", "timestamps"],
  x: ["x", "col", "column", "xs"],
  y: ["y", "row", "ys"],
  p: ["p", "pol", "polarity", "polarities", "on", "is_on", "ps"],
};

/** [-] powers of ten by the unit that a name ends with, as `t_us`, `timestamp [ns]`, `time(s)`. */
const SCALES: Readonly<Record<string, number>> = { s: 6, sec: 6, ms: 3, us: 0, ns: -3 };

/** The columns of a line, without blanks around them. */
export function splitLine(line: string, separator: number): readonly string[] {
  if (separator === SPACE) return line.trim().split(/[ \t]+/);
  return line.split(String.fromCharCode(separator)).map((column) => column.trim());
}

/** A line that names its columns: the layout, without a time scale where it names no unit. Null when it names none. */
export function readNames(
  line: string,
  separator: number,
): (Omit<TextLayout, "timeScale"> & { readonly timeScale: number | null }) | null {
  const found = splitLine(line.replace(/^[#%]\s*/, ""), separator).map((column) => {
    const [, name = "", unit = ""] =
      /^"?([a-z_]+?)(?:[_ ]?[[(]?(s|sec|ms|us|ns)[\])]?)?"?$/i.exec(column) ?? [];
    return { name: column.toLowerCase(), bare: name.toLowerCase(), unit: unit.toLowerCase() };
  });
  const columnOf = (role: Role): number =>
    found.findIndex(({ name, bare }) => NAMES[role].includes(name) || NAMES[role].includes(bare));
  const columns = { t: columnOf("t"), x: columnOf("x"), y: columnOf("y"), p: columnOf("p") };
  if (Object.values(columns).includes(-1)) return null;
  const { name, unit } = found[columns.t]!;
  const timeScale = NAMES.t.includes(name) ? null : (SCALES[unit] ?? null);
  return { separator, columnOf: columns, columns: found.length, timeScale };
}

/** Orders that are tried where no line names the columns, the commonest first. */
const ORDERS: readonly Readonly<Record<Role, number>>[] = [
  { t: 0, x: 1, y: 2, p: 3 },
  { x: 0, y: 1, p: 2, t: 3 }, // Prophesee
  { x: 0, y: 1, t: 2, p: 3 }, // tonic
];

/** An order that is possible, and how often the time would have stepped back. */
interface Candidate {
  readonly order: Readonly<Record<Role, number>>;
  readonly falls: number;
}

/** Orders that are still possible, and what the last line said. */
export interface Guess {
  readonly candidates: readonly Candidate[];
  readonly line: readonly string[];
}

const NUMBER = /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i;
const WHOLE = /^\d+(\.0*)?$|^\d(\.\d*)?e\+?\d+$/i;
const POLARITY = /^([+-]?[01](\.0*)?(e[+-]?0+)?|-?1\.0*e[+-]?0+|true|false|on|off)$/i;
/** [px] places are below this. */
const MAX_PLACE = 65536;

/**
 * The orders that the first line of events may have; none when it is no such line. If only one number has a point, it is
 * the time.
 */
export function firstGuess(line: readonly string[]): Guess {
  const pointed = line.slice(0, 4).flatMap((column, i) => (/\d[.e]/i.test(column) ? [i] : []));
  const orders = ORDERS.filter((order) => line.length >= 4 && fits(line, order));
  const told = orders.filter(({ t }) => pointed.length === 1 && t === pointed[0]);
  return { line, candidates: (told.length > 0 ? told : orders).map((order) => ({ order, falls: 0 })) };
}

/** What another line leaves of a guess: those that fit it. A line that rules out all is left out. */
export function nextGuess(guess: Guess, line: readonly string[]): Guess {
  const candidates = guess.candidates
    .filter(({ order }) => fits(line, order))
    .map(({ order, falls }) => ({
      order,
      falls: falls + (Number(line[order.t]) < Number(guess.line[order.t]) ? 1 : 0),
    }));
  return candidates.length === 0 ? guess : { candidates, line };
}

/** The likeliest order: the one in which the time steps back least; undefined when there is none. */
export const bestOrder = ({ candidates }: Guess): Readonly<Record<Role, number>> | undefined =>
  candidates.reduce<Candidate | undefined>(
    (best, next) => (best === undefined || next.falls < best.falls ? next : best),
    undefined,
  )?.order;

const fits = (line: readonly string[], { t, x, y, p }: Readonly<Record<Role, number>>): boolean =>
  NUMBER.test(line[t] ?? "") &&
  isPlace(line[x] ?? "") &&
  isPlace(line[y] ?? "") &&
  POLARITY.test(line[p] ?? "");

const isPlace = (column: string): boolean => WHOLE.test(column) && Number(column) < MAX_PLACE;

/** [-] digits of a whole number from which on it can only be nanoseconds since 1970. */
const NANOSECOND_DIGITS = 17;

/** Time written with a point or an exponent is in seconds, a whole number in microseconds. */
export function guessTimeScale(time: string): number {
  if (/[.e]/i.test(time)) return 6;
  return time.length >= NANOSECOND_DIGITS ? -3 : 0;
}

/** A sensor's size in a comment, as `%geometry:640,480` or `# width 640 height 480`; null when there is none. */
export function commentGeometry(comment: string): Geometry | null {
  const [, width, height] =
    /geometry\s*[:=]?\s*(\d{1,5})\s*[x, ]\s*(\d{1,5})/i.exec(comment) ??
    /width\s*[:=]?\s*(\d{1,5})\W+height\s*[:=]?\s*(\d{1,5})/i.exec(comment) ??
    [];
  return geometryOf(width, height);
}

/** A line of two whole numbers: width and height, as the first line of E2VID's files; null when it is none. */
export function lineGeometry(line: readonly string[]): Geometry | null {
  return line.length === 2 && line.every((column) => /^\d{1,5}$/.test(column))
    ? geometryOf(line[0], line[1])
    : null;
}

function geometryOf(width: string | undefined, height: string | undefined): Geometry | null {
  const geometry = { width: Number(width), height: Number(height) };
  const right =
    geometry.width > 0 && geometry.height > 0 && Math.max(geometry.width, geometry.height) <= 65536;
  return right ? geometry : null;
}
