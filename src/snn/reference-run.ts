import { SaccadeError } from "../core/errors.ts";
import { delayLine } from "./delay-line.ts";
import { networkError } from "./network-error.ts";
import { layersOf, type Layer } from "./layers.ts";
import type { NetworkGraph } from "./network.ts";
import type { Population } from "./population.ts";
import { signalOf, type Signal } from "./signal.ts";
import { choiceFor, type NetworkChoice } from "./step-choice.ts";
import { delaySteps, isStepNode, populationOf } from "./step-rule.ts";
import { sizeOf } from "./tensor.ts";

/** Inputs of a step by the path of their Input, row-major. */
export type StepInputs = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Runs a network in double precision, plainly, layer after layer: what every faster engine is held against. All layers
 * whose path a caller knows can be read after each step.
 */
export class ReferenceRun {
  readonly layers: readonly Layer[];
  readonly #states: readonly State[];
  readonly #byPath: ReadonlyMap<string, State>;

  /** Throws `network-invalid`, naming the layer, for a network that does not fit together or that the rule cannot step. */
  constructor(network: NetworkGraph, choice: NetworkChoice) {
    this.layers = layersOf(network);
    this.#states = this.layers.map((layer) => stateOf(layer, choice));
    this.#byPath = new Map(this.layers.map(({ path }, i) => [path, this.#states[i] as State]));
  }

  /** One step; every Input needs its numbers. */
  step(inputs: StepInputs): void {
    for (const [index, state] of this.#states.entries()) {
      const layer = this.layers[index] as Layer;
      if (layer.node.type === "Input") state.x.set(inputOf(inputs, layer));
      else this.#gather(layer, state.x);
      state.step(state.x, state.y);
    }
  }

  /** What a layer put out in the last step, row-major; valid until the next. */
  output(path: string): Float64Array {
    return this.#find(path).y;
  }

  /** The neurons of a layer; null for a layer without. */
  population(path: string): Population | null {
    return this.#find(path).population;
  }

  /** Back to the state before the first step. */
  reset(): void {
    for (const state of this.#states) {
      state.y.fill(0);
      state.reset();
    }
  }

  #gather({ sources }: Layer, x: Float64Array): void {
    x.fill(0);
    for (const { layer } of sources) {
      // a feedback source stands behind this layer, so it still holds the step before
      const y = this.#states[layer]?.y ?? x;
      for (let n = 0; n < x.length; n++) x[n] = x[n]! + y[n]!;
    }
  }

  #find(path: string): State {
    const state = this.#byPath.get(path);
    if (state !== undefined) return state;
    const allowed = [...this.#byPath.keys()].join(", ");
    throw new SaccadeError("usage", `no layer ${path}; there are: ${allowed}`, { found: path, allowed });
  }
}

interface State {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly population: Population | null;
  readonly step: Signal;
  readonly reset: () => void;
}

function stateOf(layer: Layer, choice: NetworkChoice): State {
  const x = new Float64Array(sizeOf(layer.inputShape));
  const y = new Float64Array(sizeOf(layer.outputShape));
  const { node, path } = layer;
  if (isStepNode(node)) {
    const population = populationOf(path, node, choiceFor(path, choice));
    return {
      x,
      y,
      population,
      step: (from, to) => population.step(from, to),
      reset: () => population.reset(),
    };
  }
  if (node.type === "Delay")
    return { x, y, population: null, ...delayLine(delaySteps(path, node, choice.dt)) };
  return { x, y, population: null, step: signalOf(layer), reset: () => undefined };
}

function inputOf(inputs: StepInputs, layer: Layer): ArrayLike<number> {
  const found = inputs[layer.path];
  const size = sizeOf(layer.inputShape);
  if (found?.length === size) return found;
  const message = `needs ${String(size)} numbers, found ${found === undefined ? "none" : String(found.length)}`;
  throw networkError(layer.path, message, { found: found?.length ?? 0, allowed: size });
}
