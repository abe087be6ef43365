import { resolve } from "node:path";
import { stringify } from "yaml";
import { createDefaultRegistry } from "../nodes/registry.ts";
import type { ViewerHooks } from "../nodes/sinks/viewer/frames.ts";
import { SaccadeError } from "../src/core/errors.ts";
import { loadPipeline, type LoadOptions, parsePipeline } from "../src/runtime/file/load.ts";
import type { PipelinePlan } from "../src/runtime/plan.ts";
import type { Report } from "../src/runtime/report.ts";
import type { LatencyReport } from "../src/wire/view.ts";

const VIEWER = "sink/viewer";

/** Which outputs of a pipeline the viewer's inputs take, by port type; the order is that of the file. */
const WIRING: readonly { readonly input: string; readonly type: string; readonly nth: number }[] = [
  { input: "truth", type: "truth", nth: 0 },
  { input: "left", type: "events", nth: 0 },
  { input: "right", type: "events", nth: 1 },
  { input: "leftDetection", type: "detection", nth: 0 },
  { input: "rightDetection", type: "detection", nth: 1 },
  { input: "state", type: "ball-state", nth: 0 },
  { input: "hit", type: "hit-point", nth: 0 },
  { input: "command", type: "joint-command", nth: 0 },
];

/**
 * A pipeline with a viewer on it, at `port` if that is given: its own when the file has one, else one wired by port
 * types.
 */
export async function withViewer(
  plan: PipelinePlan,
  options: LoadOptions,
  port: number | undefined,
): Promise<PipelinePlan> {
  const own = plan.nodes.find((node) => node.spec.kind === VIEWER);
  if (own !== undefined) {
    if (port === undefined) return plan;
    return loadPipeline(plan.file, { ...options, set: [...(options.set ?? []), `${own.id}.port=${port}`] });
  }
  const wires = WIRING.flatMap(({ input, type, nth }) => {
    const from = outputsOf(plan, type)[nth];
    return from === undefined ? [] : [[input, from] as const];
  });
  if (wires.length === 0) {
    throw new SaccadeError("usage", `${plan.name} has no output that the viewer could show`);
  }
  const cameras = plan.nodes.map((node) => node.params["cameras"]).find(Array.isArray);
  const params = { ...(port === undefined ? {} : { port }), ...(cameras === undefined ? {} : { cameras }) };
  const viewer = { kind: VIEWER, params, in: Object.fromEntries(wires) };
  const overlay = stringify({ version: 1, name: plan.name, include: [plan.file], nodes: { viewer } });
  return parsePipeline(overlay, resolve(plan.file, "..", "(viewer)"), options);
}

/** The registry whose viewer is told the run's budgets by `show`. */
export function registryWithViewer(): {
  readonly registry: ReturnType<typeof createDefaultRegistry>;
  readonly show: (report: Report) => void;
} {
  let latest: readonly LatencyReport[] = [];
  const hooks: ViewerHooks = { latency: () => latest };
  const show = (report: Report): void => {
    latest = report.budgets.map(latencyOf);
  };
  return { registry: createDefaultRegistry(hooks), show };
}

/** `node.port` of every output of a type, in file order. */
function outputsOf(plan: PipelinePlan, type: string): string[] {
  return plan.nodes.flatMap((node) =>
    Object.entries(node.spec.outputs).flatMap(([port, { name }]) =>
      name === type ? [`${node.id}.${port}`] : [],
    ),
  );
}

function latencyOf(budget: Report["budgets"][number]): LatencyReport {
  const { latencyMs, limits, path, misses, count } = budget;
  const worst = Object.entries(budget.blame).sort(([, a], [, b]) => b - a)[0];
  return {
    budget: path.join(" -> "),
    limitMs: limits.maxMs,
    p50Ms: latencyMs?.p50 ?? NaN,
    p99Ms: latencyMs?.p99 ?? NaN,
    lastMs: budget.lastMs ?? NaN,
    count,
    misses,
    blame: worst !== undefined && worst[1] > 0 ? worst[0] : "",
  };
}
