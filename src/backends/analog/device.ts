import type { Quantity } from "../../core/quantity.ts";

/** One device of a crossbar as it was asked for and as it became. */
export interface ProgrammedDevice {
  /** [-] conductance asked for, as a share of the largest: 0 to 1. */
  readonly share: number;
  /** [uS] what programming left. */
  readonly conductanceUs: number;
  /** [-] a standard normal number of the device's own: how fast it drifts, or where it went. */
  readonly chance: number;
}

/** [uS] spreads of one device's reads. */
export interface ReadSpread {
  /** Slower than a window, so the same in all of it. */
  readonly heldUs: number;
  /** Anew at each read. */
  readonly freshUs: number;
}

/** A kind of memory device: how far its conductance is from what was asked for. `share` is that of the largest conductance. */
export interface DeviceModel {
  readonly numbers: Readonly<Record<string, Quantity>>;
  readonly largestUs: number;
  /** [uS] standard deviation right after programming. */
  programmingSpreadUs(share: number): number;
  /** [uS] conductance `afterS` seconds after programming, 0 or more. */
  agedUs(device: ProgrammedDevice, afterS: number): number;
  /** Of a device that has `conductanceUs` by then. */
  readSpread(share: number, conductanceUs: number, afterS: number): ReadSpread;
  /** [uS] all spreads together, the mean drift taken out: what a weight is off by in the end. For plans, not for chance. */
  spreadUs(share: number, afterS: number): number;
  /** [s] the time whose numbers are taken for `afterS`, where only some are known. */
  knownS(afterS: number): number;
}

/** c0 + c1 x + c2 x^2 + ... */
export const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, each) => sum * x + each, 0);
