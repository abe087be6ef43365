import { z } from "zod";
import { HotPixelFilter } from "../../src/kernels/hot-pixels.ts";
import { filterNode } from "./event-filter-node.ts";

/** Pixels that fire by themselves, learned from the stream. */
export const hotPixelFilter = filterNode({
  kind: "filter/hot-pixel",
  summary: "Learns which pixels fire far more often than those around them, and silences them.",
  params: z.strictObject({
    learnUs: z
      .number()
      .min(1000)
      .max(600_000_000)
      .default(1_000_000)
      .describe("[us] the hot pixels are learned anew after each such period; none are known in the first"),
    minRateHz: z
      .number()
      .min(0)
      .max(1_000_000)
      .default(20)
      .describe("[events/s] a pixel below this rate is never hot"),
    ratio: z
      .number()
      .min(1)
      .max(10_000)
      .default(10)
      .describe("[-] a hot pixel has more than so many times the events of its neighbours' mean"),
  }),
  costUs: 15,
  make: (params, width, height) => new HotPixelFilter(width, height, params),
});
