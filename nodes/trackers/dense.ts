import { z } from "zod";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { Int8Run } from "../../src/dense/int8-run.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { readDenseModel } from "../dense-model.ts";
import { detectionsOf, followWith, networkTrackerParams } from "./network-tracker.ts";

/** One detection per window of events, as `tracker/spiking`; only the network is another: dense, in 8 bits. */
export const denseTracker = defineNode({
  kind: "tracker/dense",
  summary:
    "Finds the ball with a dense network in 8 bits, in a window that follows it: what spiking ones are held against.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { detection: DETECTION },
  params: z.strictObject({
    ...networkTrackerParams,
    model: z.string().min(1).describe("folder with network.onnx and card.json"),
  }),
  costUs: 250, // models/ball-sim-int8: 128 us, 214 on a slower machine, 5.3 million multiplications; npm run bench -- dense
  async: true, // the first windows wait for the model's file
  check: async ({ model }, context) => {
    await readDenseModel(context.resolvePath(model));
  },
  create: (params, context) => {
    const loading = readDenseModel(context.resolvePath(params.model)).then(({ card, network }) => ({
      ...followWith(new Int8Run(network), card, params),
      chip: null,
      isPipelined: false,
    }));
    return ({ events }) => ({ detection: detectionsOf(events, context, { loading }) });
  },
});
