import { z } from "zod";
import { PolarityFilter } from "../../src/kernels/polarity.ts";
import { filterNode } from "./event-filter-node.ts";

/** ON, OFF or both. */
export const polarityFilter = filterNode({
  kind: "filter/polarity",
  summary: "Keeps the events of one polarity, or turns the polarities round.",
  params: z.strictObject({
    keep: z.enum(["both", "on", "off"]).default("both").describe("which events stay, as they come in"),
    invert: z.boolean().default(false).describe("ON becomes OFF and the reverse, of those that stay"),
  }),
  costUs: 10,
  make: (params, width, height) => new PolarityFilter(width, height, params),
});
