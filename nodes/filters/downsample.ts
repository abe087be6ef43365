import { z } from "zod";
import { DownsampleFilter } from "../../src/kernels/downsample.ts";
import { filterNode } from "./event-filter-node.ts";

/** Fewer, larger pixels. */
export const downsampleFilter = filterNode({
  kind: "filter/downsample",
  summary: "Makes squares of pixels into one pixel, and can demand several events for one.",
  params: z.strictObject({
    factor: z.int().min(1).max(64).default(2).describe("[px] side of the square that becomes one pixel"),
    eventsPerEvent: z
      .int()
      .min(1)
      .max(10_000)
      .default(1)
      .describe("[-] an event comes out when a square has had so many more of one polarity; 1 = each one"),
  }),
  costUs: 20,
  make: (params, width, height) => new DownsampleFilter(width, height, params),
});
