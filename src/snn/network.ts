import type { Shape, Tensor } from "./tensor.ts";

/**
 * The network: a graph of the primitives of the Neuromorphic Intermediate Representation, version 1.0.7 (Pedersen et al.,
 * "Neuromorphic intermediate representation: a unified instruction set for interoperable brain-inspired computing",
 * Nature Communications 15, 8122, 2024). Equations are continuous in time; steps of `dt`, and whether a spike subtracts
 * the threshold or sets the potential, are no part of it: they are chosen when it is compiled (`step-choice.ts`).
 *
 * Fields are named as in that standard, in camel case. x is a node's input, the sum over its incoming edges; time
 * constants and delays carry the unit of `dt` (seconds in real files); everything else is in the network's own unit.
 * All parameters of a neuron node have the node's shape; a picture is [channels, rows, columns].
 */
export type NetworkNode = SignalNode | NeuronNode | NetworkGraph;

/** Nodes without state. */
export type SignalNode =
  | InputNode
  | OutputNode
  | AffineNode
  | LinearNode
  | ScaleNode
  | Conv1dNode
  | Conv2dNode
  | PoolNode
  | FlattenNode
  | ThresholdNode;

/** Nodes that remember from step to step. */
export type NeuronNode = DelayNode | INode | IFNode | LINode | LIFNode | CubaLINode | CubaLIFNode;

/** What a node carries beside its parameters; names of our own start with `saccade.`. */
export type Metadata = Readonly<Record<string, string | number | Tensor>>;

interface Described {
  readonly metadata?: Metadata;
}

export interface InputNode extends Described {
  readonly type: "Input";
  readonly shape: Shape;
}

export interface OutputNode extends Described {
  readonly type: "Output";
  readonly shape: Shape;
}

/** y = weight x + bias over the last axis; weight [out, in], bias [out]. */
export interface AffineNode extends Described {
  readonly type: "Affine";
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** y = weight x over the last axis; weight [out, in]. */
export interface LinearNode extends Described {
  readonly type: "Linear";
  readonly weight: Tensor;
}

/** y = scale x, element by element. */
export interface ScaleNode extends Described {
  readonly type: "Scale";
  readonly scale: Tensor;
}

/** Zeros put around the input: a count a side, `same` (output as large as the input, stride 1) or `valid` (none). */
export type Padding = "same" | "valid" | readonly number[];

/** Cross-correlation; weight [out, in / groups, taps], bias [out]. */
export interface Conv1dNode extends Described {
  readonly type: "Conv1d";
  /** Length of the input, null when it follows from the graph. */
  readonly inputShape: readonly [number] | null;
  readonly weight: Tensor;
  readonly stride: readonly [number];
  readonly padding: Padding;
  readonly dilation: readonly [number];
  readonly groups: number;
  readonly bias: Tensor;
}

/** Cross-correlation; weight [out, in / groups, rows, columns], bias [out]; pairs are (rows, columns). */
export interface Conv2dNode extends Described {
  readonly type: "Conv2d";
  /** Rows and columns of the input, null when they follow from the graph. */
  readonly inputShape: readonly [number, number] | null;
  readonly weight: Tensor;
  readonly stride: readonly [number, number];
  readonly padding: Padding;
  readonly dilation: readonly [number, number];
  readonly groups: number;
  readonly bias: Tensor;
}

/** Sum, or average (zeros of the padding counted), over a window; pairs are (rows, columns). */
export interface PoolNode extends Described {
  readonly type: "SumPool2d" | "AvgPool2d";
  readonly kernelSize: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
}

/** Joins the axes `startDim` .. `endDim` (negative: from the end); there is no batch axis. */
export interface FlattenNode extends Described {
  readonly type: "Flatten";
  /** Shape of the input, null when it follows from the graph. */
  readonly inputShape: Shape | null;
  readonly startDim: number;
  readonly endDim: number;
}

/** z = 1 where x > threshold, else 0. */
export interface ThresholdNode extends Described {
  readonly type: "Threshold";
  readonly threshold: Tensor;
}

/** y(t) = x(t - delay). */
export interface DelayNode extends Described {
  readonly type: "Delay";
  readonly delay: Tensor;
}

/** Integrator: v' = r x; y = v. */
export interface INode extends Described {
  readonly type: "I";
  readonly r: Tensor;
}

/** Integrate and fire: v' = r x; a spike when v > vThreshold. */
export interface IFNode extends Described {
  readonly type: "IF";
  readonly r: Tensor;
  readonly vThreshold: Tensor;
  /** Potential after a spike, for a reset to a value. Files before 2025 lack it: zeros. */
  readonly vReset: Tensor;
}

/** Leaky integrator: tau v' = (vLeak - v) + r x; y = v. */
export interface LINode extends Described {
  readonly type: "LI";
  readonly tau: Tensor;
  readonly r: Tensor;
  readonly vLeak: Tensor;
}

/** Leaky integrate and fire: as LI; a spike when v > vThreshold. */
export interface LIFNode extends Described {
  readonly type: "LIF";
  readonly tau: Tensor;
  readonly r: Tensor;
  readonly vLeak: Tensor;
  readonly vThreshold: Tensor;
  readonly vReset: Tensor;
}

/** Current-based leaky integrator: tauSyn i' = -i + wIn x; tauMem v' = (vLeak - v) + r i; y = v. */
export interface CubaLINode extends Described {
  readonly type: "CubaLI";
  readonly tauSyn: Tensor;
  readonly tauMem: Tensor;
  readonly r: Tensor;
  readonly vLeak: Tensor;
  readonly wIn: Tensor;
}

/** Current-based leaky integrate and fire: as CubaLI; a spike when v > vThreshold. */
export interface CubaLIFNode extends Described {
  readonly type: "CubaLIF";
  readonly tauSyn: Tensor;
  readonly tauMem: Tensor;
  readonly r: Tensor;
  readonly vLeak: Tensor;
  readonly wIn: Tensor;
  readonly vThreshold: Tensor;
  readonly vReset: Tensor;
}

/** From a node to a node, by name. */
export type Edge = readonly [from: string, to: string];

/**
 * Nodes by name and the edges between them. An edge to or from a nested graph means its Input or Output. A cycle is a
 * recurrence: its feedback arrives one step later. Names may hold dots and digits, never a slash: a nested node's path
 * is `graph/node`.
 */
export interface NetworkGraph extends Described {
  readonly type: "NIRGraph";
  readonly nodes: ReadonlyMap<string, NetworkNode>;
  readonly edges: readonly Edge[];
}

/** A chain: the nodes in the order given, each feeding the next. Names are those of the pairs. */
export function chain(nodes: readonly (readonly [name: string, node: NetworkNode])[]): NetworkGraph {
  const edges = nodes.slice(1).map(([name], i): Edge => [nodes[i]?.[0] ?? "", name]);
  return { type: "NIRGraph", nodes: new Map(nodes), edges };
}
