import { AssertionFailure, SaccadeError } from "../../core/errors.ts";
import { pathResolver } from "../node-context.ts";
import type { TellNote } from "../node.ts";
import type { NodePlan, PipelinePlan } from "../plan.ts";
import { PipelineFileError } from "./pipeline-file-error.ts";
import { Problems } from "./problem.ts";

/** What a node's check tells of a node that can run. */
export interface CheckNotes {
  readonly lines: readonly string[];
  /** [ms] mean time that the node adds to each message beyond its declared cost. */
  readonly addsMs: number;
}

/**
 * Checks what a plan's nodes name: models, recordings, arms. All that is wrong is told at once.
 * @returns what checks tell besides, by the node's id
 * @throws PipelineFileError
 */
export async function checkNamed({ nodes, file }: PipelinePlan): Promise<ReadonlyMap<string, CheckNotes>> {
  const problems = new Problems();
  const notes = new Map<string, CheckNotes>();
  for (const node of nodes) {
    const lines: string[] = [];
    let addsMs = 0;
    const fault = await faultOf(node, file, (line, ms = 0) => {
      lines.push(line);
      addsMs += ms;
    });
    if (lines.length > 0) notes.set(node.id, { lines, addsMs });
    if (fault !== null)
      problems.add(node.place, { code: "not-usable", message: `nodes.${node.id}: ${fault}` });
  }
  if (problems.count > 0) throw new PipelineFileError(problems.list());
  return notes;
}

/** What a node's own check says; any error counts, for a user's kind may let one through. */
async function faultOf(node: NodePlan, file: string, tell: TellNote): Promise<string | null> {
  try {
    const context = { id: node.id, resolvePath: pathResolver(node, file) };
    await node.spec.check?.(node.params as never, context, tell);
    return null;
  } catch (error) {
    if (error instanceof AssertionFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const named = error instanceof SaccadeError ? error.where["file"] : undefined;
    return named === undefined || reason.includes(String(named)) ? reason : `${reason} (${named})`;
  }
}
