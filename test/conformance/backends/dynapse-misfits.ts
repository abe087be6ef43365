import { chain, type NetworkGraph, type NetworkNode } from "../../../src/snn/network.ts";
import { filled, type Shape, tensor } from "../../../src/snn/tensor.ts";
import type { DynapseOptions } from "../../../src/backends/dynapse/compile.ts";
import { input, linear, output } from "../../support/analog-networks.ts";
import { cuba, DESIGNED, layer, lif } from "../../support/dynapse-networks.ts";
import type { Misfit } from "./backend.case.ts";

const dense = (out: number, into: number): NetworkNode => linear(filled([out, into], 0.5));
const flat = (into: number, out: number, neurons = lif([out])): NetworkGraph =>
  layer(filled([out, into], 0.5), neurons);
const behind = (...nodes: readonly (readonly [string, NetworkNode])[]): NetworkGraph =>
  chain([["in", input(4)], ["w", dense(4, 4)], ...nodes, ["out", output(4)]]);

export const conv = (weight: Shape, value = 0.4): NetworkNode => ({
  type: "Conv2d",
  inputShape: null,
  weight: filled(weight, value),
  stride: [1, 1],
  padding: [1, 1],
  dilation: [1, 1],
  groups: 1,
  bias: filled([weight[0] ?? 0], 0),
});
const convolved = (channels: number): NetworkGraph =>
  chain([["in", input(channels, 5, 5)], ["conv", conv([2, channels, 3, 3])], ["neurons", lif([2, 5, 5])], ["out", output(2, 5, 5)]]); // prettier-ignore

/** Each of `out` neurons with 64 inputs that no other has. */
const private64 = (out: number): NetworkGraph =>
  layer(
    tensor([out, out * 64], Float64Array.from({ length: out * out * 64 }, (_, n) => (Math.floor((n % (out * 64)) / 64) === Math.floor(n / (out * 64)) ? 1 : 0))), // prettier-ignore
    lif([out]),
  );

const taus = (...ms: number[]): NetworkGraph =>
  flat(3, ms.length, lif([ms.length], { tau: tensor([ms.length], ms.map((each) => each * 1e-3)) })); // prettier-ignore

const integrator: NetworkNode = {
  type: "IF",
  r: filled([2], 1),
  vThreshold: filled([2], 1),
  vReset: filled([2], 0),
};
const odd = (key: string): NetworkGraph => {
  const weights = { ...linear(filled([2, 2], 1)), metadata: { [key]: "gaba nmda" } } as NetworkNode;
  return chain([["in", input(2)], ["w", weights], ["neurons", lif([2])], ["out", output(2)]]); // prettier-ignore
};

type Expected = readonly [Misfit["code"], string, RegExp];
type Mended = readonly [NetworkGraph, Partial<DynapseOptions>?];

function misfit(
  name: string,
  network: NetworkGraph,
  [code, layer, hint]: Expected,
  { options = {}, mended }: { readonly options?: Partial<DynapseOptions>; readonly mended?: Mended } = {},
): Misfit {
  const with_ = (more: Partial<DynapseOptions>): DynapseOptions => ({ ...DESIGNED, ...more });
  const fixed =
    mended === undefined ? {} : { mended: { network: mended[0], options: with_(mended[1] ?? {}) } };
  return { name, network, options: with_(options), code, layer, hint, ...fixed };
}

const reset = (how: "subtract" | "value"): Partial<DynapseOptions> => ({
  choice: { rule: "nir", dt: 1e-3, reset: how },
});

export const dynapseMisfits: Misfit[] = [
  misfit("65 inputs of a neuron", flat(65, 2), ["FANIN_GT_64", "neurons", /64 inputs/], { mended: [flat(64, 2)] }),
  misfit("a kernel of 72 weights", convolved(8), ["FANIN_GT_64", "neurons", /7 input channels/], { mended: [convolved(7)] }),
  misfit("two ways into a layer, 65 weights together", { type: "NIRGraph", nodes: new Map<string, NetworkNode>([["in", input(40)], ["w", dense(4, 40)], ["v", dense(4, 25)], ["a", lif([25])], ["u", linear(filled([25, 40], 1))], ["neurons", lif([4])], ["out", output(4)]]), edges: [["in", "u"], ["u", "a"], ["a", "v"], ["in", "w"], ["w", "neurons"], ["v", "neurons"], ["neurons", "out"]] }, ["FANIN_GT_64", "neurons", /64 weights of a neuron/]),
  misfit("1025 neurons", flat(2, 1025), ["CORE_COUNT", "neurons", /1024 neurons, or --chips 2/], { mended: [flat(2, 1025), { chips: 2 }] }),
  misfit("more neurons than four chips have", flat(2, 5000), ["CORE_COUNT", "neurons", /^4096 neurons$/], { options: { chips: 4 }, mended: [flat(2, 4096), { chips: 4 }] }),
  misfit("two layers of 600 neurons", chain([["in", input(2)], ["w", dense(600, 2)], ["a", lif([600])], ["v", linear(tensor([600, 600], Float64Array.from({ length: 360_000 }, (_, n) => (n % 601 === 0 ? 1 : 0))))], ["b", lif([600])], ["out", output(600)]]), ["CORE_COUNT", "network", /176 neurons less, most of all in a, or --chips 2/]),
  misfit("five time constants in a layer", taus(5, 10, 15, 20, 25), ["CORE_BIASES", "neurons", /4 sets of time constants/], { mended: [taus(5, 10, 15, 20)] }),
  misfit("2112 different inputs to a core", private64(33), ["TAGS", "in", /2048 different inputs/], { mended: [private64(32)] }),
  misfit("a membrane of 80 ms", taus(80), ["DECAY_RANGE", "neurons", /tau_mem of 70.9 ms, or steps of 0.887 ms/], { mended: [taus(70.9)] }),
  misfit("a membrane of 0.05 ms", flat(2, 2, cuba([2], 5e-3, 5e-5)), ["DECAY_RANGE", "neurons", /tau_mem of 0.1 ms, or steps of 2 ms/], { options: { choice: { rule: "sinabs", dt: 1e-3, reset: "value" } } }),
  misfit("synapses of 2 s", flat(2, 2, cuba([2], 2, 2e-2)), ["DECAY_RANGE", "neurons", /tau_syn of 1740 ms, or steps of 0.869 ms/]),
  misfit("steps of 0.1 ms", flat(2, 2), ["DECAY_RANGE", "neurons", /steps of 0.2 ms/], { options: { choice: { rule: "nir", dt: 1e-4, reset: "value" } }, mended: [flat(2, 2), { choice: { rule: "nir", dt: 2e-4, reset: "value" } }] }),
  misfit("an integrator over 100 ms", flat(2, 2, integrator), ["DECAY_RANGE", "neurons", /steps of 2.46 ms/], { options: { stepMs: 5 }, mended: [flat(2, 2, integrator), { stepMs: 2.45 }] }),
  misfit("reset by subtraction", flat(2, 2), ["UNSUPPORTED_LAYER", "neurons", /reset value/], { options: reset("subtract"), mended: [flat(2, 2), reset("value")] }),
  misfit("a reset above 0", flat(2, 2, lif([2], { reset: 0.2 })), ["UNSUPPORTED_LAYER", "neurons", /v_reset 0/], { mended: [flat(2, 2)] }),
  misfit("a resting potential", flat(2, 2, lif([2], { leak: 0.1 })), ["UNSUPPORTED_LAYER", "neurons", /v_leak 0/], { mended: [flat(2, 2)] }),
  misfit("a threshold below 0", flat(2, 2, lif([2], { threshold: -1 })), ["UNSUPPORTED_LAYER", "neurons", /above 0/]),
  misfit("an r below 0", flat(2, 2, lif([2], { r: -1 })), ["UNSUPPORTED_LAYER", "neurons", /sign in the weights/]),
  misfit("neurons that do not fire", flat(2, 2, { type: "LI", tau: filled([2], 0.02), r: filled([2], 1), vLeak: filled([2], 0) }), ["UNSUPPORTED_LAYER", "neurons", /LIF/], { mended: [flat(2, 2)] }),
  misfit("sums at the end", chain([["in", input(4)], ["w", dense(3, 4)], ["out", output(3)]]), ["UNSUPPORTED_LAYER", "w", /LIF neurons behind w/], { mended: [flat(4, 3)] }),
  misfit("a bias", chain([["in", input(4)], ["w", { type: "Affine", weight: filled([2, 4], 1), bias: tensor([2], [0, 0.3]) }], ["a", lif([2])], ["out", output(2)]]), ["UNSUPPORTED_LAYER", "w", /bias of 0/], { mended: [chain([["in", input(4)], ["w", { type: "Affine", weight: filled([2, 4], 1), bias: filled([2], 0) }], ["a", lif([2])], ["out", output(2)]])] }),
  misfit("a delay", behind(["a", lif([4])], ["late", { type: "Delay", delay: filled([4], 3e-3) }], ["v", dense(4, 4)], ["b", lif([4])]), ["UNSUPPORTED_LAYER", "late", /leave out late/], { mended: [behind(["a", lif([4])], ["v", dense(4, 4)], ["b", lif([4])])] }),
  misfit("weights behind weights", behind(["v", dense(4, 4)], ["b", lif([4])]), ["UNSUPPORTED_LAYER", "v", /neurons between/]),
  misfit("nothing between input and output", chain([["in", input(4)], ["out", output(4)]]), ["UNSUPPORTED_LAYER", "in", /weights and neurons/]),
  misfit("a kind of excitation that there is not", odd("saccade.excitation"), ["UNSUPPORTED_LAYER", "w", /ampa, nmda/]),
  misfit("a kind of inhibition that there is not", odd("saccade.inhibition"), ["UNSUPPORTED_LAYER", "w", /gaba, shunt/]),
  misfit("a rule in integers", flat(2, 2), ["UNSUPPORTED_LAYER", "neurons", /rule in floats/], { options: { choice: { rule: "loihi", dt: 1, reset: "value" } } }),
  misfit("a time constant that is no number", taus(NaN), ["NETWORK_INVALID", "neurons", /mend/]),
  misfit("steps of no time", flat(2, 2), ["NETWORK_INVALID", "network", /--step-ms above 0/], { options: { stepMs: 0 } }),
  misfit("five chips", flat(2, 2), ["NETWORK_INVALID", "network", /--chips 1 to 4/], { options: { chips: 5 } }),
]; // prettier-ignore
