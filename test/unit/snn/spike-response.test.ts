import { describe, expect, it } from "vitest";
import { SpikeResponseNeuron, type SpikeResponseSpec } from "../../../src/snn/spike-response.ts";

const SPEC: SpikeResponseSpec = {
  weights: [0.7, 1.2, 0.9, 0.8],
  tauSteps: 15,
  restMv: -65,
  thresholdMv: -50,
  spikeMv: 20,
  refractory: 30,
  refractoryFall: 10,
};
/** [step] first spike of each input, and the steps from one to the next. */
const TRAINS = [
  [100, 300],
  [50, 200],
  [50, 100],
  [100, 150],
] as const;
const inputsAt = (t: number): boolean[] =>
  TRAINS.map(([first, every]) => t >= first && (t - first) % every === 0);

function run(neuron: SpikeResponseNeuron, steps = 1000): { spikes: number[]; potentials: number[] } {
  const spikes: number[] = [];
  const potentials = Array.from({ length: steps }, (_, t) => {
    if (neuron.step(inputsAt(t))) spikes.push(t);
    return neuron.potentialMv;
  });
  return { spikes, potentials };
}

describe("integrate and fire with a spike response", () => {
  const { spikes, potentials } = run(new SpikeResponseNeuron(SPEC));

  it("four spike trains make it fire at 261 and 861 only", () => {
    expect(spikes).toEqual([261, 861]);
    expect(spikes.map((t) => potentials[t])).toEqual([20, 20]);
  });

  it("the largest potential below the threshold is -50.0403 mV", () => {
    const below = potentials.filter((v) => v <= SPEC.thresholdMv);
    expect(Math.max(...below)).toBeCloseTo(-50.0403, 4);
  });

  it("it rests for three steps after a spike", () => {
    expect(potentials.slice(262, 265)).toEqual([-65, -65, -65]);
  });

  it("the potential is the sum of the responses, written out", () => {
    const inputs = TRAINS.flatMap(([first, every], k) =>
      Array.from({ length: 20 }, (_, i) => ({ s: first + i * every, weight: SPEC.weights[k] ?? 0 })),
    );
    for (let t = 0; t < 261; t++) {
      const since = inputs.filter(({ s }) => s <= t);
      const sum = since.reduce((v, { s, weight }) => v + weight * (t - s) * Math.exp(-(t - s) / 15), 0);
      expect(potentials[t]).toBeCloseTo(-65 + sum, 10);
    }
  });

  it("what arrives while it rests is lost", () => {
    const neuron = new SpikeResponseNeuron({ ...SPEC, weights: [20] });
    const fired = Array.from({ length: 40 }, (_, t) => neuron.step([t === 0 || t === 3]));
    expect(fired.flatMap((fires, t) => (fires ? [t] : []))).toEqual([1]);
    expect(neuron.potentialMv).toBe(-65);
  });

  it("starts anew after a reset", () => {
    const neuron = new SpikeResponseNeuron(SPEC);
    run(neuron, 863);
    neuron.reset();
    expect(run(neuron)).toEqual({ spikes, potentials });
  });
});
