import type { AnyNodeSpec, OverloadPolicy } from "../../src/runtime/node.ts";
import type {
  BudgetPlan,
  CostPlan,
  EdgePlan,
  NodePlan,
  OnMiss,
  PipelinePlan,
  RestartPlan,
} from "../../src/runtime/plan.ts";

export interface NodeSketch {
  readonly spec: AnyNodeSpec;
  readonly params?: Record<string, unknown>;
  readonly cost?: CostPlan;
  readonly restart?: RestartPlan;
  readonly thread?: string;
}

export interface EdgeSketch {
  /** `a.out -> b.in` */
  readonly wire: string;
  readonly policy?: OverloadPolicy;
  readonly depth?: number;
  readonly maxAgeUs?: number;
  readonly transportUs?: number;
  readonly feedback?: boolean;
  readonly role?: EdgePlan["role"];
}

export interface BudgetSketch {
  readonly path: readonly string[];
  readonly maxMs: number;
  readonly p99Ms?: number;
  readonly onMiss: OnMiss;
  readonly fallback?: string;
}

export interface PipelineSketch {
  readonly nodes: Record<string, NodeSketch>;
  readonly edges: readonly EdgeSketch[];
  readonly budgets?: readonly BudgetSketch[];
  readonly clock?: "wall" | "virtual";
  readonly seed?: number;
  readonly durationUs?: number | null;
  readonly uses?: readonly string[];
  readonly busyPoll?: readonly string[];
}

const PLACE = { file: "sketch.yaml", line: 1, column: 1 };

/** A plan without a file: for tests of the engines alone. */
export function planOf(sketch: PipelineSketch): PipelinePlan {
  const ids = Object.keys(sketch.nodes);
  const nodes = ids.map((id, index) => nodePlan(id, index, sketch.nodes[id]!));
  const edges = sketch.edges
    .map((edge) => edgePlan(edge, nodes))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((edge, index) => ({ ...edge, index }));
  return {
    name: "sketch",
    file: "/sketch.yaml",
    clock: sketch.clock ?? "virtual",
    seed: sketch.seed ?? 1,
    durationUs: sketch.durationUs === undefined ? 100_000 : sketch.durationUs,
    nodes,
    edges,
    budgets: (sketch.budgets ?? []).map((budget) => budgetPlan(budget, nodes, edges)),
    threads: [...new Set(nodes.flatMap((node) => node.thread ?? []))].sort(),
    busyPoll: sketch.busyPoll ?? [],
    uses: sketch.uses ?? [],
  };
}

function nodePlan(id: string, index: number, { spec, params, cost, restart, thread }: NodeSketch): NodePlan {
  return {
    index,
    id,
    spec,
    params: spec.params.parse(params ?? {}),
    cost: cost ?? { kind: "constant", us: spec.costUs, declared: true },
    restart: restart ?? { policy: "never", max: 0, windowMs: 1000 },
    thread: thread ?? null,
    place: PLACE,
  };
}

function edgePlan(edge: EdgeSketch, nodes: readonly NodePlan[]): EdgePlan {
  const [from = "", to = ""] = edge.wire.split(" -> ");
  const [fromId, fromPort = ""] = from.split(".");
  const [toId, toPort = ""] = to.split(".");
  const indexOf = (id: string | undefined): number => nodes.findIndex((node) => node.id === id);
  const input = nodes[indexOf(toId)]!.spec.inputs[toPort]!;
  const policy = edge.policy ?? input.policy;
  const defaults = { transportUs: 0, feedback: false, role: "data" as const };
  return {
    ...defaults,
    ...edge,
    index: -1,
    id: edge.wire,
    fromNode: indexOf(fromId),
    fromPort,
    toNode: indexOf(toId),
    toPort,
    type: input.type.name,
    policy,
    depth: policy === "latest" ? 1 : (edge.depth ?? input.depth ?? 1),
    maxAgeUs: edge.maxAgeUs ?? input.maxAgeUs ?? null,
    place: PLACE,
  };
}

function budgetPlan(
  sketch: BudgetSketch,
  nodes: readonly NodePlan[],
  edges: readonly EdgePlan[],
): BudgetPlan {
  const indexOf = (id: string | undefined): number => nodes.findIndex((node) => node.id === id);
  const onPath = sketch.path.map(indexOf);
  const lastNode = onPath.at(-1)!;
  return {
    name: sketch.path.join(" -> "),
    path: sketch.path,
    firstNode: onPath[0]!,
    lastNode,
    onPath: [...onPath].sort((a, b) => a - b),
    p99Ms: sketch.p99Ms ?? null,
    maxMs: sketch.maxMs,
    declaredMs: 0,
    onMiss: sketch.onMiss,
    fallbackNode: sketch.fallback === undefined ? null : indexOf(sketch.fallback),
    lastEdges: edges
      .filter((edge) => edge.toNode === lastNode && onPath.includes(edge.fromNode) && edge.role === "data")
      .map((edge) => edge.index),
    place: PLACE,
  };
}
