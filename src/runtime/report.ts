import { z } from "zod";
import { BLAME_KINDS } from "./lineage.ts";
import type { RunEnd } from "./engine.ts";
import { type NodeSummary, NOTHING_DONE } from "./node-runner.ts";
import type { BudgetPlan, PipelinePlan } from "./plan.ts";
import type { BudgetFigures, EdgeCounts, RunFigures } from "./run-figures.ts";
import type { LatencyHistogram } from "./latency-histogram.ts";

const count = z.int().min(0);
const percentiles = z.strictObject({
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
});

const nodeReport = z.strictObject({
  in: count.describe("[-] messages delivered to it"),
  out: count.describe("[-] messages it emitted"),
  errors: count.describe("[-] times it failed"),
  stalls: count.optional().describe("[-] times the watchdog caught it not returning"),
  counters: z.record(z.string(), z.number()).optional().describe("what the node itself counted"),
  latencyUs: percentiles.optional().describe("[us] work per message: measured (wall) or charged (virtual)"),
});

const edgeReport = z.strictObject({
  sent: count,
  delivered: count,
  dropped: z
    .record(z.string(), count)
    .describe("[-] by reason; sent = delivered + all of these, once the run is over"),
  latencyUs: percentiles.optional().describe("[us] from the release of a message to the start of work on it"),
});

const budgetReport = z.strictObject({
  path: z.array(z.string()).min(2),
  limits: z.strictObject({ p99Ms: z.number().optional(), maxMs: z.number() }),
  latencyMs: percentiles
    .optional()
    .describe("[ms] newest light of the first node to the end of work at the last"),
  lastMs: z.number().optional().describe("[ms] latency of the last message measured"),
  count: count.describe("[-] messages measured"),
  misses: count.describe("[-] messages over maxMs"),
  onMiss: z.enum(["warn", "drop", "hold-last", "fallback", "stop"]),
  held: count.describe("[-] misses in which the last message in time was given again"),
  fallbacks: count.describe("[-] misses handed to the fallback node"),
  dropped: count.describe("[-] misses dropped"),
  blame: z
    .strictObject({ queue: count, transport: count, compute: count, device: count, link: count })
    .describe("[-] misses by what took the largest share of their time"),
  blamedNodes: z.record(z.string(), count).describe("[-] misses by the node with the largest single share"),
});

/** The report of a run. One source for its type and for the checked-in JSON Schema. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  pipeline: z.string(),
  clock: z.enum(["wall", "virtual"]),
  seed: z.int(),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe("fingerprint of a run in virtual time"),
  durationUs: z.number().min(0).describe("[us] on the run's clock"),
  latencyBasis: z
    .enum(["wall", "virtual"])
    .describe("measured on this machine, or charged by declared costs"),
  end: z.string().describe("completed, duration, interrupted, failed, or a node's own reason"),
  nodes: z.record(z.string(), nodeReport),
  edges: z.record(z.string(), edgeReport),
  budgets: z.array(budgetReport),
  tracking: z.record(z.string(), z.unknown()).optional(),
  ball: z.record(z.string(), z.unknown()).optional(),
  play: z.record(z.string(), z.unknown()).optional(),
  robot: z.record(z.string(), z.unknown()).optional(),
  chips: z.record(z.string(), z.unknown()).optional(),
});

export type Report = z.output<typeof reportSchema>;
export type BudgetReport = z.output<typeof budgetReport>;

/** Sections that nodes may fill; two nodes may fill one section with different keys. */
const SECTIONS = ["tracking", "ball", "play", "robot", "chips"] as const;

/** Puts the figures of a run, finished or still going, into the form of the report. */
export function buildReport(
  pipeline: PipelinePlan,
  figures: RunFigures,
  run: { readonly end: RunEnd | null; readonly nowNs: number; readonly hash: string | null },
): Report {
  return {
    version: 1,
    pipeline: pipeline.name,
    clock: pipeline.clock,
    seed: pipeline.seed,
    ...(run.hash === null ? {} : { hash: run.hash }),
    durationUs: Math.floor(run.nowNs / 1000),
    latencyBasis: pipeline.clock,
    end: run.end?.reason ?? "running",
    nodes: Object.fromEntries(
      pipeline.nodes.map((node, i) => [
        node.id,
        nodeEntry(figures.nodes[i] ?? NOTHING_DONE, figures.workNs[i], figures.caught[node.id] ?? 0),
      ]),
    ),
    edges: Object.fromEntries(
      pipeline.edges.map((edge, i) => [edge.id, edgeEntry(figures.edges[i], figures.waysNs[i])]),
    ),
    budgets: pipeline.budgets.flatMap((budget, i) => {
      const figure = figures.budgets[i];
      return figure === undefined ? [] : [budgetEntry(budget, figure)];
    }),
    ...sections(figures.nodes),
  };
}

function nodeEntry(
  summary: NodeSummary,
  work: LatencyHistogram | undefined,
  caught: number,
): Report["nodes"][string] {
  const { received, emitted, errors, counters } = summary;
  const stalls = caught + (summary.stalls ?? 0);
  const latencyUs = work?.percentiles(1e3);
  return {
    in: received,
    out: emitted,
    errors,
    ...(stalls > 0 ? { stalls } : {}),
    ...(Object.keys(counters).length > 0 ? { counters: { ...counters } } : {}),
    ...(latencyUs === undefined ? {} : { latencyUs }),
  };
}

function edgeEntry(
  counts: EdgeCounts = { sent: 0, delivered: 0, dropped: {} },
  ways: LatencyHistogram | undefined,
): Report["edges"][string] {
  const latencyUs = ways?.percentiles(1e3);
  return { ...counts, ...(latencyUs === undefined ? {} : { latencyUs }) };
}

function budgetEntry(plan: BudgetPlan, { counts, histogram }: BudgetFigures<LatencyHistogram>): BudgetReport {
  const latencyMs = histogram.percentiles(1e6);
  const blame = Object.fromEntries(BLAME_KINDS.map((kind) => [kind, counts.blame[kind]]));
  return {
    path: [...plan.path],
    limits: { ...(plan.p99Ms === null ? {} : { p99Ms: plan.p99Ms }), maxMs: plan.maxMs },
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(counts.count > 0 ? { lastMs: counts.lastNs / 1e6 } : {}),
    count: counts.count,
    misses: counts.misses,
    onMiss: plan.onMiss,
    held: counts.held,
    fallbacks: counts.fallbacks,
    dropped: counts.dropped,
    blame: blame as BudgetReport["blame"],
    blamedNodes: { ...counts.blamedNodes },
  };
}

function sections(nodes: readonly NodeSummary[]): Partial<Pick<Report, (typeof SECTIONS)[number]>> {
  const filled: Partial<Record<(typeof SECTIONS)[number], Record<string, unknown>>> = {};
  for (const name of SECTIONS) {
    const parts = nodes.map((node) => node.sections[name]).filter((part) => typeof part === "object");
    if (parts.length > 0) filled[name] = Object.assign({}, ...parts) as Record<string, unknown>;
  }
  return filled;
}

/**
 * What of a report breaks its budgets, a sentence each; empty when every budget was kept. A budget whose maxMs is its
 * p99Ms (the file gave no other) is judged by its percentile alone: one message in a hundred may be late.
 */
export function missedBudgets(report: Report): string[] {
  return report.budgets.flatMap((budget) => {
    const name = budget.path.join(" -> ");
    const { p99Ms, maxMs } = budget.limits;
    const said: string[] = [];
    if (budget.latencyMs === undefined) said.push(`budget ${name}: no message reached the end of the path`);
    if (budget.misses > 0 && maxMs !== p99Ms)
      said.push(`budget ${name}: ${budget.misses} of ${budget.count} messages over ${maxMs} ms`);
    if (p99Ms !== undefined && budget.latencyMs !== undefined && budget.latencyMs.p99 > p99Ms) {
      said.push(`budget ${name}: p99 ${budget.latencyMs.p99} ms, allowed ${p99Ms} ms`);
    }
    return said;
  });
}
