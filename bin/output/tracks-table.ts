import { z } from "zod";
import type { Report } from "../../src/runtime/report.ts";
import { textTable } from "./table.ts";

/** The figures of `sink/tracks` that a table has room for. */
const trackFigures = z.object({
  tracks: z.number(),
  short: z.number(),
  lifetimeMs: z.object({ median: z.number() }).optional(),
  longest: z.array(
    z.object({
      bornUs: z.number(),
      lifetimeMs: z.number(),
      displacementPx: z.number(),
      maxSpeedPxps: z.number(),
    }),
  ),
});

/** How many tracks each camera saw, and its longest; empty without tracks. */
export function tracksTable(report: Report): string {
  const rows = Object.entries(report.tracking ?? {}).flatMap(([camera, figures]) => {
    const parsed = trackFigures.safeParse(figures);
    return parsed.success ? [rowOf(camera, parsed.data)] : [];
  });
  if (rows.length === 0) return "";
  return textTable([
    ["camera", "tracks", "too short", "median", "longest", "from", "moved", "fastest"],
    ...rows,
  ]);
}

function rowOf(
  camera: string,
  { tracks, short, lifetimeMs, longest }: z.output<typeof trackFigures>,
): string[] {
  const [first] = longest;
  const rest =
    first === undefined
      ? ["-", "-", "-", "-"]
      : [
          `${first.lifetimeMs.toFixed(1)} ms`,
          `${(first.bornUs / 1e6).toFixed(3)} s`,
          `${first.displacementPx.toFixed(0)} px`,
          `${first.maxSpeedPxps.toFixed(0)} px/s`,
        ];
  const median = lifetimeMs === undefined ? "-" : `${lifetimeMs.median.toFixed(1)} ms`;
  return [camera, String(tracks), String(short), median, ...rest];
}
