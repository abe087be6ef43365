import { z } from "zod";
import { COUNTERS } from "../../src/backends/ledger.ts";
import { SaccadeError } from "../../src/core/errors.ts";

/** What a tracker on a chip says of itself in a run's report (`nodes/trackers/chip-pass.ts`), as far as it is read here. */
const section = z.object({
  windows: z.number(),
  steps: z.number(),
  saturated: z.number().default(0),
  passMs: z.object({ p99: z.number() }).optional(),
  footprint: z.object({
    weightBytes: z.number(),
    stateBytes: z.number(),
    synapses: z.number(),
    zeroSynapses: z.number(),
    neurons: z.number(),
  }),
  sums: z.object({
    deviceNs: z.number(),
    linkNs: z.number(),
    counts: z.partialRecord(z.enum(COUNTERS), z.number()),
  }),
});

/** What one camera's chip had to do in one run; plain data, all modelled. */
export type ChipRun = z.output<typeof section>;

/** @param value a section `chips` of a report. @throws SaccadeError `config-invalid` on a section that is none */
export function chipRun(value: unknown): ChipRun {
  const parsed = section.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SaccadeError("config-invalid", `a chip's report: ${issue?.message ?? "unreadable"}`, {
    field: issue?.path.join(".") ?? "",
  });
}
