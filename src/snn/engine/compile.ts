import { networkError } from "../network-error.ts";
import type { Layer } from "../layers.ts";
import { delayLine } from "../delay-line.ts";
import { signalOf } from "../signal.ts";
import { choiceFor, type NetworkChoice } from "../step-choice.ts";
import { delaySteps, isStepNode, populationSpec } from "../step-rule.ts";
import { sizeOf } from "../tensor.ts";
import type { StepNode } from "../rules/rule.ts";
import { Arena, type KernelForm } from "./arena.ts";
import { cellsOf, placesOf } from "./cells.ts";
import { marginOf } from "./fans.ts";
import { foldInto, isFoldable, unfolded, type Folded } from "./fold.ts";
import { planNeurons, spreadOver } from "./neuron-plan.ts";
import { Projection, type SynapseChoice } from "./projection.ts";
import { EventSource } from "./source.ts";
import {
  InputStage,
  NeuronStage,
  PlainStage,
  SparseStage,
  Sums,
  SumStage,
  type Stage,
  type StageOutput,
} from "./stage.ts";
import { isWeighted, weightedOf } from "./weighted.ts";

export interface CompileOptions {
  /** Samples that step apart from one another, with the same weights. */
  readonly batch: number;
  readonly synapses: SynapseChoice;
  readonly kernels: KernelForm;
}

/** A network as stages in the order of a step. */
export interface Compiled {
  readonly arena: Arena;
  readonly stages: readonly Stage[];
  /** What each layer that can be read puts out, by index of the layer. */
  readonly outputs: ReadonlyMap<number, StageOutput>;
  readonly neurons: ReadonlyMap<number, NeuronStage>;
  readonly projections: ReadonlyMap<number, readonly Projection[]>;
}

/** Lays a network's layers out as stages: weights go into the neurons they feed, poolings and flattenings into weights. */
export function compileStages(
  layers: readonly Layer[],
  choice: NetworkChoice,
  options: CompileOptions,
): Compiled {
  return new Compiler(layers, choice, options).compile();
}

class Compiler {
  readonly #layers: readonly Layer[];
  readonly #choice: NetworkChoice;
  readonly #options: CompileOptions;
  readonly #arena: Arena;
  readonly #consumers: readonly (readonly Layer[])[];
  readonly #stages = new Map<number, Stage>();
  /** Layers whose numbers somebody takes as events. */
  readonly #sparse = new Set<number>();
  readonly #neurons = new Map<number, NeuronStage>();
  readonly #projections = new Map<number, Projection[]>();
  readonly #wires: (() => void)[] = [];

  constructor(layers: readonly Layer[], choice: NetworkChoice, options: CompileOptions) {
    this.#layers = layers;
    this.#choice = choice;
    this.#options = options;
    this.#arena = new Arena(options.kernels);
    this.#consumers = layers.map(({ index }) =>
      layers.filter(({ sources }) => sources.some(({ layer }) => layer === index)),
    );
  }

  compile(): Compiled {
    const needed = this.#needed();
    // first all stages, then what joins them: a loop's parts know each other
    for (const layer of this.#layers)
      if (needed.has(layer.index)) this.#stages.set(layer.index, this.#stage(layer));
    for (const wire of this.#wires) wire();
    const order = [...this.#stages].sort(([a], [b]) => a - b);
    const stages = order.map(([index, stage]) =>
      this.#sparse.has(index) ? new SparseStage(this.#arena, stage) : stage,
    );
    return {
      arena: this.#arena,
      stages,
      outputs: new Map([
        ...order.map(([index, stage]) => [index, stage.output] as const),
        ...this.#aliases(),
      ]),
      neurons: this.#neurons,
      projections: this.#projections,
    };
  }

  /** Layers that need a stage: those with state, and whatever no projection takes over. */
  #needed(): Set<number> {
    const needed = new Set<number>();
    const waiting = this.#layers
      .filter((layer) => this.#hasOwnStage(layer))
      .map((layer) => (isAlias(layer) ? (this.#sourcesOf(layer)[0] ?? layer) : layer));
    for (const layer of waiting) {
      if (needed.has(layer.index)) continue;
      needed.add(layer.index);
      for (const origin of this.#origins(layer)) waiting.push(origin);
    }
    return needed;
  }

  /** Layers that need a stage whoever reads them: with state, from outside, or at the end. */
  #hasOwnStage({ node, index }: Layer): boolean {
    if (isStepNode(node) || node.type === "Input" || node.type === "Delay") return true;
    return (this.#consumers[index] ?? []).length === 0;
  }

  /** Outputs that are what their only source puts out. */
  #aliases(): [number, StageOutput][] {
    return this.#layers.filter(isAlias).flatMap((layer): [number, StageOutput][] => {
      const [source] = this.#sourcesOf(layer);
      return source === undefined ? [] : [[layer.index, this.#output(source)]];
    });
  }

  /** The layers whose output a layer's stage reads. */
  #origins(layer: Layer): Layer[] {
    return this.#sourcesOf(layer).flatMap((source) => {
      if (isStepNode(layer.node) && this.#goesInto(source, layer))
        return this.#sourcesOf(source).map((each) => this.#beforeFolds(each).origin);
      return [isWeighted(layer) ? this.#beforeFolds(source).origin : source];
    });
  }

  #sourcesOf({ sources }: Layer): Layer[] {
    return sources.map(({ layer }) => this.#layers[layer] as Layer);
  }

  /** Weights that feed one layer of neurons alone are part of its stage. */
  #goesInto(weighted: Layer, neurons: Layer): boolean {
    const consumers = this.#consumers[weighted.index] ?? [];
    return isWeighted(weighted) && consumers.length === 1 && consumers[0] === neurons;
  }

  /** Goes back over what can be folded into weights. */
  #beforeFolds(layer: Layer): { readonly origin: Layer; readonly folded: Folded } {
    const chain: Layer[] = [];
    let origin = layer;
    while (isFoldable(origin) && origin.sources.length === 1 && origin.sources[0]?.feedback === false) {
      chain.unshift(origin);
      origin = this.#layers[origin.sources[0].layer] as Layer;
    }
    return { origin, folded: chain.reduce(foldInto, unfolded(origin)) };
  }

  #stage(layer: Layer): Stage {
    const { node } = layer;
    if (node.type === "Input") {
      const size = sizeOf(layer.outputShape);
      return new InputStage(
        this.#events(
          Int32Array.from({ length: size }, (_, n) => n),
          size,
        ),
      );
    }
    if (isStepNode(node)) return this.#neuronStage(layer, node);
    if (isWeighted(layer)) return this.#sumStage(layer);
    return this.#plainStage(layer);
  }

  #events(places: Int32Array, count: number): EventSource {
    return new EventSource(this.#arena, places, { count, batch: this.#options.batch });
  }

  #neuronStage(layer: Layer, node: StepNode): NeuronStage {
    const spec = populationSpec(layer.path, node, choiceFor(layer.path, this.#choice));
    if (spec === null) {
      throw networkError(
        layer.path,
        `rule ${this.#choice.rule} counts in integers, the engine in single precision`,
        { rule: this.#choice.rule },
      );
    }
    const cells = cellsOf(layer.outputShape);
    const places = placesOf(cells);
    const plan = planNeurons(spec, cells);
    const into = this.#sourcesOf(layer).filter((source) => this.#goesInto(source, layer));
    const bias = biasOf(into, cells);
    const input = new Sums(this.#arena, {
      count: cells.count,
      places,
      bias,
      batch: this.#options.batch,
      margin: marginFor(into),
    });
    const stage = new NeuronStage(this.#arena, {
      plan,
      cells,
      input,
      events: this.#events(places, cells.count),
    });
    this.#neurons.set(layer.index, stage);
    this.#wires.push(() => {
      for (const source of this.#sourcesOf(layer)) {
        if (into.includes(source)) this.#project(source, layer, input);
        else input.plain.push(this.#output(source));
      }
    });
    return stage;
  }

  #sumStage(layer: Layer): SumStage {
    const cells = cellsOf(layer.outputShape);
    const places = placesOf(cells);
    const input = new Sums(this.#arena, {
      count: cells.count,
      places,
      bias: biasOf([layer], cells),
      batch: this.#options.batch,
      margin: marginFor([layer]),
    });
    this.#wires.push(() => this.#project(layer, layer, input));
    return new SumStage(input, this.#events(places, cells.count));
  }

  /** Joins the weights of `weighted` to sums, from each of its sources. */
  #project(weighted: Layer, target: Layer, { sums, projections }: Sums): void {
    for (const source of this.#sourcesOf(weighted)) {
      const { origin, folded } = this.#beforeFolds(source);
      const output = this.#output(origin);
      if (output.dense !== null) this.#sparse.add(origin.index);
      const projection = new Projection(this.#arena, {
        source: output.events,
        folded,
        weighted: weightedOf(weighted),
        sums,
        choice: this.#options.synapses,
      });
      projections.push(projection);
      this.#projections.set(target.index, [...(this.#projections.get(target.index) ?? []), projection]);
    }
  }

  #plainStage(layer: Layer): PlainStage {
    const size = sizeOf(layer.outputShape);
    const events = this.#events(
      Int32Array.from({ length: size }, (_, n) => n),
      size,
    );
    const samples = Array.from({ length: this.#options.batch });
    const output = { events, dense: samples.map(() => this.#arena.floats(size)) };
    const signal = samples.map(() => this.#signal(layer));
    const sources: StageOutput[] = [];
    this.#wires.push(() => sources.push(...this.#sourcesOf(layer).map((source) => this.#output(source))));
    return new PlainStage({ sources, signal, sizes: [sizeOf(layer.inputShape), size] }, output);
  }

  #signal(layer: Layer) {
    const { node, path } = layer;
    if (node.type === "Delay") return delayLine(delaySteps(path, node, this.#choice.dt));
    return { step: signalOf(layer), reset: () => undefined };
  }

  #output({ index, path }: Layer): StageOutput {
    const stage = this.#stages.get(index);
    if (stage === undefined) throw networkError(path, "has no stage");
    return stage.output;
  }
}

/** Margin of sums that the weights of all `layers` go into. */
const marginFor = (layers: readonly Layer[]): number =>
  layers.reduce((most, layer) => Math.max(most, marginOf(weightedOf(layer))), 0);

/** An Output behind one layer is that layer, under another name. */
const isAlias = ({ node, sources }: Layer): boolean => node.type === "Output" && sources.length === 1;

/** The biases of layers that go into the same sums; null where all are 0. */
function biasOf(layers: readonly Layer[], cells: ReturnType<typeof cellsOf>): Float32Array | null {
  const plane = cells.rows * cells.columns;
  const sum = new Float64Array(cells.channels * plane);
  let any = false;
  for (const layer of layers) {
    const { bias } = weightedOf(layer);
    if (bias === null) continue;
    any = true;
    for (let n = 0; n < sum.length; n++) sum[n] = sum[n]! + bias[Math.floor(n / plane)]!;
  }
  return any ? spreadOver(cells, sum, 0) : null;
}
