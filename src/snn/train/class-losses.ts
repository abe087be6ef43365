import type { Loss } from "./loss.ts";
import { onTimeMean } from "./loss.ts";
import { softmax } from "./softmax.ts";

/** Softmax cross entropy of the outputs' mean over time. */
export function classLoss(classes: number, samples: number): Loss {
  const shares = new Float64Array(classes);
  return onTimeMean(classes, samples, (mean, gradient, targets) => {
    let loss = 0;
    for (let sample = 0; sample < samples; sample++) {
      const logSum = softmax(mean, { at: sample, stride: samples, length: classes }, shares);
      const label = targets.classes[sample]!;
      loss += logSum - mean[label * samples + sample]!;
      for (let i = 0; i < classes; i++) {
        gradient[i * samples + sample] = (shares[i]! - (i === label ? 1 : 0)) / samples;
      }
    }
    return loss / samples;
  });
}

/**
 * Temporal efficient training (S. Deng et al., 2022): (1 - lambda) * mean over steps of the cross entropy of each step
 * + lambda * mean square of (output - means).
 */
export function tetLoss(classes: number, options: { readonly lambda: number; readonly means: number }): Loss {
  const { lambda, means } = options;
  const shares = new Float64Array(classes);
  return ({ output, gradient, lanes: { steps, samples } }, targets) => {
    const lanes = steps * samples;
    let entropy = 0;
    let square = 0;
    for (let lane = 0; lane < lanes; lane++) {
      const label = targets.classes[lane % samples]!;
      const logSum = softmax(output, { at: lane, stride: lanes, length: classes }, shares);
      entropy += logSum - output[label * lanes + lane]!;
      for (let i = 0; i < classes; i++) {
        const from = output[i * lanes + lane]! - means;
        square += from * from;
        gradient[i * lanes + lane] =
          ((1 - lambda) * (shares[i]! - (i === label ? 1 : 0))) / lanes +
          (2 * lambda * from) / (classes * lanes);
      }
    }
    return ((1 - lambda) * entropy) / lanes + (lambda * square) / (classes * lanes);
  };
}
