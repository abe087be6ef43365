import { SaccadeError } from "../../core/errors.ts";
import { pathResolver } from "../node-context.ts";
import type { NodePlan, PipelinePlan } from "../plan.ts";
import { PipelineFileError } from "./pipeline-file-error.ts";
import { Problems } from "./problem.ts";

/**
 * Checks what a plan's nodes name: models, recordings, arms. All that is wrong is told at once.
 * @throws PipelineFileError
 */
export async function checkNamed({ nodes, file }: PipelinePlan): Promise<void> {
  const problems = new Problems();
  for (const node of nodes) {
    const error = await failureOf(node, file);
    if (error !== null)
      problems.add(node.place, { code: "not-usable", message: `nodes.${node.id}: ${error.message}` });
  }
  if (problems.count > 0) throw new PipelineFileError(problems.list());
}

async function failureOf(node: NodePlan, file: string): Promise<SaccadeError | null> {
  try {
    await node.spec.check?.(node.params as never, { id: node.id, resolvePath: pathResolver(node, file) });
    return null;
  } catch (error) {
    if (error instanceof SaccadeError) return error;
    throw error;
  }
}
