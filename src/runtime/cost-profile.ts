import type { PipelinePlan } from "./plan.ts";
import { SLICE_FIELDS } from "./work-recorder.ts";

/** What each node's work took in a run on the wall clock; a pipeline file may name it as a node's cost. */
export interface CostProfile {
  readonly version: 1;
  /** [ns] per node id, in the order in which the work was done. */
  readonly nodes: Readonly<Record<string, { readonly samplesNs: readonly number[] }>>;
}

/** [-] samples kept per node, spread evenly over the run. */
const MAX_SAMPLES = 4096;

/** @param slices one array per thread, as `WorkRecorder` writes them. */
export function costProfile(pipeline: PipelinePlan, slices: readonly Float64Array[]): CostProfile {
  const samples = pipeline.nodes.map<number[]>(() => []);
  for (const rows of slices) {
    for (let at = 0; at + SLICE_FIELDS <= rows.length; at += SLICE_FIELDS) {
      samples[rows[at] ?? 0]?.push((rows[at + 2] ?? 0) - (rows[at + 1] ?? 0));
    }
  }
  const nodes = pipeline.nodes.flatMap(({ id, index }) => {
    const samplesNs = thin(samples[index] ?? []);
    return samplesNs.length === 0 ? [] : [[id, { samplesNs }] as const];
  });
  return { version: 1, nodes: Object.fromEntries(nodes) };
}

function thin(samples: readonly number[]): number[] {
  const step = Math.max(1, samples.length / MAX_SAMPLES);
  const kept = Math.min(samples.length, MAX_SAMPLES);
  return Array.from({ length: kept }, (_, i) => samples[Math.floor(i * step)] ?? 0);
}
