import { createDefaultRegistry } from "../../nodes/registry.ts";
import { trackerOf } from "../play/play-job.ts";
import type { HostTracker } from "./compare-rows.ts";

/**
 * A tracker on the host, by its name.
 * @param name as `saccade play` names it: its kind without the family, and a model's folder behind a colon
 * @throws SaccadeError `usage` on one that does not exist
 */
export function hostTracker(name: string, root: string): HostTracker {
  const { kind, params } = trackerOf(name, root);
  const { model } = params;
  const hostUs = createDefaultRegistry().get(kind)?.costUs ?? 0;
  return { name, kind, hostUs, ...(model === undefined ? {} : { model: String(model) }) };
}
