import { basename } from "node:path";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import { trackerOf } from "../play/play-job.ts";
import type { HostTracker } from "./compare-rows.ts";

/**
 * A tracker on the host, by its name.
 * @param asked as `saccade play` names it: its kind without the family, and a model's folder behind a colon
 * @throws SaccadeError `usage` on one that does not exist
 */
export function hostTracker(asked: string, root: string): HostTracker {
  const { kind, params } = trackerOf(asked, root);
  const { model } = params;
  const hostUs = createDefaultRegistry().get(kind)?.costUs ?? 0;
  const name = kind.replace("tracker/", "");
  if (model === undefined) return { name, kind, hostUs };
  return { name: `${name} ${basename(String(model))}`, kind, hostUs, model: String(model) };
}
