import pc from "picocolors";
import type { Report } from "../../src/runtime/report.ts";
import { chipsTable } from "./chips-table.ts";
import { textTable } from "./table.ts";
import { tracksTable } from "./tracks-table.ts";

/** The result of a run for a person: play, budgets, chips, nodes, drops. */
export function formatResult(report: Report): string {
  const seconds = (report.durationUs / 1e6).toFixed(2);
  const basis = report.clock === "wall" ? "measured on the wall clock" : "charged in virtual time";
  const parts = [
    pc.bold(`${report.pipeline}: ${report.end} after ${seconds} s, seed ${report.seed}, latency ${basis}`),
    playTable(report),
    tracksTable(report),
    budgetTable(report),
    chipsTable(report),
    nodeTable(report),
    dropTable(report),
    report.hash === undefined ? "" : `hash ${report.hash}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** One line for a run still going. */
export function formatLive(report: Report): string {
  const parts = [`${(report.durationUs / 1e6).toFixed(1)} s`];
  for (const [name, value] of headline(report)) if (LIVE.includes(name)) parts.push(`${name} ${value}`);
  for (const budget of report.budgets) {
    const { latencyMs, limits, misses } = budget;
    if (latencyMs === undefined) continue;
    const limit = limits.p99Ms ?? limits.maxMs;
    const p99 = latencyMs.p99 > limit ? pc.red(latencyMs.p99.toFixed(2)) : latencyMs.p99.toFixed(2);
    parts.push(`latency p50 ${latencyMs.p50.toFixed(2)} p99 ${p99} of ${limit} ms, ${misses} missed`);
  }
  return parts.join("  |  ");
}

/** Figures of `play` that a live line has room for. */
const LIVE: readonly string[] = ["balls", "returns", "return rate", "saves", "save rate"];

/** The figures of `play` that are plain numbers: balls, contacts, returns, rates. */
function headline(report: Report): [string, string][] {
  return Object.entries(report.play ?? {}).flatMap(([name, value]) =>
    typeof value === "number" ? [[spaced(name), figure(name, value)]] : [],
  );
}

function playTable(report: Report): string {
  const rows = headline(report);
  const interval = report.play?.["ci95"];
  if (Array.isArray(interval)) {
    rows.push(["95 % interval of the rate", interval.map((end) => figure("Rate", Number(end))).join(" to ")]);
  }
  return rows.length === 0 ? "" : textTable(rows);
}

function budgetTable(report: Report): string {
  if (report.budgets.length === 0) return "";
  const head = ["budget", "p50", "p95", "p99", "max", "limit", "missed", "on miss", "mostly blamed on"];
  const rows = report.budgets.map((budget) => {
    const { latencyMs, limits } = budget;
    const ms = (value: number | undefined): string => (value === undefined ? "-" : `${value.toFixed(3)} ms`);
    const late = latencyMs !== undefined && latencyMs.p99 > (limits.p99Ms ?? limits.maxMs);
    const p99 = ms(latencyMs?.p99);
    return [
      budget.path.join(" -> "),
      ms(latencyMs?.p50),
      ms(latencyMs?.p95),
      late ? pc.red(`${p99}, over`) : p99,
      ms(latencyMs?.max),
      limits.p99Ms === undefined ? `max ${limits.maxMs} ms` : `p99 ${limits.p99Ms}, max ${limits.maxMs} ms`,
      budget.count === 0 ? pc.red("none arrived") : `${budget.misses} of ${budget.count}`,
      budget.onMiss,
      mostBlamed(budget.blame, budget.blamedNodes),
    ];
  });
  return textTable([head, ...rows]);
}

function mostBlamed(
  blame: Readonly<Record<string, number>>,
  nodes: Readonly<Record<string, number>>,
): string {
  const most = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts).reduce((best, each) => (each[1] > best[1] ? each : best), ["-", 0])[0];
  return Object.keys(nodes).length === 0 ? "-" : `${most(blame)} at ${most(nodes)}`;
}

function nodeTable(report: Report): string {
  const us = (value: number | undefined): string => (value === undefined ? "-" : value.toFixed(1));
  const rows = Object.entries(report.nodes).map(([id, node]) => [
    id,
    String(node.in),
    String(node.out),
    node.errors > 0 ? pc.red(String(node.errors)) : "0",
    us(node.latencyUs?.p50),
    us(node.latencyUs?.p99),
    us(node.latencyUs?.max),
  ]);
  return textTable([["node", "in", "out", "errors", "p50 us", "p99 us", "max us"], ...rows]);
}

function dropTable(report: Report): string {
  const rows = Object.entries(report.edges).flatMap(([id, edge]) => {
    const reasons = Object.entries(edge.dropped).map(([reason, n]) => `${n} ${reason}`);
    return reasons.length === 0 ? [] : [[id, String(edge.sent), String(edge.delivered), reasons.join(", ")]];
  });
  return rows.length === 0 ? "" : textTable([["edge with drops", "sent", "delivered", "dropped"], ...rows]);
}

const spaced = (name: string): string => name.replace(/([A-Z0-9]+)/g, " $1").toLowerCase();

function figure(name: string, value: number): string {
  if (/rate|percent/i.test(name) || /^within/.test(name)) return `${(value * 100).toFixed(1)} %`;
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}
