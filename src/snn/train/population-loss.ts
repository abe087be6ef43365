import { exactExp } from "../../core/exact-math.ts";
import { outputsOf, type PopulationCode } from "../population-code.ts";
import type { Loss, Targets } from "./loss.ts";
import { onTimeMean } from "./loss.ts";
import { logistic, softmax, softplus } from "./softmax.ts";

export interface PopulationLossOptions {
  readonly code: PopulationCode;
  /** [px] width of the Gaussian that the bins should show. */
  readonly sigmaPx: number;
  /** Weight of the place's error [px] beside the cross entropy [nats]. */
  readonly placeWeight: number;
  /** Weight of the cross entropy of presence. */
  readonly presenceWeight: number;
}

/** [px^2] makes the distance smooth at zero: sqrt(d^2 + softening) is a Huber-like loss. */
const SOFTENING_PX2 = 0.05;

/**
 * Cross entropy of each axis' softmax against a Gaussian round the truth, plus the softened distance between truth and the
 * softmax's mean: what is scored is trained. Both only where there is a ball. Plus the cross entropy of presence.
 */
export function populationLoss(options: PopulationLossOptions, samples: number): Loss {
  const axes = new PopulationAxes(options, samples);
  return onTimeMean(outputsOf(options.code), samples, (mean, gradient, targets) => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (targets.present[sample] === 1) loss += axes.place(mean, gradient, sample, targets);
      if (options.code.presence) loss += axes.presence(mean, gradient, sample, targets);
    }
    return loss / samples;
  });
}

class PopulationAxes {
  readonly #options: PopulationLossOptions;
  readonly #samples: number;
  readonly #shares: readonly [Float64Array, Float64Array];
  readonly #wanted: Float64Array;

  constructor(options: PopulationLossOptions, samples: number) {
    const { bins } = options.code;
    this.#options = options;
    this.#samples = samples;
    this.#shares = [new Float64Array(bins), new Float64Array(bins)];
    this.#wanted = new Float64Array(bins);
  }

  place(mean: Float64Array, gradient: Float64Array, sample: number, targets: Targets): number {
    const x = this.#axis(mean, gradient, sample, { axis: 0, truthPx: targets.xPx[sample]! });
    const y = this.#axis(mean, gradient, sample, { axis: 1, truthPx: targets.yPx[sample]! });
    const distance = Math.sqrt(x.errorPx * x.errorPx + y.errorPx * y.errorPx + SOFTENING_PX2);
    const pull = this.#options.placeWeight / (distance * this.#samples);
    this.#pull(gradient, sample, { axis: 0, centrePx: x.centrePx, pull: pull * x.errorPx });
    this.#pull(gradient, sample, { axis: 1, centrePx: y.centrePx, pull: pull * y.errorPx });
    return x.entropy + y.entropy + this.#options.placeWeight * distance;
  }

  presence(mean: Float64Array, gradient: Float64Array, sample: number, targets: Targets): number {
    const at = 2 * this.#options.code.bins * this.#samples + sample;
    const logit = mean[at]!;
    const present = targets.present[sample]!;
    const weight = this.#options.presenceWeight;
    gradient[at] = (weight * (logistic(logit) - present)) / this.#samples;
    return weight * (softplus(logit) - present * logit);
  }

  /** Cross entropy of one axis, its gradient, and the mean of its softmax. */
  #axis(
    mean: Float64Array,
    gradient: Float64Array,
    sample: number,
    { axis, truthPx }: { readonly axis: 0 | 1; readonly truthPx: number },
  ): { readonly entropy: number; readonly centrePx: number; readonly errorPx: number } {
    const { bins, firstPx, binPx } = this.#options.code;
    const samples = this.#samples;
    const at = axis * bins * samples + sample;
    const shares = this.#shares[axis];
    const logSum = softmax(mean, { at, stride: samples, length: bins }, shares);
    this.#gaussian(truthPx);
    let entropy = logSum;
    let centrePx = 0;
    for (let i = 0; i < bins; i++) {
      const wanted = this.#wanted[i]!;
      entropy -= wanted * mean[at + i * samples]!;
      centrePx += shares[i]! * (firstPx + i * binPx);
      gradient[at + i * samples] = (shares[i]! - wanted) / samples;
    }
    return { entropy, centrePx, errorPx: centrePx - truthPx };
  }

  /** The bins of a Gaussian round the truth, summing to 1. */
  #gaussian(truthPx: number): void {
    const { code, sigmaPx } = this.#options;
    let sum = 0;
    for (let i = 0; i < code.bins; i++) {
      const z = (code.firstPx + i * code.binPx - truthPx) / sigmaPx;
      const height = exactExp(-0.5 * z * z);
      this.#wanted[i] = height;
      sum += height;
    }
    for (let i = 0; i < code.bins; i++) this.#wanted[i]! /= sum > 0 ? sum : 1; // far outside: no bin is wanted
  }

  /** Adds pull * d(centre)/d(bins). */
  #pull(
    gradient: Float64Array,
    sample: number,
    { axis, centrePx, pull }: { readonly axis: 0 | 1; readonly centrePx: number; readonly pull: number },
  ): void {
    const { bins, firstPx, binPx } = this.#options.code;
    for (let i = 0; i < bins; i++) {
      const share = this.#shares[axis][i]!;
      gradient[(axis * bins + i) * this.#samples + sample]! +=
        pull * share * (firstPx + i * binPx - centrePx);
    }
  }
}

/**
 * The code of the published trackers (A. Ziegler et al., arXiv 2403.10677): 1 at the rounded place, 1/2 at both neighbours,
 * 0 elsewhere; mean square error over the bins, times `weight`.
 */
export function binSquareLoss(code: PopulationCode, weight: number, samples: number): Loss {
  const { bins, firstPx, binPx } = code;
  return onTimeMean(outputsOf(code), samples, (mean, gradient, targets) => {
    const scale = weight / (2 * bins * samples);
    let loss = 0;
    for (let i = 0; i < 2 * bins * samples; i++) {
      const sample = i % samples;
      if (targets.present[sample] === 0) continue;
      const row = Math.floor(i / samples);
      const truthPx = (row < bins ? targets.xPx : targets.yPx)[sample]!;
      const truth = Math.min(bins - 1, Math.max(0, Math.round((truthPx - firstPx) / binPx)));
      const off = Math.abs((row % bins) - truth);
      const error = mean[i]! - (off === 0 ? 1 : off === 1 ? 0.5 : 0);
      loss += error * error;
      gradient[i] = 2 * scale * error;
    }
    return loss * scale;
  });
}
