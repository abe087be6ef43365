import { describe, expect, it } from "vitest";
import { SYNAPSE_KINDS } from "../../../../src/backends/dynapse/circuit.ts";
import { bankOf, PUBLISHED } from "../../../support/dynapse-circuit.ts";

const STEP_S = 1e-4;
const WEIGHT_A = 4e-9;
const TAU_S = 10e-3;

describe.each(SYNAPSE_KINDS.map((name, kind) => ({ name, kind })))("$name", ({ kind }) => {
  const after = (steps: number, arrived: number, change = {}): number => {
    const bank = bankOf(change, STEP_S);
    bank.synapses[kind]!.arrived[0] = arrived;
    for (let n = 0; n < steps; n++) bank.step();
    return bank.synapses[kind]!.i[0]!;
  };

  it("a pulse leaves I_gain/I_tau (1 - exp(-t_pulse/tau)) I_w", () => {
    const expected = 100 * (1 - Math.exp(-10e-6 / TAU_S)) * WEIGHT_A;
    const dark = 0.5e-12 * Math.exp(-STEP_S / TAU_S);
    expect(after(1, WEIGHT_A) / (expected + dark)).toBeCloseTo(1, 9);
  });

  it("a pulse twice as long leaves twice as much, to first order", () => {
    const ratio = after(1, WEIGHT_A, { iPulse: PUBLISHED.iPulse / 2 }) / after(1, WEIGHT_A);
    const expected = (1 - Math.exp(-20e-6 / TAU_S)) / (1 - Math.exp(-10e-6 / TAU_S));
    expect(ratio).toBeCloseTo(expected, 2);
  });

  it("fades as exp(-t/tau), and not below the dark current", () => {
    const peak = after(1, WEIGHT_A);
    expect(after(101, WEIGHT_A) / peak).toBeCloseTo(Math.exp(-1), 9);
    expect(after(2000, WEIGHT_A)).toBe(0.5e-12);
  });

  it("adds what arrives together, and forgets that it has arrived", () => {
    const one = after(1, WEIGHT_A);
    const dark = 0.5e-12 * Math.exp(-STEP_S / TAU_S);
    expect((after(1, 3 * WEIGHT_A) - dark) / (one - dark)).toBeCloseTo(3, 9);
    expect(after(2, WEIGHT_A)).toBeLessThan(one);
  });
});

describe("what each kind does to the membrane", () => {
  /** [A] the membrane after 1 ms with constant drive, and synapses of a kind held at a current. */
  const membrane = (held: Partial<Record<(typeof SYNAPSE_KINDS)[number], number>>, change = {}): number => {
    const bank = bankOf({ iDc: 5e-9, ...change }, 1e-5);
    for (let n = 0; n < 100; n++) {
      SYNAPSE_KINDS.forEach((kind, k) => {
        if (held[kind] !== undefined) bank.synapses[k]!.i[0] = held[kind] * Math.exp(1e-5 / TAU_S);
      });
      bank.step();
    }
    return bank.iMem[0]!;
  };

  it("AMPA adds as a constant current does, GABA takes the same away", () => {
    const more = membrane({}, { iDc: 7e-9 });
    expect(membrane({ ampa: 2e-9 }) / more).toBeCloseTo(1, 3);
    expect(membrane({ gaba: 2e-9, ampa: 2e-9 }) / membrane({})).toBeCloseTo(1, 3);
    expect(membrane({ gaba: 2e-9 }) / membrane({}, { iDc: 3e-9 })).toBeCloseTo(1, 3);
  });

  it("what GABA takes away beyond what comes in is lost", () => {
    expect(membrane({ gaba: 9e-9 })).toBe(0.5e-12);
    expect(membrane({ gaba: 9e-9 })).toBe(membrane({ gaba: 90e-9 }));
  });

  it("NMDA adds only so far as the membrane is above its gate", () => {
    const open = membrane({ nmda: 2e-9 }, { iNmdaGate: 1e-18 });
    expect(open / membrane({ ampa: 2e-9 })).toBeCloseTo(1, 3);
    const shut = membrane({ nmda: 2e-9 }, { iNmdaGate: 1 });
    expect(shut / membrane({})).toBeCloseTo(1, 2);
    const half = membrane({ nmda: 2e-9 }, { iNmdaGate: open / 2 });
    expect(half).toBeGreaterThan(shut);
    expect(half).toBeLessThan(open);
  });

  it("SHUNT leaks: the membrane gets faster, and its steady state lower", () => {
    const steady = (shunt: number): number => {
      const bank = bankOf({ iDc: 5e-9 }, 1e-5);
      for (let n = 0; n < 10_000; n++) {
        bank.synapses[3]!.i[0] = shunt * Math.exp(1e-5 / TAU_S);
        bank.step();
      }
      return bank.iMem[0]!;
    };
    const leak = (shunt: number): number => PUBLISHED.iTauMem + shunt;
    const closed = (shunt: number): number =>
      (4 * (5e-9 + 0.5e-12 - 0.5e-12 - leak(shunt))) / (1 + 0.5e-12 / leak(shunt));
    expect(steady(1e-9) / closed(1e-9)).toBeCloseTo(1, 4);
    expect(membrane({ shunt: 20e-12 })).toBeGreaterThan(membrane({}));
    expect(steady(1e-9)).toBeLessThan(steady(0.5e-12));
  });
});
