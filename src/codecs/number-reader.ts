import { usOfNs } from "./nanoseconds.ts";

/** Reads the number at `at` into `into[slot]`: a double that is returned would be allocated. */
export type NumberReader = (view: DataView, at: number, into: Float64Array, slot: number) => void;

/** How a number is stored. */
export interface NumberField {
  /** Kind and bytes, as NumPy names them: `i8`, `u2`, `f4`, `b1`. */
  readonly code: string;
  /** Whether its least byte comes first. */
  readonly little: boolean;
  readonly read: NumberReader;
}

const TWO_32 = 4294967296;

const wide =
  (little: boolean, high: (view: DataView, at: number) => number): NumberReader =>
  (view, at, into, slot) => {
    into[slot] = high(view, little ? at + 4 : at) * TWO_32 + view.getUint32(little ? at : at + 4, little);
  };

/** Reader of each type, by kind and size. Booleans are numbers of one byte. */
const READERS: Readonly<Record<string, (little: boolean) => NumberReader>> = {
  b1: () => (view, at, into, slot) => (into[slot] = view.getUint8(at)),
  i1: () => (view, at, into, slot) => (into[slot] = view.getInt8(at)),
  u1: () => (view, at, into, slot) => (into[slot] = view.getUint8(at)),
  i2: (little) => (view, at, into, slot) => (into[slot] = view.getInt16(at, little)),
  u2: (little) => (view, at, into, slot) => (into[slot] = view.getUint16(at, little)),
  i4: (little) => (view, at, into, slot) => (into[slot] = view.getInt32(at, little)),
  u4: (little) => (view, at, into, slot) => (into[slot] = view.getUint32(at, little)),
  i8: (little) => wide(little, (view, at) => view.getInt32(at, little)),
  u8: (little) => wide(little, (view, at) => view.getUint32(at, little)),
  f4: (little) => (view, at, into, slot) => (into[slot] = view.getFloat32(at, little)),
  f8: (little) => (view, at, into, slot) => (into[slot] = view.getFloat64(at, little)),
};

/** The reader of a number; null when there is none of this kind and size. */
export const numberReader = (code: string, little: boolean): NumberReader | null =>
  READERS[code]?.(little) ?? null;

/** [-] a stored time is multiplied by 10 to this for microseconds: 6 for seconds, 3, 0, -3 for nanoseconds. */
export type TimeScale = number;

/** Reads a field as a time in microseconds: seconds to the nearest, nanoseconds cut, as clocks count them. */
export function timeReader({ code, little, read }: NumberField, scale: TimeScale): NumberReader {
  if (scale === 0) return read;
  if (scale < 0 && (code === "i8" || code === "u8")) return nanosecondReader(little);
  const factor = Number(`1e${scale}`);
  return (view, at, into, slot) => {
    read(view, at, into, slot);
    into[slot] = Math.floor(into[slot]! * factor + (scale > 0 ? 0.5 : 0));
  };
}

/** Nanoseconds since 1970 do not fit a double, their thousandth part does. */
const nanosecondReader =
  (little: boolean): NumberReader =>
  (view, at, into, slot) => {
    const [low, high] = little ? [at, at + 4] : [at + 4, at];
    into[slot] = usOfNs(view.getUint32(low, little), view.getUint32(high, little));
  };
