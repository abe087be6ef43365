import { AssertionFailure, SaccadeError } from "../../core/errors.ts";
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
    const fault = await faultOf(node, file);
    if (fault !== null)
      problems.add(node.place, { code: "not-usable", message: `nodes.${node.id}: ${fault}` });
  }
  if (problems.count > 0) throw new PipelineFileError(problems.list());
}

/** What a node's own check says; any error counts, for a user's kind may let one through. */
async function faultOf(node: NodePlan, file: string): Promise<string | null> {
  try {
    await node.spec.check?.(node.params as never, { id: node.id, resolvePath: pathResolver(node, file) });
    return null;
  } catch (error) {
    if (error instanceof AssertionFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const named = error instanceof SaccadeError ? error.where["file"] : undefined;
    return named === undefined || reason.includes(String(named)) ? reason : `${reason} (${named})`;
  }
}
