import { exactExp } from "../core/exact-math.ts";
import type { PlaceReading } from "./place-reading.ts";

/** Bins of one axis: bin i stands for `firstPx` + i * `binPx`. Outputs are the x bins, the y bins, and maybe presence. */
export interface PopulationCode {
  readonly bins: number;
  /** [px] */
  readonly firstPx: number;
  /** [px] */
  readonly binPx: number;
  /** Whether one more output, the last, is the logit of a ball's presence. */
  readonly presence: boolean;
}

/** How a place is read from the bins. */
export type PopulationReading =
  /** The mean of the bins' softmax. */
  | { readonly kind: "softmax-mean" }
  /** The largest bin, as the published trackers read it (A. Ziegler et al., arXiv 2403.10677); the first of equals. */
  | { readonly kind: "peak" }
  /** The mean of the bins within `reach` of the largest, weighted with their values where positive. */
  | { readonly kind: "peak-mean"; readonly reach: number };

/** Outputs of a population code. */
export const outputsOf = ({ bins, presence }: PopulationCode): number => 2 * bins + (presence ? 1 : 0);

/** Reads the place from the outputs of one window, summed or averaged over its steps as the network was trained. */
export function readPopulation(
  values: ArrayLike<number>,
  code: PopulationCode,
  reading: PopulationReading,
  result: PlaceReading,
): void {
  const weigh = WEIGHTS[reading.kind](values, code, reading);
  const x = momentsOf(code, 0, weigh);
  const y = momentsOf(code, code.bins, weigh);
  result.xPx = x.mean;
  result.yPx = y.mean;
  result.varianceXPx2 = x.variance;
  result.varianceYPx2 = y.variance;
  result.presence = code.presence ? 1 / (1 + exactExp(-(values[2 * code.bins] ?? 0))) : 1;
}

/** Weight of a bin, given the first output of its axis. */
type Weigh = (first: number, bin: number) => number;

const WEIGHTS: Readonly<
  Record<
    PopulationReading["kind"],
    (values: ArrayLike<number>, code: PopulationCode, reading: PopulationReading) => Weigh
  >
> = {
  "softmax-mean": (values, code) => {
    const tops = [
      values[largest(values, 0, code.bins)] ?? 0,
      values[largest(values, code.bins, code.bins)] ?? 0,
    ];
    return (first, bin) => exactExp((values[first + bin] ?? 0) - (tops[first === 0 ? 0 : 1] ?? 0));
  },
  peak: (values, code) => (first, bin) => (first + bin === largest(values, first, code.bins) ? 1 : 0),
  "peak-mean": (values, code, reading) => {
    const reach = reading.kind === "peak-mean" ? reading.reach : 0;
    return (first, bin) => {
      const peak = largest(values, first, code.bins);
      if (Math.abs(first + bin - peak) > reach) return 0;
      return Math.max(first + bin === peak ? Number.MIN_VALUE : 0, values[first + bin] ?? 0);
    };
  },
};

function largest(values: ArrayLike<number>, first: number, bins: number): number {
  let best = first;
  for (let i = first; i < first + bins; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

function momentsOf(
  { bins, firstPx, binPx }: PopulationCode,
  first: number,
  weigh: Weigh,
): { readonly mean: number; readonly variance: number } {
  let sum = 0;
  let moment = 0;
  let square = 0;
  for (let bin = 0; bin < bins; bin++) {
    const weight = weigh(first, bin);
    const px = firstPx + bin * binPx;
    sum += weight;
    moment += weight * px;
    square += weight * px * px;
  }
  const mean = moment / sum;
  return { mean, variance: Math.max(0, square / sum - mean * mean) };
}
