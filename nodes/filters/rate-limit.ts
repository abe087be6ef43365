import { z } from "zod";
import { RateLimitFilter } from "../../src/kernels/rate-limit.ts";
import { filterNode } from "./event-filter-node.ts";

/** A bound on the event rate. */
export const rateLimitFilter = filterNode({
  kind: "filter/rate-limit",
  summary: "Lets at most so many events through in a period, thinning out evenly; counts what it drops.",
  params: z.strictObject({
    maxEvents: z.int().min(1).max(100_000_000).default(10_000).describe("[events] that may pass in a period"),
    periodUs: z.int().min(10).max(60_000_000).default(1000).describe("[us] length of a period"),
  }),
  costUs: 10,
  make: (params, width, height) => new RateLimitFilter(width, height, params),
});
