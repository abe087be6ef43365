import { SaccadeError } from "../core/errors.ts";
import { isFoldable } from "../snn/engine/fold.ts";
import { isWeighted } from "../snn/engine/weighted.ts";
import { layersOf, type Layer } from "../snn/layers.ts";
import type { NetworkGraph } from "../snn/network.ts";
import type { StepNode } from "../snn/rules/rule.ts";
import { isStepNode } from "../snn/step-rule.ts";
import { sizeOf, type Shape } from "../snn/tensor.ts";
import type { Violation } from "./fit-report.ts";

/** What lies on a chip as one thing: an input, a layer of neurons, or weights at the end whose sums are read. */
export interface Part {
  readonly index: number;
  /** Path of the neurons or the Input; of a readout, of its weights. */
  readonly path: string;
  readonly role: "input" | "neurons" | "readout";
  readonly shape: Shape;
  readonly count: number;
  /** Null but for neurons. */
  readonly node: StepNode | null;
  readonly inputs: readonly Connection[];
}

/** What brings one part's output to another. */
export interface Connection {
  /** Index of the part that sends. */
  readonly from: number;
  /** Carries the step before. */
  readonly feedback: boolean;
  /** A layer of weights (`isWeighted`); null: one to one. */
  readonly weights: Layer | null;
  /** Between the sender and the weights, in order: poolings, flattenings and delays. */
  readonly way: readonly Layer[];
}

/** A network as parts, each behind those that send to it but for feedback; or why it is none. */
export interface Parts {
  readonly parts: readonly Part[];
  /** Index of the part whose output is the network's; -1 where there is none. */
  readonly output: number;
  readonly violations: readonly Violation[];
}

/** Takes a network apart for a chip. Never throws for a network, whatever it is. */
export function partsOf(network: NetworkGraph): Parts {
  try {
    return new Splitter(layersOf(network)).split();
  } catch (error) {
    return { parts: [], output: -1, violations: [faultOf(error)] };
  }
}

/** A fault of a network as a violation; what is not the network's fault is thrown on. */
export function faultOf(error: unknown): Violation {
  if (error instanceof SaccadeError) {
    const layer = String(error.where["layer"] ?? "network");
    const { found = "-", allowed = "-" } = error.where;
    return {
      code: "NETWORK_INVALID",
      layer,
      need: found,
      limit: allowed,
      formula: error.message,
      hint: "mend the network file",
    };
  }
  if (error instanceof RangeError) {
    const formula = `too deep or too large to be laid out: ${error.message}`;
    return {
      code: "NETWORK_INVALID",
      layer: "network",
      need: "-",
      limit: "-",
      formula,
      hint: "fewer layers",
    };
  }
  throw error;
}

/** What a chip without that kind of layer says. */
export const unsupported = (layer: Layer, limit: string, hint: string): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: layer.path,
  need: layer.node.type,
  limit,
  formula: `${layer.path} is ${layer.node.type}`,
  hint,
});

const KNOWN = "weights, poolings and neurons";

const isOnTheWay = ({ node }: Layer): boolean =>
  node.type === "Flatten" || node.type === "SumPool2d" || node.type === "AvgPool2d" || node.type === "Delay";

class Splitter {
  readonly #layers: readonly Layer[];
  readonly #violations: Violation[] = [];
  /** By index of the layer: index of its part. */
  readonly #partOf = new Map<number, number>();

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
  }

  split(): Parts {
    const own = this.#layers.filter((layer) => this.#role(layer) !== null);
    own.forEach(({ index }, part) => this.#partOf.set(index, part));
    for (const layer of this.#layers) this.#refuse(layer);
    const parts = own.map((layer, index): Part => {
      const role = this.#role(layer) ?? "neurons";
      return {
        index,
        path: layer.path,
        role,
        shape: layer.outputShape,
        count: sizeOf(layer.outputShape),
        node: isStepNode(layer.node) ? layer.node : null,
        inputs: role === "readout" ? this.#into(layer) : this.#inputs(layer),
      };
    });
    const output = this.#output();
    if (parts.filter(({ role }) => role === "input").length !== 1) this.#refuseDoor("Input");
    return { parts, output, violations: this.#violations };
  }

  #role(layer: Layer): Part["role"] | null {
    if (layer.node.type === "Input") return "input";
    if (isStepNode(layer.node)) return "neurons";
    return isWeighted(layer) && this.#isRead(layer) ? "readout" : null;
  }

  /** Whether weights feed no neurons: what follows is flattened and put out, or nothing. */
  #isRead({ index }: Layer): boolean {
    return this.#consumers(index).every(
      (layer) => layer.node.type === "Output" || (layer.node.type === "Flatten" && this.#isRead(layer)),
    );
  }

  #consumers(index: number): Layer[] {
    return this.#layers.filter(({ sources }) => sources.some(({ layer }) => layer === index));
  }

  #sources({ sources }: Layer): { readonly layer: Layer; readonly feedback: boolean }[] {
    return sources.map(({ layer, feedback }) => ({ layer: this.#layers[layer] as Layer, feedback }));
  }

  #inputs(part: Layer): Connection[] {
    return this.#sources(part).flatMap(({ layer, feedback }) => {
      const weights = this.#weightsBehind(layer);
      if (weights === null) return this.#trace(layer, { weights: null, way: [], feedback });
      return this.#into(weights.layer, feedback || weights.feedback);
    });
  }

  /** The weights that a neuron's source is, or that only a flattening parts from it. */
  #weightsBehind(layer: Layer): { readonly layer: Layer; readonly feedback: boolean } | null {
    if (isWeighted(layer)) return { layer, feedback: false };
    const [source] = this.#sources(layer);
    if (layer.node.type !== "Flatten" || layer.sources.length !== 1 || source === undefined) return null;
    const behind = this.#weightsBehind(source.layer);
    return behind === null ? null : { ...behind, feedback: behind.feedback || source.feedback };
  }

  #into(weights: Layer, feedback = false): Connection[] {
    return this.#sources(weights).flatMap((source) =>
      this.#trace(source.layer, { weights, way: [], feedback: feedback || source.feedback }),
    );
  }

  /** Goes back from a layer to the parts that send to it. */
  #trace(layer: Layer, found: Omit<Connection, "from">): Connection[] {
    const part = this.#partOf.get(layer.index);
    if (part !== undefined) return [{ ...found, from: part }];
    if (!isOnTheWay(layer)) {
      if (found.way.length > 0 && isWeighted(layer)) this.#refuseSums(layer, found.way[0] ?? layer);
      return []; // all others are refused by themselves
    }
    return this.#sources(layer).flatMap((source) =>
      this.#trace(source.layer, {
        ...found,
        way: [layer, ...found.way],
        feedback: found.feedback || source.feedback,
      }),
    );
  }

  /** Complains of layers that no chip here has, and of weights behind weights. */
  #refuse(layer: Layer): void {
    const { node } = layer;
    if ((node.type === "Affine" || node.type === "Linear") && !isWeighted(layer))
      this.#violations.push(unsupported(layer, "a list", `a Flatten before ${layer.path}`));
    if (node.type === "Scale")
      this.#violations.push(unsupported(layer, KNOWN, "multiply it into the weights before or behind"));
    if (node.type === "Threshold")
      this.#violations.push(unsupported(layer, KNOWN, "an IF node in its place"));
    if ("kernelSize" in node && !isFoldable(layer)) {
      const hint = `stride ${node.kernelSize.join("x")}`;
      this.#violations.push(unsupported(layer, "a stride of its size or more", hint));
    }
    if (isWeighted(layer)) this.#refuseProduct(layer);
    if ("weight" in node) this.#refuseNumbers(layer, node.weight.data);
  }

  #refuseNumbers({ path }: Layer, weights: ArrayLike<number>): void {
    let n = 0;
    while (n < weights.length && Number.isFinite(weights[n])) n++;
    if (n === weights.length) return;
    const need = String(weights[n]);
    const formula = `weight ${String(n)} of ${path} is ${need}`;
    this.#violations.push({
      code: "NETWORK_INVALID",
      layer: path,
      need,
      limit: "numbers",
      formula,
      hint: "train again",
    });
  }

  #refuseProduct(layer: Layer): void {
    for (const { layer: before } of this.#sources(layer)) {
      if (!isWeighted(before)) continue;
      const hint = `multiply ${before.path} and ${layer.path} together, or put neurons between`;
      this.#violations.push(unsupported(layer, "neurons between weights", hint));
    }
  }

  #refuseSums(weights: Layer, behind: Layer): void {
    const hint = `neurons between ${weights.path} and ${behind.path}`;
    this.#violations.push(unsupported(behind, `neurons before ${behind.node.type}`, hint));
  }

  #output(): number {
    const outputs = this.#layers.filter(({ node }) => node.type === "Output");
    const [output] = outputs;
    const ends = outputs.length === 1 && output !== undefined ? this.#ends(output) : [];
    if (ends.length !== 1) {
      this.#refuseDoor("Output");
      return -1;
    }
    return ends[0] ?? -1;
  }

  /** Parts that an Output shows: itself behind flattenings only. */
  #ends(layer: Layer): number[] {
    return this.#sources(layer).flatMap((source) => {
      const part = this.#partOf.get(source.layer.index);
      if (part !== undefined) return [part];
      return source.layer.node.type === "Flatten" ? this.#ends(source.layer) : [];
    });
  }

  #refuseDoor(type: "Input" | "Output"): void {
    const paths = this.#layers.filter(({ node }) => node.type === type).map(({ path }) => path);
    this.#violations.push({
      code: "UNSUPPORTED_LAYER",
      layer: paths[0] ?? "network",
      need: paths.length,
      limit: 1,
      formula: `${type} nodes: ${paths.join(", ") || "none"}`,
      hint:
        type === "Input"
          ? "join the inputs as channels of one"
          : "one Output, behind neurons or weights directly",
    });
  }
}
