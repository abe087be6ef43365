import type { EventBatch } from "../core/event-batch.ts";
import type { Geometry, RowConvention } from "./codec.ts";
import { RANGE_32_US, WRAP_FALL_32_US } from "./dat-words.ts";
import type { KernelPort, WordKernel } from "./word-decoder.ts";

/** Where the fields lie in the 32-bit addresses of a family of chips. */
export interface Aedat2Layout {
  readonly name: string;
  readonly bounds: Geometry;
  readonly xShift: number;
  readonly xMask: number;
  readonly yShift: number;
  readonly yMask: number;
  readonly pShift: number;
  readonly storedOne: RowConvention["storedOne"];
  /** Bits of which one is set in what is no event. */
  readonly otherBits: number;
  /** Bits that are never set. */
  readonly unusedBits: number;
}

/** Source: jAER `DVS128.java`: type = 1 - bit 0; bit 15 marks edges on the synchronisation input. */
export const DVS128_LAYOUT: Aedat2Layout = {
  name: "DVS128",
  bounds: { width: 128, height: 128 },
  xShift: 1,
  xMask: 0x7f,
  yShift: 8,
  yMask: 0x7f,
  pShift: 0,
  storedOne: "off",
  otherBits: 0x8000,
  unusedBits: 0xffff0000,
};

/** Source: jAER `DVS640.java` and `SecDvs640Gen2.java`. */
export const DVS640_LAYOUT: Aedat2Layout = {
  name: "DVS640",
  bounds: { width: 640, height: 480 },
  xShift: 1,
  xMask: 0x3ff,
  yShift: 11,
  yMask: 0x3ff,
  pShift: 0,
  storedOne: "on",
  otherBits: 0,
  unusedBits: 0xffe00000,
};

/** Source: jAER `DVS1280x720SD.java`. */
export const DVS1280_LAYOUT: Aedat2Layout = {
  ...DVS640_LAYOUT,
  name: "DVS1280x720SD",
  bounds: { width: 1280, height: 720 },
  xMask: 0x7ff,
  yShift: 12,
  unusedBits: 0xffc00000,
};

/** Source: jAER `DavisChip.java`, `DVXplorer.java`: bit 31 marks pixel values and inertial samples, bit 10 edges on an input. */
export const DAVIS_LAYOUT: Aedat2Layout = {
  name: "DAVIS",
  bounds: { width: 1024, height: 512 },
  xShift: 12,
  xMask: 0x3ff,
  yShift: 22,
  yMask: 0x1ff,
  pShift: 11,
  storedOne: "on",
  otherBits: 0x80000400 | 0,
  unusedBits: 0,
};

/** Bits 31, 11 and 10 of an inertial sample's record; its number in bits 30..28, the last of seven. */
const IMU_BITS = 0x80000c00 | 0;
const IMU_NUMBER_SHIFT = 28;
const LAST_IMU_NUMBER = 6;
/** Lowest bits of an input event that is a falling edge. Source: jAER `DavisChip.java`. */
const FALLING = 2;

/**
 * Decodes AEDAT 2.0 records: address and time in microseconds, 32 bits each, big-endian. The time is taken as unsigned:
 * where jAER counts on below zero, it is carried on.
 */
export class Aedat2Kernel implements WordKernel {
  readonly wordBytes = 8;
  fault: string | null = null;
  readonly #view: DataView;
  readonly #port: KernelPort;
  readonly #layout: Aedat2Layout;
  #loopUs = 0;
  #storedUs = 0;

  constructor(port: KernelPort, layout: Aedat2Layout) {
    this.#view = new DataView(port.window);
    this.#port = port;
    this.#layout = layout;
  }

  get timeUs(): number {
    return this.#loopUs + this.#storedUs;
  }

  run(from: number, to: number, out: EventBatch): number {
    this.fault = null;
    const { otherBits, unusedBits } = this.#layout;
    const view = this.#view;
    const room = out.t.length;
    let at = from;
    for (; at < to && out.length < room; at++) {
      const address = view.getInt32(8 * at, false);
      if ((address & unusedBits) !== 0) {
        this.fault = `an address with bits that a ${this.#layout.name} does not have`;
        break;
      }
      this.#advance(view.getUint32(8 * at + 4, false));
      if ((address & otherBits) === 0) this.#append(address, out);
      else this.#other(address);
    }
    return at;
  }

  sync(from: number, to: number): number {
    let at = from;
    while (at < to && (this.#view.getInt32(8 * at, false) & this.#layout.unusedBits) !== 0) at++;
    return at;
  }

  save(): readonly number[] {
    return [this.#loopUs, this.#storedUs];
  }

  restore([loopUs = 0, storedUs = 0]: readonly number[]): void {
    this.#loopUs = loopUs;
    this.#storedUs = storedUs;
  }

  #advance(storedUs: number): void {
    const fallUs = this.#storedUs - storedUs;
    this.#storedUs = storedUs;
    if (fallUs <= 0) return;
    if (fallUs > WRAP_FALL_32_US) {
      this.#loopUs += RANGE_32_US;
      this.#port.stats.wraps++;
    } else this.#port.stats.clockStepsBack++;
  }

  #append(address: number, out: EventBatch): void {
    const { xShift, xMask, yShift, yMask, pShift, storedOne } = this.#layout;
    const column = (address >>> xShift) & xMask;
    const row = (address >>> yShift) & yMask;
    if (column >= out.width || row >= out.height) {
      this.#port.stats.droppedOutOfBounds++;
      return;
    }
    const n = out.length++;
    out.t[n] = this.#loopUs + this.#storedUs;
    out.x[n] = column;
    out.y[n] = row;
    out.p[n] = ((address >>> pShift) & 1) ^ (storedOne === "off" ? 1 : 0);
  }

  /** A pixel's value, a part of an inertial sample, or an edge on an input. */
  #other(address: number): void {
    const { stats, options } = this.#port;
    if ((address & IMU_BITS) === IMU_BITS) {
      if (((address >>> IMU_NUMBER_SHIFT) & 7) === LAST_IMU_NUMBER) stats.imuSamples++;
    } else if (address < 0) stats.otherWords++;
    else {
      stats.triggers++;
      options.side?.trigger?.(this.timeUs, 0, (address & 0x3ff) !== FALLING);
    }
  }
}
