import { assert } from "../../src/core/errors.ts";
import { SpikingEngine } from "../../src/snn/engine/engine.ts";
import { stepChoice } from "../model-card.ts";
import type { OpenNetwork } from "./window-detector.ts";

/** A network of one Input and one Output, stepped by the rule that its card names. */
export const openWindowNetwork: OpenNetwork = (network, run) => {
  const engine = new SpikingEngine(network, stepChoice(run));
  const input = engine.layers.find(({ node }) => node.type === "Input")?.path;
  const output = engine.layers.find(({ node }) => node.type === "Output")?.path;
  assert(input !== undefined && output !== undefined, "a trained network has an Input and an Output");
  const events = { count: 0 };
  return {
    step: (indices, count) => {
      events.count = count;
      engine.setEvents(input, indices, events);
      engine.step();
    },
    read: (outputs) => engine.read(output, outputs),
    reset: () => engine.reset(),
  };
};
