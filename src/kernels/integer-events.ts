import { type WasmArray, WasmKernel } from "./wasm-kernel.ts";

/**
 * Neurons with states of 16 bits that change event by event:
 *
 *     V <- max(V + w, vMin), V + w held within 16 bits;  if V >= threshold: one spike, V <- V - threshold, or V <- 0
 *
 * What an event of a sender reaches are runs of neighbouring neurons: those of sender p are `start[p] .. start[p + 1] - 1`,
 * each `length` neurons from `target` on with the weights from `at` on.
 */
export interface EventNeurons {
  readonly v: WasmArray<Int16Array<ArrayBuffer>>;
  /** Numbers of the neurons that the last event made fire, in order. */
  readonly out: WasmArray<Int32Array<ArrayBuffer>>;
  /** By neuron: spikes, counted on. */
  readonly spikes: WasmArray<Int32Array<ArrayBuffer>>;
  readonly threshold: number;
  readonly vMin: number;
  readonly returnToZero: boolean;
}

export interface EventSynapses {
  readonly start: WasmArray<Int32Array<ArrayBuffer>>;
  readonly target: WasmArray<Int32Array<ArrayBuffer>>;
  readonly at: WasmArray<Int32Array<ArrayBuffer>>;
  readonly length: WasmArray<Int32Array<ArrayBuffer>>;
  readonly weights: WasmArray<Int16Array<ArrayBuffer>>;
}

/**
 * Neurons in a chain, or an input, which has none. `counts`: [ns] when it will be free of what it has taken in; events taken in,
 * synapses they reached, those of them that are not 0, spikes, events sent on. All are the caller's to clear.
 */
export interface EventCore {
  readonly neurons: EventNeurons | null;
  readonly counts: WasmArray<Float64Array<ArrayBuffer>>;
  readonly links: Integers;
}

/** A way to another core; by sender, how many synapses it reaches, and how many of them are not 0. */
export interface EventBundle {
  readonly to: EventCore;
  readonly synapses: EventSynapses;
  readonly reached: Integers;
  readonly effective: Integers;
}

/** Events to follow: the numbers of their senders, when they come, and how long a core works on one. */
export interface FollowedEvents {
  senders: Integers;
  count: number;
  timeNs: number;
  serviceNs: number;
}

interface Calls {
  receive(neurons: number, synapses: number, sender: number): number;
  follow(core: number, senders: number, count: number, timeNs: number, serviceNs: number): void;
}

type Integers = WasmArray<Int32Array<ArrayBuffer>>;

/** Places of `EventCore.counts`. */
export const COUNTS = { freeNs: 0, events: 1, synops: 2, effective: 3, spikes: 4, messages: 5 } as const;

/** [numbers] kernels read, and write back as they were, up to so many behind the end of what they work on. */
const MARGIN = 8;
/** Of `Neurons` in kernels/integer-events.ts. */
const CLIPS = 6;

/** Neurons and synapses in one memory, and the kernel that works on them. All is reserved before the first event. */
export class EventMemory {
  readonly #kernel = new WasmKernel<Calls>("integer-events");
  readonly #structures = new Map<EventNeurons | EventSynapses, Integers>();

  integers(values: ArrayLike<number>): Integers {
    const kept = this.#kernel.reserve(Int32Array, values.length);
    kept.view.set(values);
    return kept;
  }

  shorts(values: ArrayLike<number>): WasmArray<Int16Array<ArrayBuffer>> {
    const kept = this.#kernel.reserve(Int16Array, values.length);
    kept.view.set(values);
    this.#kernel.reserve(Int16Array, MARGIN);
    return kept;
  }

  /** Makes neurons and synapses known to the kernel. */
  enter(entry: EventNeurons | EventSynapses): void {
    const fields =
      "v" in entry
        ? [
            entry.v.address,
            entry.out.address,
            entry.spikes.address,
            entry.threshold,
            entry.vMin,
            Number(entry.returnToZero),
            0,
          ]
        : [
            entry.start.address,
            entry.target.address,
            entry.at.address,
            entry.length.address,
            entry.weights.address,
          ];
    this.#structures.set(entry, this.integers(fields));
  }

  /** What `receive` needs of neurons and synapses that have been entered. */
  addressOf(entry: EventNeurons | EventSynapses): number {
    return this.#structures.get(entry)?.address ?? 0;
  }

  /** Takes in one event; returns how many neurons fired. Addresses as of `addressOf`. */
  receive(neurons: number, synapses: number, sender: number): number {
    return this.#kernel.call.receive(neurons, synapses, sender);
  }

  /** A core with neurons that have been entered; `connect` says where its spikes go. */
  core(neurons: EventNeurons | null): EventCore {
    const counts = this.#kernel.reserve(Float64Array, Object.keys(COUNTS).length);
    const own = neurons === null ? 0 : this.addressOf(neurons);
    return { neurons, counts, links: this.integers([own, counts.address, 0, 0]) };
  }

  /** Says where a core's spikes go. Cores in a ring would follow an event without end. */
  connect({ links }: EventCore, bundles: readonly EventBundle[]): void {
    const fields = bundles.flatMap(({ to, synapses, reached, effective }) => [
      to.links.address,
      this.addressOf(synapses),
      reached.address,
      effective.address,
    ]);
    const { address } = this.integers(fields);
    links.view.set([address, bundles.length], 2);
  }

  /** Brings events of a core, one after the other, to where they go, and each spike that they cause to the end. */
  follow({ links }: EventCore, { senders, count, timeNs, serviceNs }: FollowedEvents): void {
    this.#kernel.call.follow(links.address, senders.address, count, timeNs, serviceNs);
  }

  /** [-] sums that left 16 bits since the last call. */
  takeClips(neurons: EventNeurons): number {
    const view = this.#structures.get(neurons)?.view;
    const clips = view?.[CLIPS] ?? 0;
    if (view !== undefined) view[CLIPS] = 0;
    return clips;
  }
}

/** Plain form of `EventMemory.receive`, for tests: the same states, spikes and order. Returns fired and clipped. */
export function receivePlain(
  { v, out, spikes, threshold, vMin, returnToZero }: EventNeurons,
  { start, target, at, length, weights }: EventSynapses,
  sender: number,
): { readonly fired: number; readonly clips: number } {
  let fired = 0;
  let clips = 0;
  for (let run = start.view[sender]!; run < start.view[sender + 1]!; run++) {
    for (let k = 0; k < length.view[run]!; k++) {
      const n = target.view[run]! + k;
      const sum = v.view[n]! + weights.view[at.view[run]! + k]!;
      const held = Math.max(-32768, Math.min(sum, 32767));
      if (held !== sum) clips++;
      const state = Math.max(held, vMin);
      v.view[n] = state;
      if (state < threshold) continue;
      v.view[n] = returnToZero ? 0 : state - threshold;
      out.view[fired++] = n;
      spikes.view[n]!++;
    }
  }
  return { fired, clips };
}

/** Plain form of `EventMemory.follow`, for tests: the same states, spikes, counts and times. */
export function followPlain(
  from: EventCore,
  ways: ReadonlyMap<EventCore, readonly EventBundle[]>,
  {
    senders,
    timeNs,
    serviceNs,
  }: { readonly senders: readonly number[]; readonly timeNs: number; readonly serviceNs: number },
): void {
  for (const sender of senders) {
    for (const { to, synapses, reached, effective } of ways.get(from) ?? []) {
      if (reached.view[sender] === 0 || to.neurons === null) continue;
      const { fired } = receivePlain(to.neurons, synapses, sender);
      const counts = to.counts.view;
      counts[COUNTS.events]!++;
      counts[COUNTS.synops]! += reached.view[sender]!;
      counts[COUNTS.effective]! += effective.view[sender]!;
      counts[COUNTS.spikes]! += fired;
      from.counts.view[COUNTS.messages]!++;
      const doneNs = Math.max(counts[COUNTS.freeNs]!, timeNs) + serviceNs;
      counts[COUNTS.freeNs] = doneNs;
      const spikes = [...to.neurons.out.view.subarray(0, fired)];
      followPlain(to, ways, { senders: spikes, timeNs: doneNs, serviceNs });
    }
  }
}
