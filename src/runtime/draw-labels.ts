import { budgetRoute, declaredCostUs } from "./graph.ts";
import type { BudgetPlan, EdgePlan, NodePlan, PipelinePlan } from "./plan.ts";

/** Percentiles of a measured latency; the unit stands at the field that holds them. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What a drawing needs of a run's report; the report itself is one. */
export interface GraphReport {
  readonly nodes: Readonly<Record<string, { readonly latencyUs?: Percentiles | undefined }>>;
  readonly edges: Readonly<
    Record<
      string,
      {
        readonly dropped: Readonly<Record<string, number>>;
        /** [us] from the release of a message to the start of work on it. */
        readonly latencyUs?: Percentiles | undefined;
      }
    >
  >;
  /** In the order of the plan's budgets. */
  readonly budgets: readonly { readonly latencyMs?: Percentiles | undefined; readonly misses: number }[];
}

/** Lines of a node's box: id, kind, cost (declared, or measured when there is a report), thread. */
export function nodeLines(node: NodePlan, report: GraphReport | null): string[] {
  const measured = report?.nodes[node.id]?.latencyUs;
  const lines = [node.id, node.spec.kind, measured === undefined ? costText(node) : percentileText(measured)];
  if (node.thread !== null) lines.push(`thread ${node.thread}`);
  return lines;
}

/** Lines beside an edge: ports, policy and limits, and with a report the measured wait and the drops. */
export function edgeLines(edge: EdgePlan, report: GraphReport | null): string[] {
  const lines = [`${edge.fromPort} → ${edge.toPort}`, policyText(edge)];
  if (edge.role === "fallback-in") lines.push("late messages");
  if (edge.role === "fallback-out") lines.push("in place of late ones");
  if (edge.transportUs > 0) lines.push(`transport ${durationText(edge.transportUs)}`);
  const measured = report?.edges[edge.id];
  if (measured?.latencyUs !== undefined) lines.push(percentileText(measured.latencyUs));
  const drops = Object.values(measured?.dropped ?? {}).reduce((sum, count) => sum + count, 0);
  if (drops > 0) lines.push(`${drops} dropped`);
  return lines;
}

/** One line on a budget: path, limits, action, and with a report what was measured. */
export function budgetLine(budget: BudgetPlan, index: number, report: GraphReport | null): string {
  const limits = [budget.p99Ms === null ? "" : `p99 ≤ ${budget.p99Ms} ms, `, `max ≤ ${budget.maxMs} ms`].join(
    "",
  );
  const declared = `declared ${durationText(budget.declaredMs * 1000)}`;
  const parts = [`${budget.name}: ${limits}, ${declared}, on a miss ${budget.onMiss}`];
  const measured = report?.budgets[index];
  if (measured?.latencyMs !== undefined) {
    parts.push(
      `measured p50 ${numberText(measured.latencyMs.p50)} ms, p99 ${numberText(measured.latencyMs.p99)} ms`,
    );
  }
  if (measured !== undefined) parts.push(`${measured.misses} missed`);
  return parts.join("; ");
}

/** For each edge the first budget whose path it lies on, for each node likewise; -1 = none. */
export function budgetMembership(plan: PipelinePlan): { readonly nodes: number[]; readonly edges: number[] } {
  const routes = plan.budgets.map((budget) => new Set(budgetRoute(plan, budget)));
  return {
    nodes: plan.nodes.map((node) => plan.budgets.findIndex((budget) => budget.onPath.includes(node.index))),
    edges: plan.edges.map((edge) => routes.findIndex((route) => route.has(edge))),
  };
}

/** Colours that hold on white and for the colour-blind (Okabe and Ito, "Color Universal Design", 2008). */
export const BUDGET_COLOURS = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#8a6d00"] as const;

/** The colour of a budget. */
export function budgetColour(index: number): string {
  return BUDGET_COLOURS[index % BUDGET_COLOURS.length] ?? BUDGET_COLOURS[0];
}

function costText({ cost }: NodePlan): string {
  const us = durationText(declaredCostUs(cost));
  if (cost.kind === "constant") return us;
  return cost.kind === "profile" ? `profile, from ${us}` : `chip, and ${us}`;
}

function policyText({ policy, depth, maxAgeUs, feedback }: EdgePlan): string {
  const queue = policy === "latest" ? policy : `${policy} ${depth}`;
  const age = maxAgeUs === null ? "" : `, age ≤ ${durationText(maxAgeUs)}`;
  return `${queue}${age}${feedback ? ", feedback" : ""}`;
}

const percentileText = ({ p50, p99 }: Percentiles): string =>
  `p50 ${durationText(p50)}, p99 ${durationText(p99)}`;

/** A duration in us, in the unit that reads best. */
function durationText(us: number): string {
  if (us < 1000) return `${numberText(us)} µs`;
  return us < 1e6 ? `${numberText(us / 1000)} ms` : `${numberText(us / 1e6)} s`;
}

/** Three digits that count. */
const numberText = (value: number): string => String(Number(value.toPrecision(3)));
