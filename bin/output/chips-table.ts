import { z } from "zod";
import type { Report } from "../../src/runtime/report.ts";
import { textTable } from "./table.ts";

/** What of a tracker's section on its chip (`nodes/trackers/chip-pass.ts`) a person is shown. */
const section = z.object({
  backend: z.string(),
  link: z.string(),
  windows: z.number(),
  basis: z.string(),
  inferenceMs: z.object({ p50: z.number() }).optional(),
  linkMs: z.number().optional(),
  passMs: z.object({ p50: z.number(), p99: z.number() }).optional(),
});

/** The chips of a run: all modelled. Empty where there is none. */
export function chipsTable({ chips = {} }: Pick<Report, "chips">): string {
  const rows = Object.entries(chips).flatMap(([node, value]) => {
    const found = section.safeParse(value);
    if (!found.success) return [];
    const { backend, link, windows, basis, inferenceMs, linkMs, passMs } = found.data;
    const ms = (time: number | undefined): string => time?.toFixed(3) ?? "-";
    return [
      [
        node,
        backend,
        link,
        String(windows),
        ...[inferenceMs?.p50, linkMs, passMs?.p50, passMs?.p99].map(ms),
        basis,
      ],
    ];
  });
  if (rows.length === 0) return "";
  const head = [
    "chip of",
    "chip",
    "link",
    "windows",
    "inference p50 [ms]",
    "link, mean",
    "pass p50",
    "p99",
    "basis",
  ];
  return textTable([head, ...rows]);
}
