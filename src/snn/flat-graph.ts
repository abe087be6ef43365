import { networkError } from "./network-error.ts";
import type { LayerNode } from "./layer-shape.ts";
import type { NetworkGraph, NetworkNode } from "./network.ts";

/** A graph without nesting: nodes by path, edges by index. */
export interface FlatGraph {
  /** `name`, or `graph/name` for a nested node. */
  readonly paths: readonly string[];
  readonly nodes: readonly LayerNode[];
  /** Indices, without repetition. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  /** Inputs and Outputs of nested graphs. */
  readonly doors: ReadonlySet<number>;
}

/**
 * Takes a graph out of its nesting; the Inputs and Outputs of nested graphs stay, as doors. Throws `network-invalid` for
 * an edge that names no node, repeats, or names a graph with several doors.
 */
export function flattenGraph(graph: NetworkGraph): FlatGraph {
  const collected: Collected = { paths: [], nodes: [], doors: new Set(), edges: [] };
  collect(graph, "", collected);
  return collected;
}

interface Collected extends FlatGraph {
  readonly paths: string[];
  readonly nodes: LayerNode[];
  readonly doors: Set<number>;
  readonly edges: [from: number, to: number][];
}

/** Where edges to a node arrive, and where those from it begin. */
interface Ends {
  readonly into: number[];
  readonly outOf: number[];
}

function collect(graph: NetworkGraph, prefix: string, all: Collected): Ends {
  const ends = new Map<string, Ends>();
  const own: Ends = { into: [], outOf: [] };
  for (const [name, node] of graph.nodes) {
    const path = prefix + name;
    if (name.length === 0 || name.includes("/")) {
      throw networkError(path, "a name must be 1 or more characters without /");
    }
    ends.set(name, node.type === "NIRGraph" ? collect(node, `${path}/`, all) : addNode(node, path, own, all));
  }
  const seen = new Set<string>();
  for (const [from, to] of graph.edges) {
    const key = JSON.stringify([from, to]);
    if (seen.has(key))
      throw networkError(prefix + from, `the edge to ${prefix}${to} stands twice`, { edge: key });
    seen.add(key);
    const begin = onlyEnd(graph, ends.get(from)?.outOf, { name: from, prefix, door: "Output" });
    all.edges.push([begin, onlyEnd(graph, ends.get(to)?.into, { name: to, prefix, door: "Input" })]);
  }
  return own;
}

/** Adds a node to `all`, and, when it is a door, to the ends of its graph. */
function addNode(node: LayerNode, path: string, graph: Ends, all: Collected): Ends {
  const index = all.nodes.push(node) - 1;
  all.paths.push(path);
  if (node.type === "Input") graph.into.push(index);
  if (node.type === "Output") graph.outOf.push(index);
  if (path.includes("/") && (node.type === "Input" || node.type === "Output")) all.doors.add(index);
  return { into: [index], outOf: [index] };
}

function onlyEnd(
  graph: NetworkGraph,
  ends: readonly number[] | undefined,
  { name, prefix, door }: { readonly name: string; readonly prefix: string; readonly door: string },
): number {
  if (ends === undefined) {
    const names = [...graph.nodes.keys()].join(", ");
    throw networkError(prefix + name, `an edge names it, but no such node exists; there are: ${names}`, {
      found: name,
      allowed: names,
    });
  }
  const [end] = ends;
  if (end === undefined || ends.length > 1) {
    throw networkError(
      prefix + name,
      `an edge to or from a nested graph needs exactly 1 ${door}, found ${String(ends.length)}`,
      {
        found: ends.length,
        allowed: 1,
      },
    );
  }
  return end;
}

/** Joins what leads to a door with what follows it, door by door, then leaves the doors out; `kept` are the others. */
export function withoutDoors({
  paths,
  nodes,
  doors,
  edges,
}: FlatGraph): FlatGraph & { readonly kept: readonly number[] } {
  let joined: readonly (readonly [number, number])[] = edges;
  for (const door of doors) {
    const before = joined.filter(([, to]) => to === door).map(([from]) => from);
    const after = joined.filter(([from]) => from === door).map(([, to]) => to);
    const rest = joined.filter(([from, to]) => from !== door && to !== door);
    joined = [...rest, ...before.flatMap((from) => after.map((to) => [from, to] as const))];
  }
  const kept = nodes.map((_, index) => index).filter((index) => !doors.has(index));
  const place = new Map(kept.map((index, i) => [index, i]));
  const renumbered = joined.map(([from, to]) => [place.get(from) ?? -1, place.get(to) ?? -1] as const);
  return {
    paths: kept.map((index) => paths[index] ?? ""),
    nodes: nodes.filter((_, index) => !doors.has(index)),
    edges: renumbered,
    doors: new Set(),
    kept,
  };
}

/** Whether a node remembers: a loop must pass through one that does. */
export const hasState = (node: NetworkNode): boolean =>
  ["Delay", "I", "IF", "LI", "LIF", "CubaLI", "CubaLIF"].includes(node.type);
