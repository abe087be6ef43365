import { SaccadeError, type ErrorCode, type Place } from "../core/errors.ts";
import type { NodePlan, PipelinePlan } from "./plan.ts";
import { addModule, type Registry } from "./registry.ts";

/** A plan without its functions, for the way to a worker thread. */
export interface TransferablePlan extends Omit<PipelinePlan, "nodes"> {
  readonly nodes: readonly (Omit<NodePlan, "spec"> & { readonly kind: string })[];
}

export function transferablePlan(plan: PipelinePlan): TransferablePlan {
  return { ...plan, nodes: plan.nodes.map(({ spec, ...rest }) => ({ ...rest, kind: spec.kind })) };
}

/** Finds the node kinds again on the other side, the user's own modules included. */
export async function restorePlan(plan: TransferablePlan, registry: Registry): Promise<PipelinePlan> {
  for (const url of plan.uses) await addModule(registry, url);
  const nodes = plan.nodes.map(({ kind, ...rest }) => {
    const spec = registry.get(kind);
    if (spec !== undefined) return { ...rest, spec };
    throw new SaccadeError("thread-lost", `the worker thread does not know node kind "${kind}"`, { kind });
  });
  return { ...plan, nodes };
}

/** An error as plain data. */
export interface TransferableError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly where: Place;
}

export function transferableError(error: unknown): TransferableError {
  if (error instanceof SaccadeError) return { code: error.code, message: error.message, where: error.where };
  return { code: "node-failed", message: error instanceof Error ? error.message : String(error), where: {} };
}

export function restoreError(error: TransferableError): SaccadeError {
  return new SaccadeError(error.code, error.message, error.where);
}
