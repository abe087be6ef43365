import type { Quantity } from "../../src/core/quantity.ts";
import { type EnergyTable, type FourEnergies, PROXY_AC } from "../../src/backends/ledger.ts";

/** Bounds within which a figure is believed, and the figure. */
export interface Interval {
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/**
 * [mW] the four energies of a second, side by side; they rest on different assumptions and are never added up. Absent: not
 * modelled.
 */
export interface PowerIntervals {
  readonly proxyMw: Interval;
  readonly dynamicMw?: Interval;
  readonly staticMw?: Interval;
  readonly linkMw?: Interval;
}

/**
 * [-] by which a number may be off, up and down, by what it rests on: a choice of this project. Published energies of one chip
 * differ by as much between sources (Loihi 1's synaptic operation: 23.6 to 35.5 pJ), and TrueNorth's by ten with the load.
 */
export const ERROR_FACTORS: Readonly<Record<Quantity["basis"], number>> = {
  calibrated: 1.2,
  published: 1.5,
  assumed: 3,
};

/** What a second of work is made of. */
export interface Second {
  /** [Hz] windows of all cameras together. */
  readonly windowsHz: number;
  /** [-] chips, each with its static power whether it works or not. */
  readonly chips: number;
}

/** @param energies [nJ] of a window */
export function powerIntervals(
  { proxyNj, dynamicNj, linkNj }: FourEnergies,
  table: EnergyTable,
  { windowsHz, chips }: Second,
): PowerIntervals {
  const milliwatts = (nj: number): number => nj * windowsHz * 1e-6;
  return {
    proxyMw: within(milliwatts(proxyNj), PROXY_AC.basis),
    ...(dynamicNj === undefined ? {} : { dynamicMw: dynamicInterval(dynamicNj, table, milliwatts) }),
    ...(table.static === null ? {} : { staticMw: within(table.static.value * chips, table.static.basis) }),
    ...(linkNj === undefined ? {} : { linkMw: within(milliwatts(linkNj), "assumed") }),
  };
}

/** Whether two figures cannot be told apart: then neither is before the other. */
export const overlap = (a: Interval, b: Interval): boolean => a.low <= b.high && b.low <= a.high;

/** Each component within the bounds of the worst number in it. */
function dynamicInterval(
  components: Readonly<Record<string, number>>,
  table: EnergyTable,
  milliwatts: (nj: number) => number,
): Interval {
  let sum: Interval = { low: 0, value: 0, high: 0 };
  for (const [name, nj] of Object.entries(components)) {
    const rows = (table.dynamic ?? []).filter(({ component }) => component === name);
    const basis = rows.some(({ each }) => each.basis === "assumed")
      ? "assumed"
      : (rows[0]?.each.basis ?? "assumed");
    const part = within(milliwatts(nj), basis);
    sum = { low: sum.low + part.low, value: sum.value + part.value, high: sum.high + part.high };
  }
  return sum;
}

const within = (value: number, basis: Quantity["basis"]): Interval => ({
  low: value / ERROR_FACTORS[basis],
  value,
  high: value * ERROR_FACTORS[basis],
});
