import { type Counter, Ledger } from "../ledger.ts";
import { barrierOf, type MeshTimes } from "./mesh-costs.ts";
import { type MeshLayout, SYNAPSE_KINDS, type SynapseKind } from "./mesh-layout.ts";

const SYNOPS_OF: Readonly<Record<SynapseKind, Counter>> = {
  dense: "synopsDense",
  sparse: "synopsSparse",
  conv: "synopsConv",
};
const KIND_COUNTERS = SYNAPSE_KINDS.map((kind) => SYNOPS_OF[kind]);

/**
 * Counts and modelled time of a network on a mesh of cores, step by step: the rules of SANA-FE's analytic model.
 *
 * A step takes the slowest core's neurons and sending, or the slowest core's receiving and synapses, whichever is longer,
 * and the barrier. Hops take no time here; a cycle-accurate model of the same cases is 4 to 7 % slower.
 * Hot path: between `beginStep` and `endStep` nothing is allocated.
 */
export class MeshAccount {
  readonly ledger: Ledger;
  readonly #layout: MeshLayout;
  readonly #times: MeshTimes;
  readonly #barrierNs: number;
  /** [ns] by core, in this step. */
  readonly #sendNs: Float64Array;
  readonly #receiveNs: Float64Array;
  readonly #accessNs: Float64Array;
  readonly #neurons: Int32Array;
  readonly #synapseNs: Float64Array;
  #totalNs = 0;

  constructor(layout: MeshLayout, times: MeshTimes) {
    this.#layout = layout;
    this.#times = times;
    this.ledger = new Ledger(layout.populations);
    this.#barrierNs = barrierOf(times, layout.tiles);
    this.#sendNs = new Float64Array(layout.cores);
    this.#receiveNs = new Float64Array(layout.cores);
    this.#accessNs = new Float64Array(layout.cores);
    this.#neurons = new Int32Array(layout.populations.length);
    this.#synapseNs = Float64Array.of(times.denseNs.value, times.sparseNs.value, times.convNs.value);
    layout.core.forEach((core, neuron) => {
      if (layout.isInput[neuron] === 1) return;
      const population = layout.population[neuron] ?? 0;
      this.#neurons[population] = (this.#neurons[population] ?? 0) + 1;
      this.#accessNs[core] = (this.#accessNs[core] ?? 0) + times.accessNs.value;
    });
  }

  /** [ns] of all steps so far. */
  get deviceNs(): number {
    return this.#totalNs;
  }

  /** Every neuron is looked at in every step, whether anything happens or not. */
  beginStep(): void {
    this.#sendNs.set(this.#accessNs);
    this.#receiveNs.fill(0);
    for (let p = 0; p < this.#neurons.length; p++) {
      this.ledger.add(p, "neuronAccesses", this.#neurons[p] ?? 0);
      this.ledger.add(p, "steps", 1);
    }
  }

  /**
   * A neuron had something to compute: a potential, a current, a bias, or a spike. `count`: so many of its population on
   * its core.
   */
  updated(neuron: number, count = 1): void {
    const { population, core, isInput } = this.#layout;
    if (isInput[neuron] === 1) return;
    this.ledger.add(population[neuron] ?? 0, "neuronUpdates", count);
    this.#spend(this.#sendNs, core[neuron] ?? 0, count * this.#times.updateNs.value);
  }

  /** A neuron fired: one message to every core where it has synapses. */
  fired(neuron: number): void {
    const { population, core, isInput, routeStart } = this.#layout;
    const from = population[neuron] ?? 0;
    this.ledger.add(from, "spikes", 1);
    if (isInput[neuron] !== 1) {
      this.ledger.add(from, "neuronSpikes", 1);
      this.#spend(this.#sendNs, core[neuron] ?? 0, this.#times.spikeNs.value);
    }
    const end = routeStart[neuron + 1] ?? 0;
    for (let i = routeStart[neuron] ?? 0; i < end; i++) this.#route(from, core[neuron] ?? 0, i);
  }

  /** [ns] that the step took. */
  endStep(): number {
    let slowestNs = 0;
    for (let core = 0; core < this.#sendNs.length; core++) {
      slowestNs = Math.max(slowestNs, this.#sendNs[core] ?? 0, this.#receiveNs[core] ?? 0);
    }
    const stepNs = slowestNs + this.#barrierNs;
    this.#totalNs += stepNs;
    return stepNs;
  }

  #route(from: number, core: number, entry: number): void {
    const layout = this.#layout;
    const times = this.#times;
    const to = layout.routeCore[entry] ?? 0;
    const population = layout.routePopulation[entry] ?? 0;
    if (layout.routeIsMessage[entry] === 1) {
      this.ledger.add(from, "messagesOut", 1);
      this.ledger.add(population, "messagesIn", 1);
      this.ledger.add(from, "hopsEastWest", layout.routeEastWest[entry] ?? 0);
      this.ledger.add(from, "hopsNorthSouth", layout.routeNorthSouth[entry] ?? 0);
      this.#spend(this.#sendNs, core, times.messageOutNs.value);
      this.#spend(this.#receiveNs, to, times.messageInNs.value);
    }
    const kind = layout.routeKind[entry] ?? 0;
    const synapses = layout.routeSynapses[entry] ?? 0;
    this.ledger.add(population, "synops", synapses);
    this.ledger.add(population, KIND_COUNTERS[kind] ?? "synopsDense", synapses);
    this.#spend(this.#receiveNs, to, synapses * (this.#synapseNs[kind] ?? 0));
  }

  #spend(byCore: Float64Array, core: number, ns: number): void {
    byCore[core] = (byCore[core] ?? 0) + ns;
  }
}
