import type { Floats, SpikeRule, SpikeWork } from "./lanes.ts";
import { surrogateDerivative } from "./surrogate.ts";

/** Through all steps of a window, neuron by neuron. */
export function spikeForward(work: SpikeWork, input: Floats): void {
  const { channels, placesPerChannel, samples } = work;
  for (let neuron = 0; neuron < channels * placesPerChannel * samples; neuron++)
    integrate(work, input, neuron);
}

/** Where one neuron's numbers lie: its first step's in outputs and inputs, and how far the next input is. */
function placeOf({ placesPerChannel, samples, steps, inputSteps }: SpikeWork, neuron: number) {
  const place = Math.floor(neuron / samples);
  const sample = neuron % samples;
  return {
    channel: Math.floor(place / placesPerChannel),
    at: place * steps * samples + sample,
    inputAt: place * inputSteps * samples + sample,
    inputStride: inputSteps === 1 ? 0 : samples,
  };
}

function integrate(work: SpikeWork, input: Floats, neuron: number): void {
  const { rule, samples, steps, potential, spikes } = work;
  const { maxSpikes = 1 } = rule;
  const { channel, at, inputAt, inputStride } = placeOf(work, neuron);
  const leak = work.leak[channel]!;
  const threshold = work.threshold[channel]!;
  let v = 0;
  for (let step = 0; step < steps; step++) {
    v = leak * v + input[inputAt + step * inputStride]!;
    potential[at + step * samples] = v;
    v = potential[at + step * samples]!; // as it was stored: the backward pass sees the same number
    let fired = 0;
    for (let k = 1; k <= maxSpikes && v >= k * threshold; k++) fired = k;
    spikes[at + step * samples] = fired;
    v = settled(rule, v, fired, threshold);
  }
}

/** The potential after a step: lowered by a spike, then held at the floor. */
function settled(rule: SpikeRule, v: number, fired: number, threshold: number): number {
  return Math.max(v - fired * (rule.reset === "subtract" ? threshold : v), rule.vMin);
}

/** Back through the steps, neuron by neuron. */
export function spikeBackward(work: SpikeWork, gradient: Floats, inputGradient: Floats): void {
  const { channels, placesPerChannel, samples } = work;
  inputGradient.fill(0);
  for (let neuron = 0; neuron < channels * placesPerChannel * samples; neuron++) {
    unroll(work, gradient, inputGradient, neuron);
  }
}

function unroll(work: SpikeWork, gradient: Floats, inputGradient: Floats, neuron: number): void {
  const { rule, samples, steps, potential, spikes } = work;
  const { maxSpikes = 1 } = rule;
  const { channel, at, inputAt, inputStride } = placeOf(work, neuron);
  const leak = work.leak[channel]!;
  const threshold = work.threshold[channel]!;
  let after = 0; // of the loss in the potential after the step
  for (let step = steps - 1; step >= 0; step--) {
    const here = at + step * samples;
    const v = potential[here]!;
    const fired = spikes[here]!;
    const lowering = rule.reset === "subtract" ? threshold : v;
    if (v - fired * lowering < rule.vMin) after = 0;
    const seen = gradient[here]! - (rule.detachReset ? 0 : after * lowering);
    let [through, lifted] = [0, 0];
    for (let k = 1; k <= maxSpikes; k++) {
      const slope = surrogateDerivative(rule.surrogate, v - k * threshold) * seen;
      through += slope;
      lifted += k * slope;
    }
    const kept = rule.reset === "subtract" ? after : after * (1 - fired);
    const before = kept + through;
    work.thresholdGradient[channel]! -= lifted + (rule.reset === "subtract" ? fired * after : 0);
    inputGradient[inputAt + step * inputStride]! += before;
    if (step > 0) {
      const earlier = here - samples;
      work.leakGradient[channel]! += before * settled(rule, potential[earlier]!, spikes[earlier]!, threshold);
    }
    after = leak * before;
  }
}
