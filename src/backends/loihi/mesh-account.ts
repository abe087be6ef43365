import { type Counter, Ledger } from "../ledger.ts";
import { barrierOf, type MeshTimes } from "./mesh-costs.ts";
import { type MeshLayout, SYNAPSE_KINDS, type SynapseKind } from "./mesh-layout.ts";

/** Counters of a population that are added to once a spike. */
const COUNTED = [
  "neuronAccesses",
  "steps",
  "spikes",
  "neuronSpikes",
  "messagesOut",
  "messagesIn",
  "hopsEastWest",
  "hopsNorthSouth",
  "synops",
] as const;
type Slots = Readonly<Record<(typeof COUNTED)[number], number>>;

const SYNOPS_OF: Readonly<Record<SynapseKind, Counter>> = {
  dense: "synopsDense",
  sparse: "synopsSparse",
  conv: "synopsConv",
};

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
  /** By population: where its counters lie. */
  readonly #slots: readonly Slots[];
  /** By population and kind of synapse. */
  readonly #kindSlots: readonly (readonly number[])[];
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
    const { ledger } = this;
    this.#slots = layout.populations.map((_, p) => {
      const slots = COUNTED.map((counter) => [counter, ledger.slot(p, counter)] as const);
      return Object.fromEntries(slots) as Slots;
    });
    this.#kindSlots = layout.populations.map((_, p) =>
      SYNAPSE_KINDS.map((kind) => ledger.slot(p, SYNOPS_OF[kind])),
    );
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
      this.ledger.addAt(this.#slots[p]!.neuronAccesses, this.#neurons[p]!);
      this.ledger.addAt(this.#slots[p]!.steps, 1);
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
    const from = this.#slots[population[neuron]!]!;
    this.ledger.addAt(from.spikes, 1);
    if (isInput[neuron] !== 1) {
      this.ledger.addAt(from.neuronSpikes, 1);
      this.#spend(this.#sendNs, core[neuron]!, this.#times.spikeNs.value);
    }
    const end = routeStart[neuron + 1]!;
    for (let i = routeStart[neuron]!; i < end; i++) this.#route(from, core[neuron]!, i);
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

  #route(from: Slots, core: number, entry: number): void {
    const layout = this.#layout;
    const { ledger } = this;
    const times = this.#times;
    const to = layout.routeCore[entry]!;
    const population = layout.routePopulation[entry]!;
    const receiver = this.#slots[population]!;
    if (layout.routeIsMessage[entry] === 1) {
      ledger.addAt(from.messagesOut, 1);
      ledger.addAt(receiver.messagesIn, 1);
      ledger.addAt(from.hopsEastWest, layout.routeEastWest[entry]!);
      ledger.addAt(from.hopsNorthSouth, layout.routeNorthSouth[entry]!);
      this.#spend(this.#sendNs, core, times.messageOutNs.value);
      this.#spend(this.#receiveNs, to, times.messageInNs.value);
    }
    const kind = layout.routeKind[entry]!;
    const synapses = layout.routeSynapses[entry]!;
    ledger.addAt(receiver.synops, synapses);
    ledger.addAt(this.#kindSlots[population]![kind]!, synapses);
    this.#spend(this.#receiveNs, to, synapses * this.#synapseNs[kind]!);
  }

  #spend(byCore: Float64Array, core: number, ns: number): void {
    byCore[core] = byCore[core]! + ns;
  }
}
