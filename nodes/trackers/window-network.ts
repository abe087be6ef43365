import { assert } from "../../src/core/errors.ts";
import { SpikingEngine } from "../../src/snn/engine/engine.ts";
import { stepChoice } from "../model-card.ts";
import type { Model } from "../model-files.ts";
import type { WindowNetwork } from "./window-detector.ts";

/** A model's network on this machine, in floats; it has one Input and one Output. */
export function openWindowNetwork({ network, card: { run } }: Model): WindowNetwork {
  const engine = new SpikingEngine(network, stepChoice(run));
  const input = engine.layers.find(({ node }) => node.type === "Input")?.path;
  const output = engine.layers.find(({ node }) => node.type === "Output")?.path;
  assert(input !== undefined && output !== undefined, "a trained network has an Input and an Output");
  const events = { count: 0 };
  let step = new Float64Array(0);
  return {
    show: (indices, count, outputs) => {
      if (step.length !== outputs.length) step = new Float64Array(outputs.length);
      events.count = count;
      engine.reset();
      outputs.fill(0);
      for (let n = 0; n < run.steps; n++) {
        engine.setEvents(input, indices, events);
        engine.step();
        engine.read(output, step);
        for (let i = 0; i < outputs.length; i++) outputs[i] = (outputs[i] ?? 0) + (step[i] ?? 0) / run.steps;
      }
    },
  };
}
