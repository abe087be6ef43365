import type { Geometry } from "./codec.ts";
import type { LoopCounts } from "./decode-stats.ts";

/** Where the fields lie in the second half of a row (the first is the time). */
export interface DatLayout {
  readonly variant: "v1" | "v2";
  readonly bounds: Geometry;
  readonly xMask: number;
  readonly yShift: number;
  readonly yMask: number;
  readonly pShift: number;
  readonly pMask: number;
}

/** Version 1: x 9 bits, y 8 bits, p bit 17. */
export const DAT_V1: DatLayout = {
  variant: "v1",
  bounds: { width: 512, height: 256 },
  xMask: 0x1ff,
  yShift: 9,
  yMask: 0xff,
  pShift: 17,
  pMask: 1,
};

/** Version 2: x 14 bits, y 14 bits, p 4 bits. */
export const DAT_V2: DatLayout = {
  variant: "v2",
  bounds: { width: 16384, height: 16384 },
  xMask: 0x3fff,
  yShift: 14,
  yMask: 0x3fff,
  pShift: 28,
  pMask: 0xf,
};

/** What the hot loop carries from one call to the next. */
export interface DatState extends LoopCounts {
  readonly layout: DatLayout;
  /** [us] part of the time that is due to wraps. */
  loopUs: number;
  /** [us] last stored time. */
  storedUs: number;
}
