import type { Command } from "commander";
import { checkNamed } from "../../src/runtime/file/check-named.ts";
import type { BudgetPlan, NodePlan } from "../../src/runtime/plan.ts";
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
    .option("--json", "print what was understood as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  saccade check pipelines/table-tennis.yaml --set racket.targetM='[0, 1]'",
    )
    .action(async (file: string, options: CheckOptions) => {
      const plan = await loadWith(file, options);
      await checkNamed(plan);
      const { nodes, edges, budgets, threads } = plan;
      if (options.json) {
        const summary = {
          name: plan.name,
          clock: plan.clock,
          seed: plan.seed,
          nodes: nodes.map(({ id, spec, params, thread }) => ({ id, kind: spec.kind, params, thread })),
          edges: edges.map(({ id, type, policy, depth, feedback }) => ({
            id,
            type,
            policy,
            depth,
            feedback,
          })),
          budgets: budgets.map(({ name, p99Ms, maxMs, declaredMs, onMiss }) => ({
            name,
            p99Ms,
            maxMs,
            declaredMs,
            onMiss,
          })),
          threads,
        };
        process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
      } else {
        process.stdout.write(
          `${file}: ok (${many(nodes.length, "node")}, ${many(edges.length, "edge")}, ${many(budgets.length, "budget")}, ${plan.clock} clock)\n`,
        );
        for (const budget of budgets) process.stdout.write(`${budgetLine(budget, nodes)}\n`);
      }
      done(EXIT_OK);
    });
}

/** What is declared on a budget's path, of what it allows. */
function budgetLine(
  { name, declaredMs, p99Ms, maxMs, onPath }: BudgetPlan,
  nodes: readonly NodePlan[],
): string {
  const limit = p99Ms === null || p99Ms === maxMs ? `${maxMs} ms` : `p99 ${p99Ms}, max ${maxMs} ms`;
  const hasChip = nodes.some(({ index, cost }) => onPath.includes(index) && cost.kind === "chip");
  const rest = hasChip ? "; chips and links take their time besides, which a run models" : "";
  return `budget ${name}: declared costs take ${declaredMs} of ${limit}${rest}`;
}

const many = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? "" : "s"}`;
