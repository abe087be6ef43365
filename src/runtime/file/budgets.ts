import {
  linksBetween,
  longestPath,
  segments,
  type PathTerm,
  type PortLink,
  totalUs,
  type Waypoint,
} from "../graph.ts";
import type { BudgetPlan, CostPlan, OnMiss, SourcePlace } from "../plan.ts";
import { asMap, below, checkKeys, complain, type Cursor, isBroken } from "./cursor.ts";
import type { DraftNode } from "./nodes.ts";
import { parse, parseField, reportMissing } from "./read-fields.ts";
import { reportUnknownPort, resolveNode, splitRef } from "./refs.ts";
import { closest } from "./suggest.ts";
import { budgetSchema, onMissFallback, onMissWord, portRef } from "./schema.ts";
import type { DraftEdge } from "./wiring.ts";

/** A budget as far as it could be read: its edges are not numbered yet. */
export interface DraftBudget {
  readonly cursor: Cursor;
  readonly name: string;
  readonly place: SourcePlace;
  /** Stops of the path; each is a node of the file. */
  readonly stops: readonly Waypoint[];
  readonly path: readonly string[];
  /** Edges on some way along the path; empty when its ends are not connected. */
  readonly route: readonly DraftEdge[];
  readonly p99Ms: number | null;
  /** Null when the budget names no limit, which is reported. */
  readonly maxMs: number | null;
  readonly onMiss: OnMiss;
  /** The node named as fallback, if that is what a miss does. */
  readonly fallback: DraftNode | null;
}

const BUDGET_KEYS = Object.keys(budgetSchema.shape);
const ON_MISS_FORMS = [...onMissWord.options, "{ fallback: NODE }"];

/** Reads the list `budgets` and finds the routes of each path among the edges. */
export function readBudgets(
  root: Cursor,
  nodes: readonly DraftNode[],
  edges: readonly DraftEdge[],
  wiringComplete: boolean,
): DraftBudget[] {
  const list = below(root, "budgets");
  if (list === null) return [];
  if (list.value.shape !== "list") {
    if (!isBroken(list.value))
      complain(list, { code: "wrong-type", message: "not a list", allowed: ["a list of budgets"] });
    return [];
  }
  return list.value.items.flatMap((_, i) => {
    const cursor = below(list, i);
    if (cursor === null || asMap(cursor, "{ path, p99Ms, maxMs, onMiss }") === null) return [];
    const budget = readBudget(cursor, nodes, edges);
    if (budget !== null && wiringComplete) reportUnconnected(budget, edges);
    return budget ?? [];
  });
}

function readBudget(
  cursor: Cursor,
  nodes: readonly DraftNode[],
  edges: readonly DraftEdge[],
): DraftBudget | null {
  checkKeys(cursor, BUDGET_KEYS);
  const limits = readLimits(cursor);
  const action = readOnMiss(cursor, nodes);
  const path = readPath(cursor, nodes);
  if (path === null) return null;
  const { stops, written } = path;
  const route = new Set(segments(stops).flatMap(([from, to]) => linksBetween(edges, from, to)));
  return {
    cursor,
    name: written.join(" -> "),
    place: cursor.value.place,
    stops,
    path: written.map((ref) => splitRef(ref).id),
    route: [...route],
    ...limits,
    ...action,
  };
}

function readLimits(cursor: Cursor): Pick<DraftBudget, "p99Ms" | "maxMs"> {
  const p99Ms = parseField(cursor, "p99Ms", budgetSchema.shape.p99Ms);
  const maxMs = parseField(cursor, "maxMs", budgetSchema.shape.maxMs);
  if (p99Ms === undefined && maxMs === undefined) {
    complain(cursor, { code: "bad-budget", message: "a budget needs a limit", allowed: ["p99Ms", "maxMs"] });
  }
  const at = below(cursor, "p99Ms");
  if (at !== null && p99Ms != null && maxMs != null && p99Ms > maxMs) {
    complain(at, {
      code: "bad-budget",
      message: "p99Ms lies above maxMs and could never be reached",
      allowed: [`at most ${String(maxMs)}`],
    });
  }
  return { p99Ms: p99Ms ?? null, maxMs: maxMs ?? p99Ms ?? null };
}

function readOnMiss(cursor: Cursor, nodes: readonly DraftNode[]): Pick<DraftBudget, "onMiss" | "fallback"> {
  const at = below(cursor, "onMiss");
  const warn = { onMiss: "warn", fallback: null } as const;
  if (at === null || isBroken(at.value)) return warn;
  if (at.value.shape === "map") {
    const written = parse(at, onMissFallback);
    const node = below(at, "fallback");
    if (written === null || node === null) return warn;
    return { onMiss: "fallback", fallback: resolveNode(node, written.fallback, nodes) };
  }
  if (at.value.shape === "scalar" && at.value.value === "fallback") {
    const message = "a fallback names the node that takes over";
    complain(at, {
      code: "invalid-value",
      message,
      allowed: ON_MISS_FORMS,
      suggestion: "{ fallback: NODE }",
    });
    return warn;
  }
  const found = at.value.shape === "scalar" ? at.value.value : null;
  const word = onMissWord.safeParse(found);
  if (word.success) return { onMiss: word.data, fallback: null };
  complain(at, {
    code: "invalid-value",
    message: "not what can be done on a miss",
    allowed: ON_MISS_FORMS,
    suggestion: closest(String(found), onMissWord.options),
  });
  return warn;
}

interface ReadPath {
  readonly stops: readonly Waypoint[];
  /** The elements as the file writes them. */
  readonly written: readonly string[];
}

function readPath(cursor: Cursor, nodes: readonly DraftNode[]): ReadPath | null {
  const list = below(cursor, "path");
  if (list === null) {
    reportMissing(cursor, "path");
    return null;
  }
  if (isBroken(list.value)) return null;
  const count = list.value.shape === "list" ? list.value.items.length : 0;
  if (count < 2) {
    const message = "a path is a list of two nodes or more";
    complain(list, { code: "bad-budget", message, allowed: ["[first, last]", "[first, ..., last]"] });
    return null;
  }
  const stops: Waypoint[] = [];
  const written: string[] = [];
  for (let i = 0; i < count; i++) {
    const element = below(list, i);
    const text = element === null ? null : parse(element, portRef);
    if (element === null || text === null) continue;
    const stop = readStop(element, text, nodes, i === count - 1);
    if (stop === null) continue;
    if (stops.some((other) => other.node === stop.node)) {
      complain(element, { code: "bad-budget", message: "the path comes to this node twice" });
      continue;
    }
    stops.push(stop);
    written.push(text);
  }
  return stops.length === count ? { stops, written } : null;
}

function readStop(
  element: Cursor,
  text: string,
  nodes: readonly DraftNode[],
  isLast: boolean,
): Waypoint | null {
  const { id, port } = splitRef(text);
  const node = resolveNode(element, id, nodes);
  if (node === null) return null;
  const side = isLast ? "input" : "output";
  const ports: object = (isLast ? node.spec?.inputs : node.spec?.outputs) ?? {};
  if (port !== null && node.spec !== null && !Object.hasOwn(ports, port)) {
    reportUnknownPort(element, node, port, side);
    return null;
  }
  return { node: node.index, port };
}

/** Reports each stretch of a path that no edges cover. */
function reportUnconnected(budget: DraftBudget, edges: readonly DraftEdge[]): void {
  const list = below(budget.cursor, "path");
  segments(budget.stops).forEach(([from, to], i) => {
    if (linksBetween(edges, from, to).length > 0) return;
    const element = list === null ? null : below(list, i + 1);
    const start = budget.path[i] ?? "?";
    const backward = linksBetween(edges, { ...to, port: null }, { ...from, port: null }).length > 0;
    const looped = linksBetween(edges.map(unlooped), from, to).length > 0;
    const hint = backward
      ? " (the edges lead the other way)"
      : looped
        ? " (only through feedback edges)"
        : "";
    if (element !== null) {
      complain(element, { code: "path-unconnected", message: `no edges lead here from "${start}"${hint}` });
    }
  });
}

const unlooped = (edge: DraftEdge): PortLink => ({ ...edge, feedback: false });

/**
 * The longest way along a budget by declared costs. A node whose cost could not be read counts nothing, so that the sum
 * stays a lower bound.
 */
export function longestWay(budget: DraftBudget, nodes: readonly DraftNode[]): PathTerm[] {
  const free: CostPlan = { kind: "constant", us: 0, declared: true };
  const costed = nodes.map(({ id, cost }) => ({ id, cost: cost ?? free }));
  const [first, last] = [budget.stops[0], budget.stops.at(-1)];
  return first === undefined || last === undefined
    ? []
    : (longestPath(costed, budget.route, first.node, last.node) ?? []);
}

/** Reports a limit that the declared costs alone exceed, with the sum term by term. */
export function checkFeasible(budget: DraftBudget, nodes: readonly DraftNode[]): void {
  const terms = longestWay(budget, nodes);
  const declaredMs = totalUs(terms) / 1000;
  const { p99Ms, maxMs } = budget;
  const key = p99Ms !== null && (maxMs === null || p99Ms <= maxMs) ? "p99Ms" : "maxMs";
  const limitMs = key === "p99Ms" ? p99Ms : maxMs;
  const at = below(budget.cursor, key);
  if (limitMs === null || at === null || declaredMs <= limitMs) return;
  const sum = terms.map((term) => `${term.name} ${String(term.us)}`).join(" + ");
  complain(at, {
    code: "budget-infeasible",
    message: `declared costs along the longest path exceed the limit: ${sum} = ${String(totalUs(terms))} us`,
    found: `${String(limitMs)} ms`,
    allowed: [`at least ${String(declaredMs)} ms, or smaller costs`],
  });
}

/** The finished budget; `edgeIndex` gives an edge's place in the run's list. */
export function finishBudget(
  budget: DraftBudget,
  nodes: readonly DraftNode[],
  edgeIndex: (edge: DraftEdge) => number,
): BudgetPlan {
  const [first, last] = [budget.stops[0]?.node ?? -1, budget.stops.at(-1)?.node ?? -1];
  const onPath = new Set(budget.route.flatMap((edge) => [edge.fromNode, edge.toNode]));
  return {
    name: budget.name,
    path: budget.path,
    firstNode: first,
    lastNode: last,
    onPath: [...onPath].sort((a, b) => a - b),
    p99Ms: budget.p99Ms,
    maxMs: budget.maxMs ?? Infinity,
    declaredMs: totalUs(longestWay(budget, nodes)) / 1000,
    onMiss: budget.onMiss,
    fallbackNode: budget.fallback?.index ?? null,
    lastEdges: lastEdges(budget)
      .map(edgeIndex)
      .sort((a, b) => a - b),
    place: budget.place,
  };
}

/** The edges of a budget's route that enter its last node. */
export function lastEdges(budget: DraftBudget): DraftEdge[] {
  const last = budget.stops.at(-1)?.node;
  return budget.route.filter((edge) => edge.toNode === last);
}
