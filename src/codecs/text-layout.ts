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
const NAMES: Readonly<Record<Role, RegExp>> = {
  t: /^(ts?|times?|time_?stamps?)$/,
  x: /^(xs?|col(umn)?|x_?(pos|loc|coords?|coordinates?))$/,
  y: /^(ys?|row|y_?(pos|loc|coords?|coordinates?))$/,
  p: /^(ps?|pols?|polarit(y|ies)|(is_)?on)$/,
};
/** Before a name: what the columns are of. */
const BEFORE_NAME = /^events?[_.]/;
/** A size that faery writes behind the name of a coordinate, as `x@640`. */
const SIZED_NAME = /^(.*)@(\d{1,5})$/;

/** [-] powers of ten by the unit that a name ends with, as `t_us`, `timestamp [ns]`, `time(s)`. */
const SCALES: Readonly<Record<string, number>> = { s: 6, sec: 6, ms: 3, us: 0, ns: -3 };

/** The columns of a line, without blanks or quotes around them. */
export function splitLine(line: string, separator: number): readonly string[] {
  if (separator === SPACE) return line.trim().split(/[ \t]+/);
  return line.split(String.fromCharCode(separator)).map((column) => column.trim().replace(/^"|"$/g, ""));
}

/** What a line or a list of names says. */
export interface NamedColumns extends Omit<TextLayout, "timeScale"> {
  /** As in the layout; null when the name of the time tells no unit. */
  readonly timeScale: number | null;
  /** Sensor's size, where the names tell it. */
  readonly geometry: Geometry | null;
}

/** A line that names its columns; null when it does not name all that an event has. */
export function readNames(line: string, separator: number): NamedColumns | null {
  return namesOf(splitLine(line.replace(/^[#%]\s*/, ""), separator), separator);
}

/** What names say of columns; null when they do not name all that an event has. */
export function namesOf(names: readonly string[], separator = COMMA): NamedColumns | null {
  const found = names.map(partsOf);
  const columnOf = (role: Role): number =>
    found.findIndex(({ name, bare }) => NAMES[role].test(name) || NAMES[role].test(bare));
  const columns = { t: columnOf("t"), x: columnOf("x"), y: columnOf("y"), p: columnOf("p") };
  if (Object.values(columns).includes(-1)) return null;
  const { name, unit } = found[columns.t]!;
  return {
    separator,
    columnOf: columns,
    columns: found.length,
    timeScale: NAMES.t.test(name) ? null : (SCALES[unit] ?? null),
    geometry: geometryOf(found[columns.x]?.size, found[columns.y]?.size),
  };
}

/** A name in lower case, the same without its unit, the unit, and the size that stands behind it. */
function partsOf(column: string): { name: string; bare: string; unit: string; size: string } {
  const whole = column.toLowerCase().replace(BEFORE_NAME, "");
  const [, name = whole, size = ""] = SIZED_NAME.exec(whole) ?? [];
  const [, bare = "", unit = ""] = /^([a-z_]+?)(?:[_ ]?[[(]?(s|sec|ms|us|ns)[\])]?)?$/.exec(name) ?? [];
  return { name, bare, unit, size };
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

/** A whole number from which on it can only be nanoseconds since 1970. */
const LEAST_NS = 1e16;
/** A number that is written as if it were not whole; seconds have all their places. */
const FLOATING = /[.e]/i;
const ALL_PLACES = /\.\d{2,}$/;

const isWhole = (time: string): boolean => Number.isInteger(Number(time)) && !ALL_PLACES.test(time);

/** Whether these times settle their unit: one of them is no whole number that is written as a floating one. */
export const tellsUnit = (times: readonly string[]): boolean =>
  times.some((time) => !FLOATING.test(time) || !isWhole(time));

/** [us] whole times in floating numbers of a text are microseconds from here on: as seconds they would be a day. */
const LEAST_WHOLE_US = 1e5;

/** The unit of times in a text, by the first of them. */
export const guessTimeScale = (times: readonly string[]): number =>
  unitOf(
    times,
    times.some((time) => FLOATING.test(time)),
    LEAST_WHOLE_US,
  );

/**
 * The unit of times, by the first of them: whole numbers are microseconds, or nanoseconds when all have so many digits,
 * and others are seconds. Floating numbers that are all whole are taken for such when one is at least `leastUs`.
 */
export function unitOf(times: readonly string[], isFloating: boolean, leastUs: number): number {
  const sizes = times.map((time) => Math.abs(Number(time)));
  if (isFloating && !(times.every(isWhole) && Math.max(0, ...sizes) >= leastUs)) return 6;
  // one number that is off, such as a damaged one, does not make nanoseconds of the others
  return sizes.length > 0 && Math.min(...sizes) >= LEAST_NS ? -3 : 0;
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
