import type { EventMemory, EventNeurons } from "../../kernels/integer-events.ts";
import { type SpeckIntegers, STATE_MOST } from "./integers.ts";

/**
 * The neurons of one core, changed by one event after the other. For each synapse of an event:
 *
 *     V <- max(V + w, v_min);  if V >= threshold: one spike, V <- V - threshold, or V <- 0
 *
 * At most one spike an update: a neuron left above its threshold fires again only when something more comes in. A tick of
 * the slow clock updates all neurons in the same way with their channel's bias. Source: sinabs, docs/speck, tips for
 * training. Supposed, for they are not public: that a neuron fires at its threshold, not only above; that a sum beyond 16
 * bits is held there; the order of an event's synapses (`event-table.ts`).
 */
export class SpeckCore {
  fired = 0;
  readonly #memory: EventMemory;
  readonly neurons: EventNeurons;
  readonly #address: number;
  readonly #integers: SpeckIntegers;

  /** @param mostTargets [-] synapses that one event can reach */
  constructor(
    memory: EventMemory,
    { neurons, mostTargets }: { readonly neurons: number; readonly mostTargets: number },
    integers: SpeckIntegers,
  ) {
    this.#memory = memory;
    this.#integers = integers;
    this.neurons = {
      v: memory.shorts(new Int16Array(neurons).fill(integers.vInitial)),
      out: memory.integers(
        new Int32Array(integers.bias === null ? mostTargets : Math.max(mostTargets, neurons)),
      ),
      spikes: memory.integers(new Int32Array(neurons)),
      threshold: integers.threshold,
      vMin: integers.vMin,
      returnToZero: integers.returnToZero,
    };
    memory.enter(this.neurons);
    this.#address = memory.addressOf(this.neurons);
  }

  /** By place. */
  get v(): Int16Array {
    return this.neurons.v.view;
  }

  /** Places that the last event or tick made fire: the first `fired`, in order. */
  get out(): Int32Array {
    return this.neurons.out.view;
  }

  /** Spikes since `beginWindow`, by place. */
  get spikes(): Int32Array {
    return this.neurons.spikes.view;
  }

  /** [-] since the last call: sums that left 16 bits. */
  takeClips(): number {
    return this.#memory.takeClips(this.neurons);
  }

  reset(): void {
    this.v.fill(this.#integers.vInitial);
  }

  beginWindow(): void {
    this.spikes.fill(0);
  }

  /** Takes in one event of a sender's place. @param synapses their address */
  receive(synapses: number, place: number): void {
    this.fired = this.#memory.receive(this.#address, synapses, place);
  }

  /** One tick of the slow clock; the channels of a cell lie side by side. */
  tick(): void {
    const { threshold, vMin, returnToZero, bias } = this.#integers;
    const { v, out, spikes } = this;
    this.fired = 0;
    if (bias === null) return;
    for (let n = 0; n < v.length; n++) {
      const state = Math.max(Math.min(v[n]! + bias[n % bias.length]!, STATE_MOST), vMin);
      if (state >= threshold) {
        out[this.fired++] = n;
        spikes[n]!++;
        v[n] = returnToZero ? 0 : state - threshold;
      } else v[n] = state;
    }
  }
}
