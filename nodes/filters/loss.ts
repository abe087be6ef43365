import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { EventLossFilter } from "../../src/kernels/event-loss.ts";
import { filterNode } from "./event-filter-node.ts";

const timeUs = z.number().min(0).max(1e13);

/** A fault on purpose, to see what it costs. */
export const lossFilter = filterNode({
  kind: "filter/loss",
  summary: "Loses events on purpose: a share of them by chance, and all of them in dead times.",
  params: z.strictObject({
    share: z.number().min(0).max(1).default(0).describe("[-] part of the events that is lost by chance"),
    seed: z.int().min(0).max(0xffffffff).default(0).describe("[-] of the chances"),
    deadUs: z
      .array(z.tuple([timeUs, timeUs]))
      .max(100_000)
      .default([])
      .describe("[us] [from, to) by the stream's clock, when nothing comes; in order of time"),
  }),
  costUs: 0, // it stands for a fault, not for work
  make: ({ deadUs, ...params }, width, height) => {
    for (const [i, [from, to]] of deadUs.entries()) {
      if (from < to && from >= (deadUs[i - 1]?.[1] ?? 0)) continue;
      const message = `deadUs[${i}] is [${from}, ${to}]; each must end after it begins and begin after the one before`;
      throw new SaccadeError("config-invalid", message, { param: `deadUs[${i}]` });
    }
    return new EventLossFilter(width, height, { ...params, dead: deadUs });
  },
});
