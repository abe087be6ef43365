import { expect, it } from "vitest";
import type { AnyNodeSpec } from "../../../src/runtime/node.ts";
import { NodeHarness } from "../../support/node-harness.ts";

/** What every node owes its graph, whatever it does with values. `params` is a legal set. */
export function itBehavesAsANode(spec: AnyNodeSpec, params: Record<string, unknown> = {}): void {
  const inputs = Object.keys(spec.inputs);
  const outputs = Object.keys(spec.outputs);

  it("completes when its inputs have, and leaves no timer behind", () => {
    const harness = new NodeHarness(spec, params);
    for (const input of inputs) harness.complete(input);
    expect(harness.completed).toEqual(outputs.length === 0 ? ["effects"] : outputs);
    expect(harness.errors).toEqual([]);
    expect(harness.pendingTimers).toBe(0);
  });

  it.each(inputs)("passes an error of its input %s on", (input) => {
    const harness = new NodeHarness(spec, params);
    const failure = new TypeError("camera unplugged");
    harness.fail(input, failure);
    expect(harness.errors).toEqual(outputs.length === 0 ? [failure] : outputs.map(() => failure));
  });

  it("lets go of its inputs and timers when nobody listens any more", () => {
    const harness = new NodeHarness(spec, params);
    for (const input of inputs) expect(harness.subscribers(input)).toBe(1);
    harness.unsubscribe();
    for (const input of inputs) expect(harness.subscribers(input)).toBe(0);
    expect(harness.pendingTimers).toBe(0);
  });

  it("refuses a parameter that it does not know", () => {
    expect(spec.params.safeParse({ ...params, nonsense: 1 }).success).toBe(false);
    expect(spec.params.safeParse(params).success).toBe(true);
  });
}
