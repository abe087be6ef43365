import type { BudgetPlan, CostPlan, EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";

/** An edge as far as the shape of the graph goes; `EdgePlan` is one. Nodes are indices. */
export interface Link {
  readonly fromNode: number;
  readonly toNode: number;
  /** Declared to close a cycle; left out of order, routes and lengths. */
  readonly feedback: boolean;
}

/** A link that knows its ports and what the way costs. */
export type PortLink = Link & Pick<EdgePlan, "fromPort" | "toPort" | "transportUs">;

/** A stop of a path: a node, and the port by which it is left (for the last stop: entered); null = any. */
export interface Waypoint {
  readonly node: number;
  readonly port: string | null;
}

/** One summand of a path's length. */
export interface PathTerm {
  /** Node id, or `transport a -> b`. */
  readonly name: string;
  readonly us: number;
}

/** All nodes one can get to along `links` from `start`, itself included. */
export function downstream(links: readonly Link[], start: number): Set<number> {
  return flood(
    start,
    outgoing(links, (link) => [link.fromNode, link.toNode]),
  );
}

/** All nodes from which one can get to `end` along `links`, itself included. */
export function upstream(links: readonly Link[], end: number): Set<number> {
  return flood(
    end,
    outgoing(links, (link) => [link.toNode, link.fromNode]),
  );
}

/** Links without those declared as feedback. */
export function forward<L extends Link>(links: readonly L[]): L[] {
  return links.filter((link) => !link.feedback);
}

/**
 * Every node after all nodes that feed it, feedback edges left out; among equals the lower index first.
 * Null when a cycle is left.
 */
export function topologicalOrder(nodeCount: number, links: readonly Link[]): number[] | null {
  const open = forward(links);
  const waiting = new Array<number>(nodeCount).fill(0);
  for (const { toNode } of open) waiting[toNode] = (waiting[toNode] ?? 0) + 1;
  const order: number[] = [];
  const ready = waiting.flatMap((count, node) => (count === 0 ? [node] : []));
  for (let node = ready.shift(); node !== undefined; node = ready.shift()) {
    order.push(node);
    for (const { fromNode, toNode } of open) {
      if (fromNode !== node) continue;
      waiting[toNode] = (waiting[toNode] ?? 0) - 1;
      if (waiting[toNode] === 0) insertSorted(ready, toNode);
    }
  }
  return order.length === nodeCount ? order : null;
}

/** One shortest cycle of each knot of cycles, feedback edges left out; each begins with its lowest index. */
export function findCycles(nodeCount: number, links: readonly Link[]): number[][] {
  const open = forward(links);
  const cycles: number[][] = [];
  const done = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    if (done.has(node)) continue;
    const cycle = shortestCycle(open, node);
    if (cycle === null) continue;
    cycles.push(cycle);
    const [ahead, behind] = [downstream(open, node), upstream(open, node)];
    for (const other of ahead) if (behind.has(other)) done.add(other);
  }
  return cycles;
}

/** Whether the link closes a cycle with any others, feedback or not. */
export function closesCycle(links: readonly Link[], link: Link): boolean {
  return downstream(links, link.toNode).has(link.fromNode);
}

/** The links that lie on some way from one stop to another; empty when there is none. Feedback is left out. */
export function linksBetween<L extends PortLink>(links: readonly L[], from: Waypoint, to: Waypoint): L[] {
  const open = forward(links).filter(
    (link) =>
      link.toNode !== from.node &&
      link.fromNode !== to.node &&
      (link.fromNode !== from.node || from.port === null || link.fromPort === from.port) &&
      (link.toNode !== to.node || to.port === null || link.toPort === to.port),
  );
  const ahead = downstream(open, from.node);
  const behind = upstream(open, to.node);
  return open.filter((link) => ahead.has(link.fromNode) && behind.has(link.toNode));
}

/** The edges on some way along a budget's path; ports that its name writes narrow the ways. */
export function budgetRoute(plan: Pick<PipelinePlan, "nodes" | "edges">, budget: BudgetPlan): EdgePlan[] {
  const written = budget.name.split(" -> ");
  const data = plan.edges.filter((edge) => edge.role === "data");
  const stops = budget.path.map((id, i): Waypoint => {
    const port = written[i]?.slice(id.length + 1) ?? "";
    return { node: plan.nodes.findIndex((node) => node.id === id), port: port === "" ? null : port };
  });
  return [...new Set(segments(stops).flatMap(([from, to]) => linksBetween(data, from, to)))];
}

/** Each stop with the next. Only the last stop's port is one to be entered, so those between are met by any. */
export function segments(stops: readonly Waypoint[]): (readonly [Waypoint, Waypoint])[] {
  return stops.slice(1).flatMap((to, i) => {
    const from = stops[i];
    const isLast = i === stops.length - 2;
    return from === undefined ? [] : [[from, isLast ? to : { ...to, port: null }] as const];
  });
}

/** [us] the least that a message costs at a node by declaration: the smallest sample of a profile, a chip's host part. */
export function declaredCostUs(cost: CostPlan): number {
  if (cost.kind !== "profile") return cost.us;
  return cost.samplesNs.reduce((least, sampleNs) => Math.min(least, sampleNs), Infinity) / 1000;
}

/**
 * The longest way along `links` from one node to another by declared costs, as the terms of its sum: nodes (first and
 * last included) and transports above 0. Null when there is no way.
 */
export function longestPath(
  nodes: readonly Pick<NodePlan, "id" | "cost">[],
  links: readonly PortLink[],
  first: number,
  last: number,
): PathTerm[] | null {
  const nodeTerm = (index: number): PathTerm[] => {
    const node = nodes[index];
    return node === undefined ? [] : [{ name: node.id, us: declaredCostUs(node.cost) }];
  };
  const best = new Map<number, PathTerm[]>([[first, nodeTerm(first)]]);
  for (const node of topologicalOrder(nodes.length, links) ?? []) {
    const here = best.get(node);
    if (here === undefined) continue;
    for (const link of forward(links)) {
      if (link.fromNode !== node) continue;
      const way = [...here, ...transportTerm(nodes, link), ...nodeTerm(link.toNode)];
      const known = best.get(link.toNode);
      if (known === undefined || totalUs(way) > totalUs(known)) best.set(link.toNode, way);
    }
  }
  return best.get(last) ?? null;
}

/** [us] sum of the terms. */
export function totalUs(terms: readonly PathTerm[]): number {
  return terms.reduce((sum, term) => sum + term.us, 0);
}

/** For drawing: how many links lie at most between a node and the sources above it; feedback is left out. */
export function layers(nodeCount: number, links: readonly Link[]): number[] {
  const layer = new Array<number>(nodeCount).fill(0);
  for (const node of topologicalOrder(nodeCount, links) ?? []) {
    for (const { fromNode, toNode } of forward(links)) {
      if (fromNode === node) layer[toNode] = Math.max(layer[toNode] ?? 0, (layer[node] ?? 0) + 1);
    }
  }
  return layer;
}

function transportTerm(nodes: readonly Pick<NodePlan, "id">[], link: PortLink): PathTerm[] {
  if (link.transportUs === 0) return [];
  const [from, to] = [nodes[link.fromNode]?.id ?? "?", nodes[link.toNode]?.id ?? "?"];
  return [{ name: `transport ${from} -> ${to}`, us: link.transportUs }];
}

type Neighbours = ReadonlyMap<number, readonly number[]>;

function outgoing(links: readonly Link[], ends: (link: Link) => [number, number]): Neighbours {
  const neighbours = new Map<number, number[]>();
  for (const link of links) {
    const [from, to] = ends(link);
    const list = neighbours.get(from);
    if (list === undefined) neighbours.set(from, [to]);
    else list.push(to);
  }
  return neighbours;
}

function flood(start: number, neighbours: Neighbours): Set<number> {
  const seen = new Set([start]);
  for (const node of seen) for (const next of neighbours.get(node) ?? []) seen.add(next);
  return seen;
}

/** Breadth first from `start` until the way leads back to it. */
function shortestCycle(links: readonly Link[], start: number): number[] | null {
  const neighbours = outgoing(links, (link) => [link.fromNode, link.toNode]);
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const next of neighbours.get(node) ?? []) {
      if (next === start) return wayTo(node, cameFrom, start);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return null;
}

function wayTo(end: number, cameFrom: ReadonlyMap<number, number>, start: number): number[] {
  const way = [end];
  for (let at = end; at !== start;) {
    at = cameFrom.get(at) ?? start;
    way.unshift(at);
  }
  return way;
}

function insertSorted(list: number[], value: number): void {
  const at = list.findIndex((other) => other > value);
  list.splice(at < 0 ? list.length : at, 0, value);
}
