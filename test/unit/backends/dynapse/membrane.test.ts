import { describe, expect, it } from "vitest";
import { bankOf, fineMembrane, firstSpikeS, PUBLISHED } from "../../../support/dynapse-circuit.ts";

const DARK_A = 0.5e-12;
const STEP_S = 5e-6;
const LEAK_A = PUBLISHED.iTauMem + DARK_A;

describe("fires at the threshold", () => {
  it("settles at I_gain/I_tau (I_in - I_ahp - I_leak) / (1 + I_ahp/I_leak)", () => {
    const bank = bankOf({ iDc: 10e-9 }, 1e-5);
    for (let n = 0; n < 20_000; n++) bank.step();
    // the open gate of NMDA adds a dark current, an idle AMPA and an idle GABA cancel
    const expected = (4 * (10e-9 + DARK_A - DARK_A - LEAK_A)) / (1 + DARK_A / LEAK_A);
    expect(bank.iMem[0]! / expected).toBeCloseTo(1, 4);
  });

  it("rises with the time constant that was asked for", () => {
    const bank = bankOf({ iDc: 20e-9 }, STEP_S);
    for (let n = 0; n < 20e-3 / STEP_S; n++) bank.step();
    const steady = (4 * (20e-9 - LEAK_A)) / (1 + DARK_A / LEAK_A);
    expect(bank.iMem[0]! / steady).toBeCloseTo(1 - Math.exp(-1), 2);
  });

  it.each([1, 5, 20])("goes as a fine integration of its logarithm does, for %i ms", (ms) => {
    for (const iDc of [1e-9, 10e-9]) {
      const stepS = Math.min(STEP_S, ms * 1e-6);
      const bank = bankOf({ iDc }, stepS);
      for (let n = 0; n < (ms * 1e-3) / stepS; n++) bank.step();
      const fine = fineMembrane({ ...PUBLISHED, iDc }, ms * 1e-3, false);
      expect(bank.iMem[0]! / fine).toBeCloseTo(1, 2);
    }
  });

  it("fires when -ln(1 - I_spkthr/I_steady) time constants have gone by, just above the least current only", () => {
    const share = 1 + DARK_A / LEAK_A;
    const least = (100e-9 * share) / 4 + LEAK_A;
    expect(firstSpikeS(bankOf({ iDc: 0.999 * least }, STEP_S), STEP_S, 0.4)).toBeNaN();
    for (const times of [1.2, 2, 4]) {
      const expected = -Math.log(1 - 1 / times) * 20e-3;
      expect(firstSpikeS(bankOf({ iDc: times * least }, STEP_S), STEP_S, 0.4) / expected).toBeCloseTo(1, 2);
    }
  });

  it("rests at the dark current, where the bias current balances what leaks", () => {
    const bank = bankOf({}, 1e-4);
    for (let n = 0; n < 1000; n++) bank.step();
    expect(bank.iMem[0]).toBe(DARK_A);
  });
});

describe("refractory time", () => {
  it("is V_th C / I: a strong current fires once in it, and in what it takes to rise again", () => {
    const stepS = 1e-5;
    const at: number[] = [];
    const bank = bankOf({ iDc: 1e-6 }, stepS);
    for (let n = 1; n <= 1000; n++) {
      bank.step();
      if (bank.spikes[0] === 1) at.push(n * stepS);
    }
    const rise = at[0]!;
    const between = at.slice(1).map((time, n) => time - at[n]!);
    for (const time of between) expect(time).toBeCloseTo(1e-3 + rise, 5);
    const longer = bankOf({ iDc: 1e-6, iRefractory: PUBLISHED.iRefractory / 3 }, stepS);
    const first = firstSpikeS(longer, stepS, 1);
    expect(firstSpikeS(longer, stepS, 1)).toBeCloseTo(3e-3 + first, 5);
  });

  it("keeps the membrane at the dark current, whatever comes in", () => {
    const bank = bankOf({ iDc: 1e-6 }, 1e-5);
    firstSpikeS(bank, 1e-5, 1);
    for (let n = 0; n < 100; n++) {
      expect(bank.iMem[0]).toBe(DARK_A);
      bank.step();
    }
    bank.step();
    expect(bank.iMem[0]).toBeGreaterThan(DARK_A);
  });
});

describe("fires through feedback", () => {
  const p = { iGainMem: DARK_A, iDc: 0.4e-9 };

  it.each([5, 20, 60])("goes as a fine integration of its logarithm does, for %i ms", (ms) => {
    const bank = bankOf(p, STEP_S, "exponential");
    for (let n = 0; n < (ms * 1e-3) / STEP_S; n++) bank.step();
    expect(bank.iMem[0]! / fineMembrane({ ...PUBLISHED, ...p }, ms * 1e-3, true)).toBeCloseTo(1, 2);
  });

  it("passes a threshold that it would never reach without, as late as the fine integration says", () => {
    expect(firstSpikeS(bankOf(p, 1e-5), 1e-5, 1)).toBeNaN();
    const time = firstSpikeS(bankOf(p, STEP_S, "exponential"), STEP_S, 1);
    const before = fineMembrane({ ...PUBLISHED, ...p }, 0.995 * time, true);
    const after = fineMembrane({ ...PUBLISHED, ...p }, 1.005 * time, true);
    expect(before).toBeLessThan(100e-9);
    expect(after).toBeGreaterThan(100e-9);
  });
});

describe("adaptation", () => {
  const spikesIn = (change: object): number => {
    const bank = bankOf({ iDc: 60e-9, ...change }, 1e-4);
    let spikes = 0;
    for (let n = 0; n < 5000; n++) {
      bank.step();
      spikes += bank.spikes[0]!;
    }
    return spikes;
  };

  it("is idle at the published weight, and slows a neuron down when it is strong", () => {
    expect(spikesIn({ iWeightAhp: 5e-13 })).toBe(spikesIn({ iWeightAhp: 0 }));
    expect(spikesIn({ iWeightAhp: 20e-6 })).toBeLessThan(0.7 * spikesIn({ iWeightAhp: 0 }));
  });

  it("takes I_gain/I_tau (1 - exp(-t_pulse/tau)) I_w a spike, a step later, and fades with tau", () => {
    const stepS = 1e-4;
    const bank = bankOf({ iWeightAhp: 1e-6, iDc: 1e-6 }, stepS);
    firstSpikeS(bank, stepS, 1);
    const before = bank.iAhp[0]!;
    bank.step();
    const charge = (1 - Math.exp(-1e-6 / 50e-3)) * 1e-6;
    expect(bank.iAhp[0]! / (before * Math.exp(-stepS / 50e-3) + charge)).toBeCloseTo(1, 9);
    const peak = bank.iAhp[0]!;
    for (let n = 0; n < 9; n++) bank.step(); // refractory
    expect(bank.iAhp[0]! / peak).toBeCloseTo(Math.exp((-9 * stepS) / 50e-3), 9);
  });

  it("takes from what comes in, and adds to what leaks", () => {
    const strong = bankOf({ iDc: 10e-9, iDark: 0.5e-12 }, 1e-5);
    for (let n = 0; n < 20_000; n++) {
      strong.iAhp[0] = 2e-9 * Math.exp(1e-5 / 50e-3);
      strong.step();
    }
    const expected = (4 * (10e-9 + DARK_A - 2e-9 - LEAK_A)) / (1 + 2e-9 / LEAK_A);
    expect(strong.iMem[0]! / expected).toBeCloseTo(1, 3);
  });
});
