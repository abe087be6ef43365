import { z } from "zod";
import { BackgroundActivityFilter } from "../../src/kernels/background-activity.ts";
import { filterNode } from "./event-filter-node.ts";

/** Noise filter: events that no neighbour supports. */
export const backgroundActivityFilter = filterNode({
  kind: "filter/background-activity",
  summary: "Drops events that no recent event in the 8 pixels around supports: sensor noise.",
  params: z.strictObject({
    windowUs: z
      .number()
      .positive()
      .max(10_000_000)
      .default(10_000)
      .describe("[us] a neighbour's event must be younger"),
    supporters: z.int().min(1).max(8).default(1).describe("[-] neighbours that must support an event"),
  }),
  costUs: 20,
  make: (params, width, height) => new BackgroundActivityFilter(width, height, params),
});
