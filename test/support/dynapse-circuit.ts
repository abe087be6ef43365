import { type CircuitParameters, nominalParameters } from "../../src/backends/dynapse/circuit.ts";
import { type Firing, NeuronBank } from "../../src/backends/dynapse/neuron-bank.ts";

/** The published operating point: 20 ms membrane, 10 ms synapses, 1 ms of refractory time. */
export const PUBLISHED = nominalParameters({
  tauMemS: 20e-3,
  tauSynS: 10e-3,
  refractoryS: 1e-3,
  gainOfMembrane: 4,
});

export const bankOf = (
  change: Partial<CircuitParameters> = {},
  stepS = 1e-5,
  firing: Firing = "threshold",
): NeuronBank => new NeuronBank([{ ...PUBLISHED, ...change }], stepS, firing);

/** [s] when the neuron first fires; NaN when it does not within `mostS`. */
export function firstSpikeS(bank: NeuronBank, stepS: number, mostS: number): number {
  for (let n = 1; n * stepS <= mostS; n++) {
    bank.step();
    if (bank.spikes[0] === 1) return n * stepS;
  }
  return NaN;
}

/**
 * [A] the membrane after `seconds` of a constant current, by Runge and Kutta's fourth order on its logarithm: the same equation
 * in another form, by another method. All idle synapses and the adaptation stay at the dark current.
 */
export function fineMembrane(p: CircuitParameters, seconds: number, isExponential: boolean): number {
  const kappa = (p.kappaN + p.kappaP) / 2;
  const leak = p.iTauMem + p.iDark;
  const perSecond = (kappa * leak) / (p.cMem * p.vThermal);
  const slope = (y: number): number => {
    const i = Math.exp(y);
    const into = p.iDc + p.iDark / (1 + p.iNmdaGate / i);
    const pull = i * (1 + p.iDark / leak);
    const feedback = isExponential
      ? (p.iDark / leak) * (i / p.iDark) ** (kappa / (kappa + 1)) * (i + p.iGainMem)
      : 0;
    const drive = (p.iGainMem / p.iTauMem) * (into - p.iDark - leak);
    return (perSecond / (i + p.iGainMem)) * (drive + feedback - pull);
  };
  const h = seconds / 8000;
  let y = Math.log(p.iDark);
  for (let n = 0; n < 8000; n++) {
    const k1 = slope(y);
    const k2 = slope(y + (h / 2) * k1);
    const k3 = slope(y + (h / 2) * k2);
    const k4 = slope(y + h * k3);
    y += (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return Math.exp(y);
}
