import type { Backend, CompileOptions, Program } from "../../src/backends/backend.ts";
import { neuroBench } from "../../src/backends/neurobench.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import { assert, SaccadeError } from "../../src/core/errors.ts";
import type { Quantity } from "../../src/core/quantity.ts";
import type { NetworkGraph } from "../../src/snn/network.ts";
import { PUBLISHED_NETWORKS, type PublishedNetwork } from "./published-networks.ts";
import { ringWindows } from "./ring-windows.ts";

/** [-] on weights drawn by chance: from nearly silent layers to layers where nearly all fires. */
const GAINS = [0.5, 1, 2, 4];
/** [-] spikes a neuron and step beyond which weights drawn by chance say nothing of a trained tracker; assumed. */
const ACTIVITY = [0.02, 0.3] as const;
/** Where the maker's tools put layers on a mesh is not public. */
const MESH_PLACEMENTS = ["fewest", "fastest"] as const;

/**
 * [-] by which the chip's own times may be off, up and down: what their sheets say (`describe().notes`). Loihi 2's are Loihi 1's,
 * Akida's are fitted to console output by guesses, Speck's rest on one published time of an event.
 */
const TIME_FACTORS: Readonly<Record<string, readonly [Quantity["basis"], number]>> = {
  akida1000: ["assumed", 3],
  speck2f: ["published", 2],
  loihi2: ["assumed", 3],
};

/** A modelled inference beside the published one. */
export interface Prediction {
  readonly chip: string;
  /** [ms] */
  readonly publishedMs: number;
  /** [ms] geometric mean of the least and the most of the settings that nobody has published; nothing is fitted to the published times. */
  readonly predictedMs: number;
  /** [ms] the same with the chip's times off by what they may be. */
  readonly bandMs: readonly [low: number, high: number];
  readonly isWithinBand: boolean;
  /** [-] published / predicted. */
  readonly factor: number;
  readonly differs: string;
}

/** What a chip's factor makes of the other chips' predictions. */
export interface Calibration {
  readonly on: string;
  readonly others: readonly {
    readonly chip: string;
    /** [ms] */
    readonly predictedMs: number;
    /** [ms] the bands of both chips, by what they are off from their middles, as independent: the factor is as sure as its chip's band. */
    readonly bandMs: readonly [low: number, high: number];
    readonly publishedMs: number;
    readonly isWithinBand: boolean;
    /** [-] predicted / published */
    readonly ratio: number;
  }[];
}

/**
 * Uncalibrated: each published network on its emulated chip.
 * @param trained the network of `models/dynapcnn-published`
 * @param windows [-] shown with each setting
 */
export const predictPublished = (trained: NetworkGraph, windows: number): Prediction[] =>
  PUBLISHED_NETWORKS.map((network) => predict(network, trained, windows));

function predict(network: PublishedNetwork, trained: NetworkGraph, windows: number): Prediction {
  const { chip, inferenceMs: publishedMs, differs } = network;
  const times = networksOf(network, trained).flatMap((graph) => plausibleMs(network, graph, windows));
  assert(times.length > 0, "some gain gives a plausible activity");
  const [least, most] = [Math.min(...times), Math.max(...times)];
  const [, off] = TIME_FACTORS[chip] ?? ["assumed", 3];
  const [predictedMs, bandMs] = [Math.sqrt(least * most), [least / off, most * off] as const];
  const isWithinBand = publishedMs >= bandMs[0] && publishedMs <= bandMs[1];
  return { chip, publishedMs, predictedMs, bandMs, isWithinBand, factor: publishedMs / predictedMs, differs };
}

/** One for each gain; the trained one alone. */
function networksOf({ build }: PublishedNetwork, trained: NetworkGraph): NetworkGraph[] {
  const graphs = GAINS.map((gain) => build(gain, trained));
  return graphs.includes(trained) ? [trained] : graphs;
}

/** [ms] mean modelled times of a window, by placement; none where the network fires as no trained one does. */
function plausibleMs(network: PublishedNetwork, graph: NetworkGraph, windows: number): number[] {
  const backend = BACKENDS.get(network.chip);
  assert(backend !== undefined, "the published networks are of chips that there are");
  const isMesh = backend.describe().time === "barrier";
  return (isMesh ? MESH_PLACEMENTS : (["fewest"] as const)).flatMap((placement) => {
    const program = mapped(backend, graph, { choice: network.choice, steps: network.steps, placement });
    const session = backend.open(program, { seed: 0, carryState: false });
    for (const { pixels: indices } of ringWindows(windows, network.sidePx))
      session.submit({ indices, count: indices.length });
    const activity = 1 - neuroBench(program, session.ledger, windows).activation_sparsity;
    const isPlausible = activity >= ACTIVITY[0] && activity <= ACTIVITY[1];
    return isPlausible ? [session.deviceNs / windows / 1e6] : [];
  });
}

function mapped(backend: Backend, graph: NetworkGraph, options: CompileOptions): Program {
  const { program, report } = backend.compile(graph, options);
  if (program !== null) return program;
  const list = report.violations.map(({ code, layer, hint }) => `${layer}: ${code} (${hint})`).join("; ");
  throw new SaccadeError(
    "network-unmappable",
    `the published network does not fit ${report.device}: ${list}`,
    {
      backend: report.device,
      layer: report.violations[0]?.layer ?? "network",
    },
  );
}

/** Each chip's factor put on the others: a model that is off by the same factor everywhere would come out at ratios of 1. */
export const calibrations = (predictions: readonly Prediction[]): Calibration[] =>
  predictions.map((base) => ({
    on: base.chip,
    others: predictions
      .filter((other) => other !== base)
      .map((other) => {
        const { chip, publishedMs } = other;
        const predictedMs = other.predictedMs * base.factor;
        const off = Math.exp(Math.hypot(logOff(base), logOff(other)));
        const bandMs = [predictedMs / off, predictedMs * off] as const;
        const isWithinBand = publishedMs >= bandMs[0] && publishedMs <= bandMs[1];
        return { chip, predictedMs, bandMs, publishedMs, isWithinBand, ratio: predictedMs / publishedMs };
      }),
  }));

/** Logarithm of how far a band reaches from its middle, a factor up as down. */
const logOff = ({ bandMs: [, high], predictedMs }: Prediction): number => Math.log(high / predictedMs);
