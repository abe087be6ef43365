import { SaccadeError } from "../core/errors.ts";
import { ByteRoom } from "./byte-room.ts";
import { PLAIN_ROWS, type DecoderOptions, type FormatId, type Geometry } from "./codec.ts";
import { chooseGeometry } from "./geometry-choice.ts";
import { cutHeader } from "./percent-header.ts";
import { headerFault } from "./sized-header.ts";
import { TextKernel } from "./text-lines.ts";
import {
  bestOrder,
  COMMA,
  commentGeometry,
  firstGuess,
  guessTimeScale,
  lineGeometry,
  nextGuess,
  readNames,
  SEMICOLON,
  SPACE,
  splitLine,
  tellsUnit,
  type Guess,
  type NamedColumns,
  type TextLayout,
} from "./text-layout.ts";
import type { UnitHeaderReader, UnitStream } from "./unit-decoder.ts";

/** Formats that differ in what stands between columns. */
export type TextKind = Extract<FormatId, "text" | "csv">;

/** [bytes] without a line of events there is none: headers have some lines. */
export const MAX_TEXT_HEADER_BYTES = 16384;
/** [-] lines of events that are looked at where the order of the columns or the unit of the time is in doubt. */
const GUESSED_LINES = 8;

const NEWLINE = 0x0a;
/** Some editors begin a file with it: UTF-8's mark. */
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** What the lines so far say. */
interface Found {
  readonly geometry: Geometry | null;
  /** [bytes] offset of the first line of events. */
  readonly bodyByte: number;
  readonly layout: TextLayout;
}

/** What the lines so far have said. */
interface Preface {
  geometry: Geometry | null;
  names: NamedColumns | null;
  guess: Guess | null;
  separator: number;
  bodyByte: number;
  /** The columns of the lines of events. */
  readonly events: (readonly string[])[];
}

/**
 * Looks at whole lines from the start of a text.
 * @param ended whether no more will come, so that what is known must do
 * @returns the layout; null when more lines are needed; the offset of a line that fits no text of events
 */
export function findLayout(bytes: Uint8Array, kind: TextKind, ended: boolean): Found | number | null {
  const start = BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? BYTE_ORDER_MARK.length : 0;
  const seen: Preface = {
    geometry: null,
    names: null,
    guess: null,
    separator: SPACE,
    bodyByte: start,
    events: [],
  };
  for (let at = start; at < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) break;
    const line = textOf(bytes.subarray(at, newline));
    const next = newline + 1;
    const found = line === null ? at : takeLine(seen, line, kind, { at, next });
    if (found !== null) return found;
    at = next;
  }
  return ended ? settle(seen) : null;
}

/** Takes one line; returns what is found when it decides, its offset when it fits nothing, null to go on. */
function takeLine(
  seen: Preface,
  line: string,
  kind: TextKind,
  { at, next }: { readonly at: number; readonly next: number },
): Found | number | null {
  if (line.trim() === "") return null;
  const separator = separatorOf(line, kind);
  const names = seen.events.length === 0 ? readNames(line, separator) : null;
  if (names !== null) {
    Object.assign(seen, { names, separator, bodyByte: next, geometry: seen.geometry ?? names.geometry });
    return names.timeScale === null ? null : found(seen, { ...names, timeScale: names.timeScale });
  }
  if (/^\s*[#%/]/.test(line)) {
    seen.geometry ??= commentGeometry(line);
    if (seen.events.length === 0) seen.bodyByte = next;
    return null;
  }
  const columns = splitLine(line, separator);
  const geometry = seen.events.length === 0 && seen.names === null ? lineGeometry(columns) : null;
  if (geometry !== null) {
    Object.assign(seen, { geometry, bodyByte: next });
    return null;
  }
  return takeEvent(seen, columns, separator, at);
}

/** Takes a line that must be an event. */
function takeEvent(
  seen: Preface,
  columns: readonly string[],
  separator: number,
  at: number,
): Found | number | null {
  if (seen.names === null) {
    const guess = seen.guess === null ? firstGuess(columns) : nextGuess(seen.guess, columns);
    if (guess.candidates.length === 0) return at;
    Object.assign(seen, { guess, separator });
  }
  seen.events.push(columns);
  return isClear(seen) || seen.events.length === GUESSED_LINES ? settle(seen) : null;
}

/** Whether order and unit are beyond doubt. */
function isClear(seen: Preface): boolean {
  const [only, ...others] = seen.guess?.candidates ?? [];
  const order = seen.names?.columnOf ?? (others.length === 0 ? only?.order : undefined);
  return order !== undefined && tellsUnit(timesOf(seen, order.t));
}

const timesOf = ({ events }: Preface, column: number): readonly string[] =>
  events.map((columns) => columns[column] ?? "");

/** The best that is known. */
function settle(seen: Preface): Found | null {
  const { names, guess, separator } = seen;
  const columnOf = names?.columnOf ?? (guess === null ? undefined : bestOrder(guess));
  if (columnOf === undefined) return seen.geometry === null ? null : found(seen, E2VID);
  const timeScale = names?.timeScale ?? guessTimeScale(timesOf(seen, columnOf.t));
  const columns = names?.columns ?? seen.events[0]?.length ?? 0;
  return found(seen, { separator, columnOf, columns, timeScale });
}

/** Of a file that ends after the sensor's size. */
const E2VID: TextLayout = {
  separator: SPACE,
  columnOf: { t: 0, x: 1, y: 2, p: 3 },
  columns: 4,
  timeScale: 6,
};

const found = ({ geometry, bodyByte }: Preface, layout: TextLayout): Found => ({
  geometry,
  bodyByte,
  layout,
});

function separatorOf(line: string, kind: TextKind): number {
  if (kind === "text") return SPACE;
  return line.includes(";") && !line.includes(",") ? SEMICOLON : COMMA;
}

/** The line as text; null when it is none. */
function textOf(line: Uint8Array): string | null {
  const right = line.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0d);
  return right ? String.fromCharCode(...line).trimEnd() : null;
}

/** Reads a text until it is clear how its lines of events are to be read; those already read are given back. */
export class TextHeaderReader implements UnitHeaderReader {
  stream: UnitStream | null = null;
  damages = 0;
  bodyPrefix: Uint8Array = new Uint8Array(0);
  readonly #kind: TextKind;
  readonly #options: DecoderOptions;
  readonly #room = new ByteRoom(1024);

  constructor(kind: TextKind, options: DecoderOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (this.stream === null && at < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline + 1;
      const to = Math.min(end, at + MAX_TEXT_HEADER_BYTES - this.#room.length);
      this.#room.append(bytes.subarray(at, to));
      at = to;
      const full = this.#room.length === MAX_TEXT_HEADER_BYTES;
      if (newline >= 0 || full) this.#look(full);
    }
    return at;
  }

  end(): void {
    const bytes = this.#room.view();
    if (bytes.length === 0) throw cutHeader(0);
    this.#look(true);
  }

  #look(last: boolean): void {
    const bytes = this.#room.view();
    const layout = findLayout(bytes, this.#kind, last) ?? (last ? this.#lookAtCut(bytes) : null);
    if (layout === null) return;
    if (typeof layout !== "number") this.#complete(layout);
    else this.#fail(headerFault("a line that is no event", layout));
  }

  /** The last line has no end: it may be a whole event all the same. */
  #lookAtCut(bytes: Uint8Array): Found | number {
    const whole = new Uint8Array(bytes.length + 1);
    whole.set(bytes);
    whole[bytes.length] = NEWLINE;
    const layout = findLayout(whole, this.#kind, true);
    if (layout !== null && typeof layout !== "number" && layout.bodyByte <= bytes.length) return layout;
    if (this.#options.salvage !== true && bytes.length < MAX_TEXT_HEADER_BYTES) throw cutHeader(bytes.length);
    return typeof layout === "number" ? layout : 0;
  }

  #complete({ geometry, bodyByte, layout }: Found): void {
    this.bodyPrefix = this.#room.view().slice(bodyByte);
    this.stream = {
      header: {
        format: this.#kind,
        variant: variantOf(layout),
        ...chooseGeometry(this.#options.geometry, geometry),
        formatBounds: { width: 65536, height: 65536 },
        origin: "top-left",
        camera: null,
        fields: {},
        bodyByte,
        rows: PLAIN_ROWS,
      },
      kernel: (port) => new TextKernel(port, layout),
    };
  }

  #fail(fault: SaccadeError): void {
    if (this.#options.salvage !== true) throw fault;
    this.damages++;
    const separator = this.#kind === "text" ? SPACE : COMMA;
    this.#complete({ geometry: null, bodyByte: 0, layout: { ...E2VID, separator } });
  }
}

/** The order of the columns and the unit of the time, for people: `txyp s`. */
function variantOf({ columnOf, timeScale }: TextLayout): string {
  const order = Object.entries(columnOf).sort(([, a], [, b]) => a - b);
  const unit =
    Object.entries({ s: 6, ms: 3, us: 0, ns: -3 }).find(([, scale]) => scale === timeScale)?.[0] ?? "";
  return `${order.map(([role]) => role).join("")} ${unit}`;
}
