import { describe, expect, it } from "vitest";
import { type Message, sense } from "../../../src/core/message.ts";
import type { PipelinePlan } from "../../../src/runtime/plan.ts";
import { RunHash } from "../../../src/runtime/run-hash.ts";
import { planOf } from "../../support/plan-builder.ts";
import { collect, counter } from "../../support/number-nodes.ts";

const plan: PipelinePlan = planOf({
  nodes: { src: { spec: counter }, a: { spec: collect }, b: { spec: collect } },
  edges: [{ wire: "src.numbers -> a.numbers" }, { wire: "src.numbers -> b.numbers" }],
});

interface Sent {
  readonly edge?: number;
  readonly payload?: unknown;
  readonly originUs?: number;
  readonly seq?: number;
  readonly dueNs?: number;
}

function message({ payload = 1, originUs = 10, seq = 0 }: Sent): Message<unknown> {
  return Object.assign(sense(payload, originUs), { seq });
}

function hashOf(...all: readonly Sent[]): string {
  const hash = new RunHash(plan);
  for (const sent of all) hash.add(plan.edges[sent.edge ?? 0]!, message(sent), sent.dueNs ?? 5000);
  return hash.digest();
}

describe("the hash of a run", () => {
  it("is 64 hex digits and the same for the same messages", () => {
    expect(hashOf({}, { seq: 1 })).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf({}, { seq: 1 })).toBe(hashOf({}, { seq: 1 }));
  });

  it.each<[string, Sent]>([
    ["edge", { edge: 1 }],
    ["payload", { payload: 2 }],
    ["origin", { originUs: 11 }],
    ["sequence number", { seq: 1 }],
    ["due time", { dueNs: 5001 }],
  ])("differs when one message differs in its %s", (_, other) => {
    expect(hashOf(other)).not.toBe(hashOf({}));
  });

  it("differs when two messages of one edge change places, and not when those of two edges do", () => {
    const [a, b] = [{ payload: 1 }, { payload: 2 }];
    expect(hashOf(a, b)).not.toBe(hashOf(b, a));
    expect(hashOf({ ...a, edge: 0 }, { ...b, edge: 1 })).toBe(hashOf({ ...b, edge: 1 }, { ...a, edge: 0 }));
  });

  it("takes one message sent on two edges as it takes two equal ones", () => {
    const hash = new RunHash(plan);
    const once = message({});
    for (const edge of plan.edges) hash.add(edge, once, 5000);
    expect(hash.digest()).toBe(hashOf({ edge: 0 }, { edge: 1 }));
  });

  it("takes the canonical part of a payload where its type says so", () => {
    const type = { name: "number", canonical: (n: number) => n % 10 };
    const spec = { ...counter, outputs: { numbers: type } };
    const withType = planOf({
      nodes: { src: { spec }, a: { spec: collect } },
      edges: [{ wire: "src.numbers -> a.numbers" }],
    });
    const digest = (payload: number): string => {
      const hash = new RunHash(withType);
      hash.add(withType.edges[0]!, message({ payload }), 0);
      return hash.digest();
    };
    expect(digest(13)).toBe(digest(23));
    expect(digest(13)).not.toBe(digest(14));
  });

  it("names the edge whose payload is not plain data", () => {
    expect(() => hashOf({ payload: new Map() })).toThrow(
      expect.objectContaining({ code: "node-contract", where: { edge: plan.edges[0]!.id } }),
    );
  });
});
