import { z } from "zod";
import { FlickerFilter } from "../../src/kernels/flicker.ts";
import { filterNode } from "./event-filter-node.ts";

const frequency = z.number().positive().max(100_000);

/** Lamps that flicker. */
export const flickerFilter = filterNode({
  kind: "filter/flicker",
  summary: "Silences pixels that see a lamp flicker within a band of frequencies.",
  params: z
    .strictObject({
      minHz: frequency
        .default(90)
        .describe("[Hz] lower end of the band; lamps flicker at twice the mains frequency"),
      maxHz: frequency.default(130).describe("[Hz] upper end of the band"),
      periods: z.int().min(1).max(100).default(3).describe("[-] periods in a row that make a flicker"),
    })
    .refine(({ minHz, maxHz }) => minHz < maxHz, { path: ["maxHz"], message: "must be above minHz" }),
  costUs: 20,
  make: (params, width, height) => new FlickerFilter(width, height, params),
});
