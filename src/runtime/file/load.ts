import { basename, extname, resolve } from "node:path";
import { systemReason } from "../../core/system-reason.ts";
import type { NodePlan, PipelinePlan } from "../plan.ts";
import type { Registry } from "../registry.ts";
import { checkFeasible, type DraftBudget, finishBudget, readBudgets } from "./budgets.ts";
import {
  checkBlocking,
  checkCycles,
  checkFeedback,
  checkInputs,
  checkTruth,
  type DraftGraph,
} from "./checks.ts";
import { CostReader } from "./cost.ts";
import { below, checkKeys, type Cursor, keyPlace } from "./cursor.ts";
import { wireFallbacks } from "./fallback.ts";
import { IncludeReader } from "./include.ts";
import { countValues, type LocatedMap, scalarAt, withEntryAt } from "./located.ts";
import { useModules } from "./modules.ts";
import { type DraftNode, readNodes } from "./nodes.ts";
import { COMMAND_LINE, overrideParams, overrideVariables, parseOverrides } from "./overrides.ts";
import { PipelineFileError } from "./pipeline-file-error.ts";
import { Problems } from "./problem.ts";
import { parseField } from "./read-fields.ts";
import { type ReadText, readTextFromDisk } from "./read-text.ts";
import { fileSchema } from "./schema.ts";
import { readBusyPoll, readThreads } from "./threads.ts";
import { Variables } from "./variables.ts";
import { type DraftEdge, readWiring } from "./wiring.ts";

/** What the caller brings to a pipeline file. */
export interface LoadOptions {
  /** Node kinds of the product; not changed by modules that the file uses. */
  readonly registry: Registry;
  /** `node.param=value` and `vars.name=value`, as on the command line; they win over the file. */
  readonly set?: readonly string[];
  readonly clock?: "wall" | "virtual";
  /** [-] wins over the file's seed. */
  readonly seed?: number;
  /** [ms] wins over the file's duration. */
  readonly durationMs?: number;
  /** How included files and cost profiles are read; from the disk when absent. */
  readonly readText?: ReadText;
}

/** [-] values that a file may have with variables and anchors written out. */
const MAX_VALUES = 200_000;

/**
 * Reads and checks a pipeline file.
 * @throws PipelineFileError with everything that is wrong with it, and with all files it includes.
 */
export async function loadPipeline(file: string, options: LoadOptions): Promise<PipelinePlan> {
  const readText = options.readText ?? readTextFromDisk;
  let text: string;
  try {
    text = await readText(resolve(file));
  } catch (error) {
    const problems = new Problems();
    const message = `the pipeline file cannot be read: ${systemReason(error)}`;
    problems.add({ file, line: 1, column: 1 }, { code: "file-unreadable", message });
    throw new PipelineFileError(problems.list());
  }
  return parsePipeline(text, file, options);
}

/**
 * Checks a pipeline file whose text is at hand; `file` names it in messages and is where relative paths start.
 * @throws PipelineFileError with everything that is wrong with it.
 */
export async function parsePipeline(text: string, file: string, options: LoadOptions): Promise<PipelinePlan> {
  const problems = new Problems();
  const readText = options.readText ?? readTextFromDisk;
  const written = await new IncludeReader(readText, problems).readRoot(text, file);
  if (written === null) throw new PipelineFileError(problems.list());
  checkSize({ value: written, path: "", problems }); // anchors; what fills in the variables copies them
  const value = withCallersValues(written, options, problems);
  const root: Cursor = { value, path: "", problems };
  checkSize(root);
  const plan = await readPlan(root, file, options);
  if (problems.count > 0) throw new PipelineFileError(problems.list());
  return plan;
}

/** Variables, overrides and options, each laid over the file in its turn. */
function withCallersValues(written: LocatedMap, options: LoadOptions, problems: Problems): LocatedMap {
  const overrides = parseOverrides(options.set ?? [], problems);
  const tree = overrideVariables(written, overrides, problems);
  const variables = new Variables(tree.entries.get("vars")?.value, problems);
  variables.checkAll();
  const filled = variables.fillMap(tree);
  const given = overrides.map((each) => {
    return { ...each, entry: { ...each.entry, value: variables.fill(each.entry.value) } };
  });
  const { clock, seed, durationMs } = options;
  return Object.entries({ clock, seed, durationMs }).reduce<LocatedMap>(
    (root, [key, option]) => {
      if (option === undefined) return root;
      const place = { file: COMMAND_LINE, line: 1, column: 1 };
      return withEntryAt(root, [key], { keyPlace: place, value: scalarAt(place, option) }) ?? root;
    },
    overrideParams(filled, given, problems),
  );
}

function checkSize({ value, problems }: Cursor): void {
  if (countValues(value, MAX_VALUES + 1) <= MAX_VALUES) return;
  const message = "the file describes too many values once variables and anchors are written out";
  problems.add(value.place, {
    code: "file-too-large",
    message,
    allowed: [`at most ${String(MAX_VALUES)} values`],
  });
  throw new PipelineFileError(problems.list());
}

async function readPlan(root: Cursor, file: string, options: LoadOptions): Promise<PipelinePlan> {
  const { shape } = fileSchema;
  checkKeys(root, Object.keys(shape));
  refuseForeseen(root);
  const name = parseField(root, "name", shape.name);
  const clock = parseField(root, "clock", shape.clock);
  const seed = parseField(root, "seed", shape.seed);
  const durationMs = parseField(root, "durationMs", shape.durationMs);
  const { registry, urls } = await useModules(below(root, "use"), options.registry);
  const nodes = await readNodes(root, registry, new CostReader(options.readText ?? readTextFromDisk));
  const threads = readThreads(root, nodes);
  const busyPoll = readBusyPoll(root, threads);
  const graph = readGraph(root, nodes);
  return {
    name: name ?? basename(file, extname(file)),
    file: resolve(file),
    clock: clock ?? "wall",
    seed: seed ?? 0,
    durationUs: durationMs == null ? null : durationMs * 1000,
    nodes: nodes.flatMap((node) => finishNode(node, threads) ?? []),
    ...finishGraph(graph),
    threads: [...new Set(threads.values())].sort(),
    busyPoll,
    uses: urls,
  };
}

function readGraph(root: Cursor, nodes: readonly DraftNode[]): DraftGraph {
  const wiring = readWiring(nodes);
  const budgets = readBudgets(root, nodes, wiring.edges, wiring.complete);
  const edges = [...wiring.edges, ...wireFallbacks(budgets, wiring)];
  const graph: DraftGraph = { nodes, wiring, edges, budgets, problems: root.problems };
  checkInputs(graph);
  checkCycles(graph);
  checkFeedback(graph);
  checkBlocking(graph);
  checkTruth(graph);
  for (const budget of budgets) checkFeasible(budget, nodes);
  return graph;
}

function finishGraph({ nodes, edges, budgets }: DraftGraph): Pick<PipelinePlan, "edges" | "budgets"> {
  const sorted = [...edges].sort((a, b) => (a.id < b.id ? -1 : 1));
  const finish = (budget: DraftBudget) =>
    finishBudget(budget, nodes, (edge: DraftEdge) => sorted.indexOf(edge));
  return { edges: sorted.map((edge, index) => ({ index, ...edge })), budgets: budgets.map(finish) };
}

/** Null when something about the node is wrong; that is reported, and no plan is made then. */
function finishNode(node: DraftNode, threads: ReadonlyMap<string, string>): NodePlan | null {
  const { index, id, place, spec, params, paramFiles, cost, restart } = node;
  if (spec === null || params === null || cost === null || restart === null) return null;
  return { index, id, spec, params, paramFiles, cost, restart, thread: threads.get(id) ?? null, place };
}

/** Keys that the format foresees and this release does not serve. */
function refuseForeseen(root: Cursor): void {
  for (const key of ["processes", "hosts"]) {
    if (below(root, key) === null) continue;
    root.problems.add(keyPlace(root, key), {
      code: "not-available",
      message: `${key}: not available in this version; nodes run in one process, on threads`,
      found: `"${key}"`,
      allowed: ["threads"],
    });
  }
}
