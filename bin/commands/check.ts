import type { Command } from "commander";
import { checkNamed, type CheckNotes } from "../../src/runtime/file/check-named.ts";
import { PipelineFileError } from "../../src/runtime/file/pipeline-file-error.ts";
import type { BudgetPlan, PipelinePlan } from "../../src/runtime/plan.ts";
import { addFileOptions, type FileOptions, loadWith } from "../file-options.ts";
import { EXIT_OK } from "../output/failure.ts";

interface CheckOptions extends FileOptions {
  readonly json?: true;
}

/** `saccade check`: what is wrong with a file, or, when nothing is, with what it names; nothing runs. */
export function addCheck(program: Command, done: (code: number) => void): void {
  addFileOptions(program.command("check <file>"))
    .description(
      "Check a pipeline file: every mistake at once, with file:line:col. When there is none, check every model, recording and arm that it names.",
    )
    .option("--json", "print what was understood as JSON; with `ok` false, the problems, as text besides")
    .addHelpText(
      "after",
      "\nExample:\n  saccade check pipelines/table-tennis.yaml --set racket.targetM='[0, 1]'",
    )
    .action(async (file: string, options: CheckOptions) => {
      const found = await loadAndCheck(file, options);
      if (options.json) printJson({ ok: true, ...summaryOf(found) });
      else process.stdout.write(`${linesOf(file, found).join("\n")}\n`);
      done(EXIT_OK);
    });
}

interface Checked {
  readonly plan: PipelinePlan;
  /** What is worth knowing before a run, by node. */
  readonly notes: ReadonlyMap<string, CheckNotes>;
}

/** Loads a file and checks what it names; what is wrong is printed as JSON, too, where that is asked for. */
async function loadAndCheck(file: string, options: CheckOptions): Promise<Checked> {
  try {
    const plan = await loadWith(file, options);
    return { plan, notes: await checkNamed(plan) };
  } catch (error) {
    if (options.json && error instanceof PipelineFileError)
      printJson({ ok: false, problems: error.problems });
    throw error;
  }
}

const printJson = (value: object): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

const summaryOf = (found: Checked) => ({
  name: found.plan.name,
  clock: found.plan.clock,
  seed: found.plan.seed,
  nodes: found.plan.nodes.map(({ id, spec, params, thread }) => {
    return { id, kind: spec.kind, params, thread, notes: found.notes.get(id)?.lines ?? [] };
  }),
  edges: found.plan.edges.map(({ id, type, policy, depth, feedback }) => {
    return { id, type, policy, depth, feedback };
  }),
  budgets: found.plan.budgets.map((budget) => {
    const { name, p99Ms, maxMs, declaredMs, onMiss } = budget;
    return { name, p99Ms, maxMs, declaredMs, onMiss, slowest: slowestOf(budget, found) };
  }),
  threads: found.plan.threads,
});

const linesOf = (file: string, { plan, notes }: Checked): string[] => {
  const { nodes, edges, budgets, clock } = plan;
  const counts = [many(nodes.length, "node"), many(edges.length, "edge"), many(budgets.length, "budget")];
  return [
    `${file}: ok (${counts.join(", ")}, ${clock} clock)`,
    ...budgets.map((budget) => budgetLine(budget, { plan, notes })),
    ...[...notes].flatMap(([node, { lines }]) => lines.map((line) => `${node}: ${line}`)),
  ];
};

/** The node of a budget's path that by its check adds most to each message, and whether that leaves the budget to be met; null = none adds. */
function slowestOf(
  { p99Ms, maxMs, onPath }: BudgetPlan,
  { plan, notes }: Checked,
): { readonly node: string; readonly addsMs: number; readonly canBeMet: boolean } | null {
  const [slowest] = plan.nodes
    .filter(({ index }) => onPath.includes(index))
    .map(({ id }) => ({ node: id, addsMs: notes.get(id)?.addsMs ?? 0 }))
    .sort((a, b) => b.addsMs - a.addsMs);
  if (slowest === undefined || slowest.addsMs === 0) return null;
  return { ...slowest, canBeMet: slowest.addsMs <= Math.min(p99Ms ?? Infinity, maxMs) };
}

/** What is declared on a budget's path, of what it allows. */
function budgetLine(budget: BudgetPlan, found: Checked): string {
  const { name, declaredMs, p99Ms, maxMs, onPath } = budget;
  const { nodes } = found.plan;
  const limit = p99Ms === null || p99Ms === maxMs ? `${maxMs} ms` : `p99 ${p99Ms}, max ${maxMs} ms`;
  const hasChip = nodes.some(({ index, cost }) => onPath.includes(index) && cost.kind === "chip");
  const slowest = slowestOf(budget, found);
  if (slowest !== null && !slowest.canBeMet)
    return `budget ${name}: NOT TO BE MET: ${slowest.node} alone adds ${slowest.addsMs} ms to each message in the mean, of ${limit}`;
  const rest = hasChip ? "; chips and links take their time besides, which a run models" : "";
  return `budget ${name}: declared costs take ${declaredMs} of ${limit}${rest}`;
}

const many = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? "" : "s"}`;
