import { describe, expect, it } from "vitest";
import {
  currentForPulse,
  leakFor,
  LONGEST_MEMBRANE_S,
  LONGEST_SYNAPSE_S,
  nominalParameters,
  tauFor,
} from "../../../../src/backends/dynapse/circuit.ts";
import { DYNAPSE_CIRCUIT, DYNAPSE_LIMITS } from "../../../../src/backends/dynapse/limits.ts";

it("has the published sizes", () => {
  const sizes = Object.values(DYNAPSE_LIMITS).map(({ value }) => value);
  expect(sizes).toEqual([4, 256, 64, 4, 4, 2048, 4]);
});

describe("formulas, by hand with U_T 25 mV and kappa 0.705", () => {
  it("a leak of 5.32 pA gives a membrane of 3 pF 20 ms", () => {
    expect(leakFor(3e-12, 20e-3) * 1e12).toBeCloseTo(5.3191, 4);
    expect(tauFor(3e-12, 5.3191e-12) * 1e3).toBeCloseTo(20, 3);
  });

  it("35 nA give a pulse of 10 us on 0.5 pF, 1.05 nA a refractory time of 1 ms on 1.5 pF", () => {
    expect(currentForPulse(0.5e-12, 10e-6)).toBeCloseTo(35e-9, 15);
    expect(currentForPulse(1.5e-12, 1e-3)).toBeCloseTo(1.05e-9, 15);
  });

  it("the slowest membrane leaks three dark currents, the slowest synapse one", () => {
    expect(LONGEST_MEMBRANE_S * 1e3).toBeCloseTo(70.92, 2);
    expect(LONGEST_SYNAPSE_S).toBeCloseTo(1.7376, 4);
  });

  it("a membrane's bias leaves room for what its idle shunt and adaptation leak", () => {
    const { iTauMem, iDc, iGainMem, iTauAmpa, iGainAmpa } = nominalParameters({
      tauMemS: 20e-3,
      tauSynS: 10e-3,
      refractoryS: 1e-3,
      gainOfMembrane: 4,
    });
    expect(iTauMem * 1e12).toBeCloseTo(5.3191 - 1, 4);
    expect(iDc * 1e12).toBeCloseTo(5.3191 - 0.5, 4);
    expect(iGainMem / iTauMem).toBeCloseTo(4, 9);
    expect(iTauAmpa * 1e12).toBeCloseTo(86.879, 3);
    expect(iGainAmpa / iTauAmpa).toBeCloseTo(100, 9);
  });
});

it("has the published constants", () => {
  const c = DYNAPSE_CIRCUIT;
  const farads = [c.capacitanceMem, c.capacitanceAmpa, c.capacitanceGaba, c.capacitanceNmda, c.capacitanceShunt, c.capacitanceAhp, c.capacitancePulse, c.capacitancePulseAhp, c.capacitanceRefractory]; // prettier-ignore
  expect(farads.map(({ value }) => value * 1e12)).toEqual([3, 24.5, 25, 25, 24.5, 40, 0.5, 0.5, 1.5]);
  const others = [c.darkCurrent, c.kappaN, c.kappaP, c.thermalVoltage, c.cutOffVoltage, c.pulse, c.spikeThreshold, c.gainOfSynapses, c.gainOfMembrane]; // prettier-ignore
  expect(others.map(({ value }) => value)).toEqual([0.5e-12, 0.75, 0.66, 0.025, 0.7, 1e-5, 1e-7, 100, 4]);
});
