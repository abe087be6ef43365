import type { EnergyTable } from "../../src/backends/ledger.ts";
import { COUNTERS, type Counter, energiesOf, type FourEnergies, Ledger } from "../../src/backends/ledger.ts";
import type { SubmissionMode } from "../../src/backends/link.ts";
import { type NeuroBench, neuroBench } from "../../src/backends/neurobench.ts";
import type { ChipRun } from "./chip-run.ts";
import { type Interval, powerIntervals, type PowerIntervals } from "./energy-interval.ts";

/** [Hz] windows of one camera: the world's quantum is 1 ms. */
const WINDOW_HZ = 1000;
const CAMERAS = 2;

/** What a chip had to do in the loop; all modelled, means over the windows that it was shown. */
export interface ChipLoad {
  readonly windows: number;
  /** [ms] */
  readonly inferenceMs: number;
  readonly linkMs: number;
  readonly passMs: number;
  /** [ms] 99th percentile of the passes of one ball and camera, mean over them weighted by their windows. */
  readonly passP99Ms: number;
  /** [Hz] windows of one camera that one chip takes, at most what a camera has. */
  readonly rateHz: number;
  /** [-] chips that two cameras need at that rate, and at the cameras' own. */
  readonly chips: number;
  readonly chipsAtFullRate: number;
  /** [nJ] a window, side by side. */
  readonly energies: FourEnergies;
  /** [nJ] dynamic, of a window, with the bounds that it is believed within; absent = not modelled. */
  readonly windowNj?: Interval;
  /** [mW] two cameras at `rateHz`, side by side, each with the bounds that it is believed within. */
  readonly power: PowerIntervals;
  readonly neuroBench: NeuroBench;
  /** [-] values that met a bound of the chip, over all windows. */
  readonly saturated: number;
}

/** How windows reach a chip. */
export interface LoadTerms {
  readonly energies: EnergyTable;
  /** [us] that the host is busy with a window: region, filter, decoding. */
  readonly hostUs: number;
  readonly submission: SubmissionMode;
}

/** Sums what the chips of one row did. Null when none of them was ever shown a window. */
export function chipLoad(runs: readonly ChipRun[], terms: LoadTerms): ChipLoad | null {
  const parts = runs.filter(({ windows }) => windows > 0);
  const [first] = parts;
  if (first === undefined) return null;
  const sum = (pick: (part: ChipRun) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  const windows = sum((part) => part.windows);
  const deviceNs = sum(({ sums }) => sums.deviceNs);
  const [inferenceMs, linkMs] = [deviceNs / windows / 1e6, sum(({ sums }) => sums.linkNs) / windows / 1e6];
  const ledger = ledgerOf(parts.map(({ sums }) => sums.counts));
  const occupancyMs =
    terms.submission === "pipelined" ? inferenceMs : inferenceMs + linkMs + terms.hostUs / 1000;
  const rateHz = Math.min(WINDOW_HZ, 1000 / occupancyMs);
  const chips = chipsFor(rateHz, occupancyMs);
  const windowsHz = CAMERAS * rateHz;
  const energies = eachWindow(energiesOf(ledger, terms.energies, deviceNs), windows);
  const power = powerIntervals(energies, terms.energies, { windowsHz, chips });
  return {
    windows,
    inferenceMs,
    linkMs,
    passMs: inferenceMs + linkMs,
    passP99Ms: sum((part) => part.windows * (part.passMs?.p99 ?? 0)) / windows,
    rateHz,
    chips,
    chipsAtFullRate: chipsFor(WINDOW_HZ, occupancyMs),
    energies,
    ...(power.dynamicMw === undefined ? {} : { windowNj: scaled(power.dynamicMw, 1e6 / windowsHz) }),
    power,
    neuroBench: neuroBench({ footprint: first.footprint, shownSteps: first.steps }, ledger, windows),
    saturated: sum((part) => part.saturated),
  };
}

const scaled = ({ low, value, high }: Interval, factor: number): Interval => ({
  low: low * factor,
  value: value * factor,
  high: high * factor,
});

/** Chips that are busy for so long a window. @param occupancyMs [ms] */
const chipsFor = (rateHz: number, occupancyMs: number): number =>
  Math.max(1, Math.ceil((CAMERAS * rateHz * occupancyMs) / 1000 - 1e-9));

function ledgerOf(counts: readonly Partial<Record<Counter, number>>[]): Ledger {
  const ledger = new Ledger(["network"]);
  for (const each of counts) for (const counter of COUNTERS) ledger.add(0, counter, each[counter] ?? 0);
  return ledger;
}

function eachWindow({ proxyNj, dynamicNj, staticNj, linkNj }: FourEnergies, windows: number): FourEnergies {
  const components = Object.entries(dynamicNj ?? {}).map(([name, nj]) => [name, nj / windows] as const);
  return {
    proxyNj: proxyNj / windows,
    ...(dynamicNj === undefined ? {} : { dynamicNj: Object.fromEntries(components) }),
    ...(staticNj === undefined ? {} : { staticNj: staticNj / windows }),
    ...(linkNj === undefined ? {} : { linkNj: linkNj / windows }),
  };
}
