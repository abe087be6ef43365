import type { Command } from "commander";
import { checkNamed } from "../../src/runtime/file/check-named.ts";
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
        for (const { name, declaredMs, maxMs } of budgets) {
          process.stdout.write(`budget ${name}: declared costs take ${declaredMs} of ${maxMs} ms\n`);
        }
      }
      done(EXIT_OK);
    });
}

const many = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? "" : "s"}`;
