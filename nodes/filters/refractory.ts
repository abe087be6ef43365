import { z } from "zod";
import { RefractoryFilter } from "../../src/kernels/refractory.ts";
import { filterNode } from "./event-filter-node.ts";

/** One event per pixel and dead time. */
export const refractoryFilter = filterNode({
  kind: "filter/refractory",
  summary: "Drops what a pixel says within a dead time after its last event that stayed.",
  params: z.strictObject({
    deadUs: z
      .number()
      .positive()
      .max(10_000_000)
      .default(1000)
      .describe("[us] dead time of a pixel after an event"),
  }),
  costUs: 10,
  make: ({ deadUs }, width, height) => new RefractoryFilter(width, height, deadUs),
});
