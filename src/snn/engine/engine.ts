import { SaccadeError } from "../../core/errors.ts";
import { layersOf, type Layer } from "../layers.ts";
import type { NetworkGraph } from "../network.ts";
import type { NetworkChoice } from "../step-choice.ts";
import { compileStages, type Compiled, type CompileOptions } from "./compile.ts";
import { scratchOf, type StageOutput } from "./stage.ts";

/**
 * A network compiled for a step rule, in single precision: event-driven and dense kernels, chosen layer by layer and step by
 * step by the count of events. State stays from step to step until it is reset. Nothing is allocated in a step. The same
 * inputs give the same bits, on every machine.
 */
export class SpikingEngine {
  readonly layers: readonly Layer[];
  readonly batch: number;
  readonly #compiled: Compiled;
  readonly #byPath: ReadonlyMap<string, Layer>;

  /**
   * Throws `network-invalid`, naming the layer, for a network that does not fit together or that the rule cannot step in
   * floats; `slayer` and `loihi` count in integers, for them there is `ReferenceRun`.
   */
  constructor(network: NetworkGraph, choice: NetworkChoice, options: Partial<CompileOptions> = {}) {
    const { batch = 1, synapses = "auto", kernels = "wasm" } = options;
    if (!(Number.isInteger(batch) && batch >= 1)) {
      throw new SaccadeError("usage", `a batch is 1 sample or more, found ${String(batch)}`, {
        found: batch,
      });
    }
    this.layers = layersOf(network);
    this.batch = batch;
    this.#compiled = compileStages(this.layers, choice, { batch, synapses, kernels });
    this.#byPath = new Map(this.layers.map((layer) => [layer.path, layer]));
    this.reset();
  }

  /**
   * Sets an Input's events for the next steps: `indices` are elements of its shape, row-major; each counts 1, or what
   * `values` says; an element that stands twice counts twice. Throws `usage` for an element that does not exist.
   */
  setEvents(path: string, indices: ArrayLike<number>, options?: EventOptions): void {
    const count = options?.count ?? indices.length;
    const values = options?.values;
    const { events } = this.#output(path);
    const at = this.#sample(options?.sample ?? 0);
    const to = events.indices[at]!.view;
    if (count > events.count) throw outside(path, "events", count, events.count);
    for (let e = 0; e < count; e++) {
      const index = indices[e]!;
      if (index >>> 0 !== index || index >= events.count)
        throw outside(path, "element", index, events.count - 1);
      to[e] = index;
    }
    const weight = events.values[at]!.view;
    if (values === undefined) weight.fill(1, 0, count);
    else for (let e = 0; e < count; e++) weight[e] = values[e]!;
    events.counts[at] = count;
  }

  /** Sets an Input from all its numbers, row-major; those that are not 0 are its events. */
  setFrame(path: string, frame: ArrayLike<number>, sample = 0): void {
    const { events } = this.#output(path);
    const at = this.#sample(sample);
    if (frame.length !== events.count) throw outside(path, "numbers", frame.length, events.count);
    const indices = events.indices[at]!.view;
    const values = events.values[at]!.view;
    let count = 0;
    for (let n = 0; n < frame.length; n++) {
      if (frame[n] === 0) continue;
      indices[count] = n;
      values[count] = frame[n]!;
      count++;
    }
    events.counts[at] = count;
  }

  /** One step of one sample. */
  step(sample = 0): void {
    const { stages } = this.#compiled;
    for (let n = 0; n < stages.length; n++) stages[n]!.run(sample);
  }

  /** One step of every sample. */
  stepAll(): void {
    for (let sample = 0; sample < this.batch; sample++) this.step(sample);
  }

  /** Back to the state before the first step: one sample, or all. */
  reset(sample?: number): void {
    if (sample === undefined) {
      for (let each = 0; each < this.batch; each++) this.reset(each);
      return;
    }
    const at = this.#sample(sample);
    for (const stage of this.#compiled.stages) stage.reset(at);
  }

  /** Copies what a layer put out in the last step to `to`, row-major. */
  read(path: string, to: Float32Array | Float64Array, sample = 0): void {
    const { events, dense } = this.#output(path);
    const at = this.#sample(sample);
    const from = dense === null ? scratchOf(events, at) : dense[at]!.view;
    if (to.length !== events.places.length) throw outside(path, "numbers", to.length, events.places.length);
    for (let n = 0; n < to.length; n++) to[n] = from[events.places[n]!]!;
  }

  /** Copies the potentials of a layer of neurons to `to`, row-major. */
  readPotentials(path: string, to: Float32Array | Float64Array, sample = 0): void {
    const stage = this.#compiled.neurons.get(this.#layer(path).index);
    if (stage === undefined) throw new SaccadeError("usage", `${path} has no neurons`, { layer: path });
    const v = stage.v[this.#sample(sample)]!.view;
    const { places } = stage.output.events;
    for (let n = 0; n < to.length; n++) to[n] = v[places[n]!]!;
  }

  /** Spikes of a layer in its last step; of a layer without neurons, its events. */
  spikes(path: string, sample = 0): number {
    const { index } = this.#layer(path);
    const at = this.#sample(sample);
    return this.#compiled.neurons.get(index)?.spikes(at) ?? this.#output(path).events.counts[at]!;
  }

  /** Which kernels brought a layer's input in its last step, one for each of its connections. */
  synapses(path: string, sample = 0): readonly ("events" | "dense")[] {
    const projections = this.#compiled.projections.get(this.#layer(path).index) ?? [];
    return projections.map(({ wasDense }) => (wasDense[this.#sample(sample)] === 1 ? "dense" : "events"));
  }

  #sample(sample: number): number {
    if (Number.isInteger(sample) && sample >= 0 && sample < this.batch) return sample;
    throw new SaccadeError("usage", `samples are 0 to ${String(this.batch - 1)}, found ${String(sample)}`, {
      found: sample,
    });
  }

  #layer(path: string): Layer {
    const layer = this.#byPath.get(path);
    if (layer !== undefined) return layer;
    const allowed = [...this.#byPath.keys()].join(", ");
    throw new SaccadeError("usage", `no layer ${path}; there are: ${allowed}`, { found: path, allowed });
  }

  #output(path: string): StageOutput {
    const output = this.#compiled.outputs.get(this.#layer(path).index);
    if (output !== undefined) return output;
    const allowed = this.layers
      .filter(({ index }) => this.#compiled.outputs.has(index))
      .map((layer) => layer.path);
    throw new SaccadeError(
      "usage",
      `${path} is part of the layer it feeds; what can be read: ${allowed.join(", ")}`,
      {
        found: path,
        allowed: allowed.join(", "),
      },
    );
  }
}

interface EventOptions {
  readonly sample?: number;
  /** How many of `indices` count. */
  readonly count?: number;
  readonly values?: ArrayLike<number>;
}

const outside = (path: string, what: string, found: number, allowed: number): SaccadeError =>
  new SaccadeError("usage", `${path} takes ${what} up to ${String(allowed)}, found ${String(found)}`, {
    layer: path,
    found,
    allowed,
  });
