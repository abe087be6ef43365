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

/** By neuron, of all its routes: messages, and their hops. */
interface FanOut {
  readonly messages: Int32Array;
  readonly eastWest: Int32Array;
  readonly northSouth: Int32Array;
}

/** By route: [ns] what a spike on it keeps the receiving core busy, and where the receiver's counters lie. */
interface Routes {
  readonly ns: Float64Array;
  readonly messagesIn: Int32Array;
  readonly synops: Int32Array;
  readonly synopsOfKind: Int32Array;
}

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
  /** By population: where its counters lie. */
  readonly #slots: readonly Slots[];
  readonly #fanOut: FanOut;
  /** [ns] by neuron: what a spike of it keeps its core busy. */
  readonly #spikeNs: Float64Array;
  readonly #routes: Routes;
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
    const { ledger } = this;
    this.#slots = layout.populations.map((_, p) => {
      const slots = COUNTED.map((counter) => [counter, ledger.slot(p, counter)] as const);
      return Object.fromEntries(slots) as Slots;
    });
    this.#fanOut = fanOutOf(layout);
    this.#spikeNs = Float64Array.from(
      this.#fanOut.messages,
      (messages, n) =>
        (layout.isInput[n] === 1 ? 0 : times.spikeNs.value) + messages * times.messageOutNs.value,
    );
    this.#routes = routesOf(layout, times, ledger);
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

  /** Neurons fired, each numbered from `first`: one message to every core where it has synapses. */
  fired(neurons: ArrayLike<number>, count: number, first: number): void {
    const { core, routeStart, routeCore, routeIsMessage, routeSynapses } = this.#layout;
    const { ledger } = this;
    const sendNs = this.#sendNs;
    const receiveNs = this.#receiveNs;
    const { ns, messagesIn, synops, synopsOfKind } = this.#routes;
    for (let e = 0; e < count; e++) {
      const neuron = first + neurons[e]!;
      this.#sent(neuron);
      sendNs[core[neuron]!] = sendNs[core[neuron]!]! + this.#spikeNs[neuron]!;
      const end = routeStart[neuron + 1]!;
      for (let i = routeStart[neuron]!; i < end; i++) {
        const synapses = routeSynapses[i]!;
        ledger.addAt(messagesIn[i]!, routeIsMessage[i]!);
        ledger.addAt(synops[i]!, synapses);
        ledger.addAt(synopsOfKind[i]!, synapses);
        receiveNs[routeCore[i]!] = receiveNs[routeCore[i]!]! + ns[i]!;
      }
    }
  }

  /** What a spike costs its sender's population. */
  #sent(neuron: number): void {
    const { population, isInput } = this.#layout;
    const { ledger } = this;
    const from = this.#slots[population[neuron]!]!;
    const { messages, eastWest, northSouth } = this.#fanOut;
    ledger.addAt(from.spikes, 1);
    ledger.addAt(from.neuronSpikes, 1 - isInput[neuron]!);
    ledger.addAt(from.messagesOut, messages[neuron]!);
    ledger.addAt(from.hopsEastWest, eastWest[neuron]!);
    ledger.addAt(from.hopsNorthSouth, northSouth[neuron]!);
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

  #spend(byCore: Float64Array, core: number, ns: number): void {
    byCore[core] = byCore[core]! + ns;
  }
}

function fanOutOf(layout: MeshLayout): FanOut {
  const { routeStart } = layout;
  const sums = (each: ArrayLike<number>): Int32Array =>
    Int32Array.from(layout.core, (_, n) => {
      let sum = 0;
      for (let i = routeStart[n] ?? 0; i < (routeStart[n + 1] ?? 0); i++) sum += each[i] ?? 0;
      return sum;
    });
  return {
    messages: sums(layout.routeIsMessage),
    eastWest: sums(layout.routeEastWest),
    northSouth: sums(layout.routeNorthSouth),
  };
}

function routesOf(layout: MeshLayout, times: MeshTimes, ledger: Ledger): Routes {
  const { routePopulation, routeKind, routeSynapses, routeIsMessage } = layout;
  const synapseNs = [times.denseNs.value, times.sparseNs.value, times.convNs.value];
  return {
    ns: Float64Array.from(
      routeSynapses,
      (synapses, i) =>
        (routeIsMessage[i] ?? 0) * times.messageInNs.value +
        synapses * (synapseNs[routeKind[i] ?? NaN] ?? NaN),
    ),
    messagesIn: routePopulation.map((p) => ledger.slot(p, "messagesIn")),
    synops: routePopulation.map((p) => ledger.slot(p, "synops")),
    synopsOfKind: routePopulation.map((p, i) =>
      ledger.slot(p, SYNOPS_OF[SYNAPSE_KINDS[routeKind[i] ?? 0] ?? "dense"]),
    ),
  };
}
