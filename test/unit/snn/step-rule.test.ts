import { describe, expect, it } from "vitest";
import { SaccadeError } from "../../../src/core/errors.ts";
import type { NetworkNode } from "../../../src/snn/network.ts";
import type { StepNode } from "../../../src/snn/rules/rule.ts";
import type { StepChoice } from "../../../src/snn/step-choice.ts";
import { delaySteps, populationOf, stepThreshold } from "../../../src/snn/step-rule.ts";
import { filled, tensor, type Tensor } from "../../../src/snn/tensor.ts";

type Parameters = Readonly<Record<string, string | number>>;

/** A node of one neuron, parameters by name. */
function nodeOf({ type, ...parameters }: Parameters, count = 1): StepNode {
  const entries = Object.entries(parameters).map(([name, value]): [string, Tensor] => [
    name,
    filled([count], Number(value)),
  ]);
  return { type, ...Object.fromEntries(entries) } as unknown as StepNode;
}

const IF = { type: "IF", r: 1, vThreshold: 1, vReset: 0 };
const LIF = { type: "LIF", tau: 4, r: 1, vLeak: 0, vThreshold: 1, vReset: 0 };
const LI = { type: "LI", tau: 4, r: 2, vLeak: 0.5 };
const CUBA = { type: "CubaLIF", tauSyn: 2, tauMem: 4, r: 4, wIn: 2, vLeak: 0, vThreshold: 1, vReset: 0 };

/** Outputs and potentials of one neuron over `inputs`. */
function run(
  parameters: Parameters,
  choice: StepChoice,
  inputs: readonly number[],
): { y: number[]; v: number[] } {
  const neurons = populationOf("n", nodeOf(parameters), choice);
  const y = new Float64Array(1);
  const steps = inputs.map((x) => {
    neurons.step(Float64Array.of(x), y);
    return [y[0]!, neurons.v[0]!] as const;
  });
  return { y: steps.map(([spikes]) => spikes), v: steps.map(([, v]) => v) };
}

const subtract = (rule: StepChoice["rule"], dt = 1): StepChoice => ({ rule, dt, reset: "subtract" });
const value = (rule: StepChoice["rule"], dt = 1): StepChoice => ({ rule, dt, reset: "value" });

describe("steps of a rule, worked out by hand", () => {
  it.each<[string, Parameters, StepChoice, number[], number[], number[]]>([
    ["nir integrates dt r x", { ...IF, r: 2 }, subtract("nir", 0.25), [1, 1, 1], [0, 0, 1], [0.5, 1, 0.5]],
    ["nir leaks by Euler's step", LI, subtract("nir"), [1, 0], [0.625, 0.59375], [0.625, 0.59375]],
    ["norse integrates x whatever dt", IF, value("norse", 0.25), [0.75, 0.5], [0, 1], [0.75, 0]],
    ["norse begins at the leak", { ...LIF, vLeak: 0.5 }, value("norse"), [0], [0], [0.5]],
    ["norse begins an integrator at v_reset", { ...IF, vReset: -1 }, value("norse"), [0.5], [0], [-0.5]],
    ["snntorch resets a step late", IF, subtract("snntorch"), [1.5, 0, 0], [1, 0, 0], [1.5, 0.5, 0.5]],
    [
      "snntorch resets at once when asked",
      IF,
      { ...subtract("snntorch"), resetDelay: false },
      [1.5, 0],
      [1, 0],
      [0.5, 0.5],
    ],
    ["sinabs fires as often as it is above", IF, subtract("sinabs"), [3.5, 0.5], [3, 1], [0.5, 0]],
    [
      "sinabs fires once when told so, at the threshold, too",
      IF,
      { ...subtract("sinabs"), maxSpikes: 1 },
      [1, 2.5],
      [1, 1],
      [0, 1.5],
    ],
    [
      "sinabs holds the lowest potential",
      IF,
      { ...subtract("sinabs"), vMin: -1 },
      [-3, 1.5],
      [0, 0],
      [-1, 0.5],
    ],
    ["spikingjelly fires at the threshold", IF, subtract("spikingjelly"), [1, 0.5], [1, 0], [0, 0.5]],
    ["spikingjelly begins at v_reset", { ...IF, vReset: -0.5 }, value("spikingjelly"), [0.25], [0], [-0.25]],
    ["nir fires above the threshold only", IF, subtract("nir"), [1, 0.5], [0, 1], [1, 0.5]],
    [
      "nir fires more than once when told so",
      IF,
      { ...subtract("nir"), maxSpikes: 2 },
      [2, 5],
      [1, 2],
      [1, 4],
    ],
    [
      "slayer counts in 1/4096 toward zero, and shows v before the reset",
      CUBA,
      value("slayer"),
      [-0.0003, 2],
      [0, 1],
      [-1 / 4096, 2],
    ],
    [
      "loihi adds 64 a and resets at once",
      { ...IF, vThreshold: 3 },
      value("loihi"),
      [2, 1, 1],
      [0, 0, 1],
      [128, 192, 0],
    ],
  ])("%s", (_, node, choice, inputs, y, v) => {
    expect(run(node, choice, inputs)).toEqual({ y, v });
  });

  it("sinabs decays by the exponential of dt/tau, the current after its input", () => {
    const { v } = run({ ...CUBA, r: 1, wIn: 1, vThreshold: 9 }, subtract("sinabs"), [1, 0]);
    const [alphaSyn, alphaMem] = [Math.exp(-1 / 2), Math.exp(-1 / 4)];
    expect(v[0]).toBeCloseTo((1 - alphaMem) * alphaSyn, 14);
    expect(v[1]).toBeCloseTo(alphaMem * (1 - alphaMem) * alphaSyn + (1 - alphaMem) * alphaSyn * alphaSyn, 14);
  });

  it("a reset brings back the state before the first step", () => {
    for (const rule of ["nir", "norse", "snntorch", "spikingjelly", "slayer", "loihi"] as const) {
      const neurons = populationOf("n", nodeOf(CUBA), value(rule));
      const y = new Float64Array(1);
      const trace = (): number[] =>
        [3, 0, 2].map((x) => (neurons.step(Float64Array.of(x), y), neurons.v[0]!));
      const first = trace();
      neurons.reset();
      expect(trace(), rule).toEqual(first);
    }
  });
});

describe("what a rule refuses", () => {
  it.each<[string, Parameters, StepChoice, RegExp]>([
    ["a dt of nothing", IF, subtract("nir", 0), /^n: dt must be above 0, found 0$/],
    ["a time constant of nothing", { ...LIF, tau: 0 }, subtract("nir"), /^n: tau must be above 0/],
    [
      "a step longer than tau",
      { ...LIF, tau: 0.5 },
      subtract("nir"),
      /^n: a step of 1 is longer than tau 0.5/,
    ],
    ["a number that is none", { ...LIF, r: NaN }, subtract("nir"), /^n: r must be finite, found NaN$/],
    ["less than one spike", IF, { ...subtract("nir"), maxSpikes: 0 }, /maxSpikes must be 1 or more/],
    [
      "many spikes above a threshold of 0",
      { ...IF, vThreshold: 0 },
      subtract("sinabs"),
      /needs thresholds above 0/,
    ],
    ["a late reset of other rules", IF, { ...subtract("nir"), resetDelay: true }, /only rule snntorch/],
    ["a lowest potential of snntorch", IF, { ...subtract("snntorch"), vMin: -1 }, /no lowest potential/],
    ["a reset of snntorch to other than 0", { ...IF, vReset: 1 }, value("snntorch"), /resets to zero/],
    ["slayer's reset by subtraction", IF, subtract("slayer"), /rule slayer resets to a value/],
    [
      "loihi with a leak to other than 0",
      { ...LIF, vLeak: 1 },
      value("loihi"),
      /rule loihi has no v_leak but 0/,
    ],
    [
      "loihi with a scaled input",
      { ...IF, r: 2 },
      value("loihi"),
      /takes its input unscaled, found a factor of 2/,
    ],
    [
      "loihi with a threshold between integers",
      { ...IF, vThreshold: 1.5 },
      value("loihi"),
      /integers 0 to 131071 for v_threshold, found 1.5/,
    ],
    ["slayer with a scaled current", { ...CUBA, r: 1 }, value("slayer"), /takes r = tau_mem\/dt/],
  ])("%s", (_, node, choice, message) => {
    const made = (): unknown => populationOf("n", nodeOf(node), choice);
    expect(made).toThrow(message);
    expect(made).toThrow(SaccadeError);
  });

  it("takes dt for tau where single precision left them apart", () => {
    expect(run({ ...LIF, tau: Math.fround(0.0002) }, subtract("nir", 0.0002), [2]).y).toEqual([1]);
  });
});

describe("delays and thresholds", () => {
  const delay = (...data: number[]): NetworkNode & { type: "Delay" } => ({
    type: "Delay",
    delay: tensor([data.length], data),
  });

  it("delays are whole steps, as near as single precision has them", () => {
    expect([...delaySteps("d", delay(0, Math.fround(0.003), 0.1), 0.001)]).toEqual([0, 3, 100]);
  });

  it.each([0.0034, -0.001, NaN])("a delay of %d is refused", (seconds) => {
    expect(() => delaySteps("d", delay(seconds), 0.001)).toThrow(/^d: /);
  });

  it("a threshold is passed above it only", () => {
    const y = new Float64Array(3);
    stepThreshold({ type: "Threshold", threshold: filled([3], 0.5) }, Float64Array.of(0.4, 0.5, 0.6), y);
    expect([...y]).toEqual([0, 0, 1]);
  });
});
