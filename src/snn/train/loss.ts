import type { Floats } from "../../kernels/train/lanes.ts";

/** What the samples of a pass should give; arrays are per sample. */
export interface Targets {
  /** [px] the ball's centre; of no meaning where it is absent */
  readonly xPx: Float64Array;
  readonly yPx: Float64Array;
  /** 1 = there is a ball */
  readonly present: Uint8Array;
  /** Class of each sample, for classification. */
  readonly classes: Int32Array;
}

/** Makes room for the targets of some samples. */
export function makeTargets(samples: number): Targets {
  return {
    xPx: new Float64Array(samples),
    yPx: new Float64Array(samples),
    present: new Uint8Array(samples),
    classes: new Int32Array(samples),
  };
}

/** Writes what sample `i` of `from` should give to sample `j` of `to`. */
export function copyTarget(from: Targets, i: number, to: Targets, j: number): void {
  to.xPx[j] = from.xPx[i]!;
  to.yPx[j] = from.yPx[i]!;
  to.present[j] = from.present[i]!;
  to.classes[j] = from.classes[i]!;
}

/** How the lanes of an output are laid out: lane = step * samples + sample. */
export interface Lanes {
  readonly steps: number;
  readonly samples: number;
}

/** A network's output with its gradient's room. */
export interface Judged {
  /** [place][lane] */
  readonly output: Floats;
  /** Overwritten with the gradient of the mean loss in `output`. */
  readonly gradient: Floats;
  readonly lanes: Lanes;
}

/** @returns the loss, averaged over samples */
export type Loss = (judged: Judged, targets: Targets) => number;

/** Mean over the steps of each place and sample: [place][sample]. */
export function timeMean(output: Floats, { steps, samples }: Lanes, mean: Float64Array): void {
  const places = mean.length / samples;
  for (let place = 0; place < places; place++) {
    for (let sample = 0; sample < samples; sample++) {
      let sum = 0;
      for (let step = 0; step < steps; step++) sum += output[(place * steps + step) * samples + sample]!;
      mean[place * samples + sample] = sum / steps;
    }
  }
}

/** Gives each step its share of the gradient in a mean over steps. */
export function spreadOverTime(meanGradient: Float64Array, { gradient, lanes }: Judged): void {
  const { steps, samples } = lanes;
  const places = meanGradient.length / samples;
  for (let place = 0; place < places; place++) {
    for (let lane = 0; lane < steps * samples; lane++) {
      gradient[place * steps * samples + lane] = meanGradient[place * samples + (lane % samples)]! / steps;
    }
  }
}

/** A loss of the output's mean over time, from a loss of single samples' numbers [place][sample]. */
export function onTimeMean(
  places: number,
  samples: number,
  loss: (mean: Float64Array, gradient: Float64Array, targets: Targets) => number,
): Loss {
  const mean = new Float64Array(places * samples);
  const meanGradient = new Float64Array(places * samples);
  return (judged, targets) => {
    timeMean(judged.output, judged.lanes, mean);
    meanGradient.fill(0);
    const value = loss(mean, meanGradient, targets);
    spreadOverTime(meanGradient, judged);
    return value;
  };
}
