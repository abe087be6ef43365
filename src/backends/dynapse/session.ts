import { SaccadeError } from "../../core/errors.ts";
import type { InputEvents, Session, SessionOptions, WindowResult } from "../backend.ts";
import { Ledger } from "../ledger.ts";
import { type CircuitParameters, nominalParameters } from "./circuit.ts";
import { Mismatch } from "./mismatch.ts";
import { NeuronBank } from "./neuron-bank.ts";
import type { DynapseProgram } from "./program.ts";

/** [ns] in a second. */
const NS = 1e9;

/**
 * A program on a chip of one seed. All of it goes on in real time: a step of the network lasts as long as it does, in Euler's
 * steps; the host's events come at a step's beginning, a neuron's spikes within the next Euler step.
 * Hot path: `submit` allocates nothing.
 */
export class DynapseSession implements Session {
  readonly ledger: Ledger;
  deviceNs = 0;
  readonly #program: DynapseProgram;
  readonly #carryState: boolean;
  readonly #bank: NeuronBank;
  /** By neuron: index of its part. */
  readonly #partOf: Int32Array;
  readonly #result: WindowResult;
  /** [-] synapses that spikes have reached since they were last counted, spikes, and their destinations; by part. */
  readonly #synops: Float64Array;
  readonly #spikes: Float64Array;
  readonly #messages: Float64Array;

  constructor(program: DynapseProgram, { seed, carryState }: SessionOptions) {
    this.#program = program;
    this.#carryState = carryState;
    this.ledger = new Ledger(program.parts.map(({ path }) => path));
    this.#bank = new NeuronBank(
      parametersOf(program, new Mismatch(seed, program.sigma)),
      program.stepS / program.substeps,
      program.firing,
    );
    this.#partOf = new Int32Array(this.#bank.count);
    program.parts.forEach(({ first, count }, part) => this.#partOf.fill(part, first, first + count));
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
    [this.#synops, this.#spikes, this.#messages] = [counts(program), counts(program), counts(program)];
  }

  reset(): void {
    this.#bank.reset();
  }

  submit(window: InputEvents): WindowResult {
    const { shownSteps, runOn, stepS, fadeS } = this.#program;
    if (!this.#carryState) this.#bank.reset();
    this.#result.outputs.fill(0);
    for (let step = 0; step < shownSteps + runOn; step++) {
      if (step < shownSteps) this.#takeIn(window);
      this.#run();
    }
    const tookS = (shownSteps + runOn) * stepS + (this.#carryState ? 0 : fadeS);
    this.#result.deviceNs = Math.round(tookS * NS);
    this.deviceNs += this.#result.deviceNs;
    return this.#result;
  }

  /** `v`: membranes, `u`: what the synapses give them but for the shunt, both in A; `spikes` of the last Euler step. */
  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const part = this.#program.parts.find(({ path, count }) => path === layer && count > 0);
    if (part === undefined) {
      const allowed = this.#program.parts
        .filter(({ count }) => count > 0)
        .map(({ path }) => path)
        .join(", ");
      throw new SaccadeError("usage", `no ${what} at ${layer}; there are neurons at: ${allowed}`, {
        layer,
        allowed,
      });
    }
    const [ampa, gaba, nmda] = this.#bank.synapses;
    for (let n = 0; n < part.count; n++) {
      const at = part.first + n;
      if (what === "v") to[n] = this.#bank.iMem[at]!;
      else if (what === "spikes") to[n] = this.#bank.spikes[at]!;
      else to[n] = ampa!.i[at]! - gaba!.i[at]! + nmda!.i[at]!;
    }
  }

  #takeIn({ indices, count }: InputEvents): void {
    const { input, destinations } = this.#program;
    let messages = 0;
    for (let e = 0; e < count; e++) {
      this.#send(indices[e]!);
      messages += destinations[indices[e]!]!;
    }
    this.ledger.add(input, "eventsIn", count);
    this.ledger.add(input, "messagesOut", messages);
  }

  /** A spike's way to its synapses. */
  #send(sender: number): void {
    const { start, target, kind, weightA } = this.#program.fans;
    for (let at = start[sender]!; at < start[sender + 1]!; at++) {
      const neuron = target[at]!;
      this.#bank.synapses[kind[at]!]!.arrived[neuron]! += weightA[at]!;
      this.#synops[this.#partOf[neuron]!]!++;
    }
  }

  /** One step of the network. */
  #run(): void {
    for (let substep = 0; substep < this.#program.substeps; substep++) {
      this.#bank.step();
      this.#pass();
    }
    this.#count();
  }

  /** Sends what has fired on, and counts the output. */
  #pass(): void {
    const { inputs, destinations, output, parts } = this.#program;
    const { spikes } = this.#bank;
    const { outputs } = this.#result;
    const { first } = parts[output]!;
    for (let n = 0; n < spikes.length; n++) {
      if (spikes[n] === 0) continue;
      const part = this.#partOf[n]!;
      this.#spikes[part]!++;
      this.#messages[part]! += destinations[inputs + n]!;
      this.#send(inputs + n);
      if (part === output) outputs[n - first]!++;
    }
  }

  #count(): void {
    const { parts, input } = this.#program;
    this.ledger.add(input, "steps", 1);
    for (let part = 0; part < parts.length; part++) {
      const { count, connections } = parts[part]!;
      if (part === input) {
        continue;
      }
      this.ledger.add(part, "synops", this.#synops[part]!);
      this.ledger.add(part, "synopsSparse", this.#synops[part]!);
      this.ledger.add(part, "effectiveAcs", this.#synops[part]!);
      this.ledger.add(part, "denseOps", connections);
      this.ledger.add(part, "neuronAccesses", count);
      this.ledger.add(part, "neuronUpdates", count);
      this.ledger.add(part, "spikes", this.#spikes[part]!);
      this.ledger.add(part, "neuronSpikes", this.#spikes[part]!);
      this.ledger.add(part, "messagesOut", this.#messages[part]!);
    }
    this.#synops.fill(0);
    this.#spikes.fill(0);
    this.#messages.fill(0);
  }
}

const counts = ({ parts }: DynapseProgram): Float64Array => new Float64Array(parts.length);

/** Each neuron as its place on the chip makes it. */
function parametersOf({ cores }: DynapseProgram, mismatch: Mismatch): CircuitParameters[] {
  const parameters: CircuitParameters[] = [];
  cores.forEach(({ biases, neurons }, core) => {
    const designed = nominalParameters(biases);
    neurons.forEach((neuron, place) => (parameters[neuron] = mismatch.at(core, place, designed)));
  });
  return parameters;
}
