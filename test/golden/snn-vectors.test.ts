import { describe, expect, it } from "vitest";
import { discretize } from "../../src/snn/dynapcnn-scale.ts";
import { scaledSum, signModeOf, storedWeights } from "../../src/snn/loihi-synapse.ts";
import { FloatPopulation } from "../../src/snn/population.ts";
import { LoihiPopulation } from "../../src/snn/rules/loihi.ts";
import { tensor } from "../../src/snn/tensor.ts";
import { all, decaying, replay, spec, vectorCases, type Table } from "../support/snn-vectors.ts";

const snntorch = vectorCases<{
  reset_mechanism: "subtract" | "zero";
  reset_delay: boolean;
  beta: number;
  threshold: number;
  input: Table;
  spikes: Table;
  mem: Table;
}>("lif_snntorch_leaky");

describe.skipIf(snntorch.length === 0)("snnTorch Leaky", () => {
  it.each(snntorch)("reset $reset_mechanism, delay $reset_delay, beta $beta", (c) => {
    const firing = {
      threshold: c.threshold,
      reset: c.reset_mechanism === "zero" ? "value" : "subtract",
      lookBack: { whole: false, corrected: !c.reset_delay },
    } as const;
    replay(new FloatPopulation(spec(6, decaying(6, c.beta), firing)), { ...c, v: c.mem }, 1e-12);
  });
});

const norse = vectorCases<{
  reset: "value" | "subtract";
  dt: number;
  tau_mem_inv: number;
  v_leak: number;
  v_th: number;
  v_reset: number;
  input: Table;
  spikes: Table;
  v: Table;
}>("lif_norse_box");

describe.skipIf(norse.length === 0)("Norse LIFBox", () => {
  it.each(norse)("reset $reset", (c) => {
    const membrane = {
      form: "euler",
      rate: all(6, c.dt * c.tau_mem_inv),
      r: all(6, 1),
      leak: all(6, c.v_leak),
    } as const;
    const firing = { threshold: c.v_th, reset: c.reset, vReset: c.v_reset };
    replay(new FloatPopulation(spec(6, membrane, firing)), c, 1e-12);
  });
});

const sinabs = vectorCases<{
  spike_fn: "multi" | "single" | "max2";
  reset: "subtract" | "zero";
  min_v_mem: number | null;
  spike_threshold: number;
  input: Table;
  spikes: Table;
  v_mem: Table;
}>("if_sinabs_iaf");

describe.skipIf(sinabs.length === 0)("sinabs IAF", () => {
  const spikes = { multi: Infinity, single: 1, max2: 2 };
  it.each(sinabs)("$spike_fn, reset $reset, min_v_mem $min_v_mem, threshold $spike_threshold", (c) => {
    const reset = c.reset === "zero" ? "value" : "subtract";
    const firing = {
      threshold: c.spike_threshold,
      reset,
      strict: false,
      maxSpikes: spikes[c.spike_fn],
    } as const;
    const neurons = spec(6, decaying(6, 1), firing, { vMin: c.min_v_mem ?? -Infinity });
    replay(new FloatPopulation(neurons), { ...c, v: c.v_mem }, 1e-12);
  });
});

const spikingjelly = vectorCases<{
  neuron: "IF" | "LIF";
  v_reset: number | null;
  decay_input: boolean | null;
  v_threshold: number;
  tau: number | null;
  input: Table;
  spikes: Table;
  v: Table;
}>("if_lif_spikingjelly");

describe.skipIf(spikingjelly.length === 0)("SpikingJelly", () => {
  it.each(spikingjelly)("$neuron, v_reset $v_reset, decay_input $decay_input", (c) => {
    const rest = c.v_reset ?? 0;
    const leaking = {
      form: "tau",
      tau: all(6, c.tau ?? NaN),
      r: all(6, 1),
      leak: all(6, rest),
      decayInput: c.decay_input === true,
    } as const;
    const firing = {
      threshold: c.v_threshold,
      strict: false,
      reset: c.v_reset === null ? "subtract" : "value",
      vReset: rest,
    } as const;
    const membrane = c.neuron === "IF" ? decaying(6, 1) : leaking;
    replay(new FloatPopulation(spec(6, membrane, firing, { vInitial: all(6, rest) })), c, 1e-12);
  });
});

const loihi = vectorCases<{
  case: string;
  du: number;
  dv: number;
  vth: number;
  bias_mant: number[];
  bias_exp: number[];
  a_in: Table;
  u: Table;
  v: Table;
  spikes: Table;
}>("lava_lif_bitacc");

describe.skipIf(loihi.length === 0)("Lava's bit-accurate LIF", () => {
  it.each(loihi)("$case", (c) => {
    const neurons = new LoihiPopulation({
      du: new Int32Array(6).fill(c.du),
      dv: new Int32Array(6).fill(c.dv),
      vth: new Int32Array(6).fill(c.vth),
      biasMant: Int32Array.from(c.bias_mant),
      biasExp: Int32Array.from(c.bias_exp),
    });
    replay(neurons, { input: c.a_in, spikes: c.spikes, v: c.v, i: c.u }, 0);
  });
});

const dense = vectorCases<{
  case: string;
  weights: Table;
  sign_mode: string;
  num_weight_bits: number;
  weight_exp: number;
  effective_weights: Table;
  s_in: Table;
  a_out: Table;
}>("lava_dense_bitacc");

describe.skipIf(dense.length === 0)("Lava's bit-accurate Dense", () => {
  it.each(dense)("$case", (c) => {
    const signMode = signModeOf(c.weights.flat());
    const synapse = { signMode, weightBits: c.num_weight_bits, weightExponent: c.weight_exp };
    expect(signMode.toUpperCase()).toBe(c.sign_mode);
    const stored = c.weights.map((row) => [...storedWeights(row, synapse)]);
    expect(stored).toEqual(c.effective_weights);
    const sums = c.s_in.map((s) =>
      stored.map((row) =>
        scaledSum(
          row.reduce((sum, w, n) => sum + w * (s[n] ?? 0), 0),
          synapse,
        ),
      ),
    );
    expect([stored.map(() => 0), ...sums.slice(0, -1)]).toEqual(c.a_out);
  });
});

const dynapcnn = vectorCases<{
  weight: number[][][][];
  bias: number[] | null;
  spike_threshold: number;
  min_v_mem: number | null;
  scale: number;
  weight_int: number[][][][];
  bias_int: number[] | null;
  threshold_int: number;
  min_v_mem_int: number;
}>("dynapcnn_discretize");

describe.skipIf(dynapcnn.length === 0)("DynapCNN integers", () => {
  it.each(dynapcnn)("threshold $spike_threshold, min_v_mem $min_v_mem", (c) => {
    const found = discretize({
      weight: tensor([3, 2, 3, 3], c.weight.flat(3)),
      bias: c.bias === null ? null : tensor([3], c.bias),
      threshold: c.spike_threshold,
      vMin: c.min_v_mem,
    });
    expect(found.scale).toBeCloseTo(c.scale, 4); // the framework computes it in single precision
    expect([...found.weight]).toEqual(c.weight_int.flat(3));
    expect(found.bias === null ? null : [...found.bias]).toEqual(c.bias_int);
    expect([found.threshold, found.vMin]).toEqual([c.threshold_int, c.min_v_mem_int]);
  });
});
