import { describe, expect, it } from "vitest";
import type { BudgetPlan, EdgePlan, PipelinePlan } from "../../../../src/runtime/plan.ts";
import { load, problemsOf } from "./memory.ts";

/** source (10) -> short (100) and long (1500, transport 200) -> sum (50) -> end (10) */
const DIAMOND = `version: 1
nodes:
  source: { kind: test/counter }
  short: { kind: test/scale, in: { in: source } }
  long: { kind: test/scale, costUs: 1500, in: { in: { from: source, transportUs: 200 } } }
  sum: { kind: test/join, in: { a: short, b: long } }
  end: { kind: sink/collect, in: { in: sum } }
  aside: { kind: sink/collect, in: { in: short } }
`;

async function budgetOf(budget: string, text = DIAMOND): Promise<{ plan: PipelinePlan; budget: BudgetPlan }> {
  const plan = await load(`${text}budgets:\n  - ${budget}\n`);
  const [first] = plan.budgets;
  if (first === undefined) throw new TypeError("no budget");
  return { plan, budget: first };
}

const ids = (plan: PipelinePlan, nodes: readonly number[]): string[] =>
  nodes.map((i) => plan.nodes[i]?.id ?? "?");

describe("budgets", () => {
  it("take every route between two ends", async () => {
    const { plan, budget } = await budgetOf("{ path: [source, sum], maxMs: 20 }");
    expect(ids(plan, budget.onPath)).toEqual(["source", "short", "long", "sum"]);
    expect(budget.lastEdges.map((i) => plan.edges[i]?.id)).toEqual([
      "long.out -> sum.b",
      "short.out -> sum.a",
    ]);
    expect(budget).toMatchObject({
      name: "source -> sum",
      path: ["source", "sum"],
      firstNode: 0,
      lastNode: 3,
    });
  });

  it("take only routes through the nodes named on the way", async () => {
    const { plan, budget } = await budgetOf("{ path: [source, short, end], maxMs: 20 }");
    expect(ids(plan, budget.onPath)).toEqual(["source", "short", "sum", "end"]);
  });

  it("take only routes by the ports named", async () => {
    const { plan, budget } = await budgetOf("{ path: [source, sum.b], maxMs: 20 }");
    expect(ids(plan, budget.onPath)).toEqual(["source", "long", "sum"]);
    expect(budget).toMatchObject({ name: "source -> sum.b", path: ["source", "sum"] });
  });

  it("sum the declared constants of the longest route, ends and transport included", async () => {
    const { budget } = await budgetOf("{ path: [source, end], maxMs: 20 }");
    expect(budget.declaredMs).toBeCloseTo((10 + 200 + 1500 + 50 + 10) / 1000, 12);
    const { budget: other } = await budgetOf("{ path: [source, short, end], maxMs: 20 }");
    expect(other.declaredMs).toBeCloseTo((10 + 100 + 50 + 10) / 1000, 12);
  });

  it("sum the smallest sample of a profile and the host's part of a chip", async () => {
    const profile = '{ "version": 1, "nodes": { "work": { "samplesNs": [900000, 300000, 700000] } } }';
    const text = `version: 1
nodes:
  source: { kind: test/counter, cost: chip }
  work: { kind: test/scale, cost: { profile: p.json }, in: { in: source } }
budgets: [{ path: [source, work], maxMs: 1 }]`;
    const plan = await load(text, { files: { "/lab/p.json": profile } });
    expect(plan.budgets[0]?.declaredMs).toBeCloseTo(0.31, 12);
  });

  it("let maxMs stand for p99Ms alone and leave p99Ms open without it", async () => {
    expect((await budgetOf("{ path: [source, end], p99Ms: 5 }")).budget).toMatchObject({
      p99Ms: 5,
      maxMs: 5,
    });
    expect((await budgetOf("{ path: [source, end], maxMs: 6 }")).budget).toMatchObject({
      p99Ms: null,
      maxMs: 6,
    });
    expect((await budgetOf("{ path: [source, end], p99Ms: 5, maxMs: 6 }")).budget).toMatchObject({
      p99Ms: 5,
      maxMs: 6,
    });
  });

  it.each(["warn", "drop", "hold-last", "stop"])("read onMiss: %s", async (onMiss) => {
    const { budget } = await budgetOf(`{ path: [source, end], maxMs: 20, onMiss: ${onMiss} }`);
    expect(budget).toMatchObject({ onMiss, fallbackNode: null });
  });

  it("warn when the file does not say what a miss does", async () => {
    expect((await budgetOf("{ path: [source, end], maxMs: 20 }")).budget.onMiss).toBe("warn");
  });

  it("are accepted at exactly the declared sum and refused just below, with the sum shown", async () => {
    await expect(budgetOf("{ path: [source, end], maxMs: 1.77 }")).resolves.toBeDefined();
    const [problem, ...more] = await problemsOf(
      `${DIAMOND}budgets:\n  - { path: [source, end], maxMs: 1.769 }`,
    );
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: "budget-infeasible", found: "1.769 ms", line: 10, column: 35 });
    expect(problem?.message).toContain(
      "source 10 + transport source -> long 200 + long 1500 + sum 50 + end 10 = 1770 us",
    );
  });

  it("follow no feedback edge", async () => {
    const text = `version: 1
nodes:
  plant: { kind: test/plant, in: { command: { from: control, feedback: true } } }
  control: { kind: test/scale, in: { in: plant } }
`;
    const { plan, budget } = await budgetOf("{ path: [plant, control], maxMs: 20 }", text);
    expect(ids(plan, budget.onPath)).toEqual(["plant", "control"]);
    const [problem] = await problemsOf(`${text}budgets: [{ path: [control, plant], maxMs: 20 }]`);
    expect(problem?.code).toBe("path-unconnected");
    expect(problem?.message).toContain("the edges lead the other way");
  });

  it("say nothing about a path that another mistake has cut", async () => {
    const text = DIAMOND.replace("in: { in: sum }", "in: { in: smu }");
    const problems = await problemsOf(`${text}budgets: [{ path: [source, end], maxMs: 20 }]`);
    expect(problems.map(({ code }) => code)).toEqual(["unknown-node"]);
  });
});

describe("a fallback", () => {
  const SPARE = `version: 1
nodes:
  source: { kind: test/counter }
  work: { kind: test/scale, in: { in: source } }
  end: { kind: sink/collect, in: { in: { from: work, policy: drop-newest, depth: 3, maxAgeMs: 2, transportUs: 7 } } }
  spare: { kind: test/scale }
`;
  const extra = (plan: PipelinePlan): EdgePlan[] => plan.edges.filter((edge) => edge.role !== "data");

  it("is wired between the last edge's producer and the input it feeds", async () => {
    const { plan, budget } = await budgetOf(
      "{ path: [source, end], maxMs: 9, onMiss: { fallback: spare } }",
      SPARE,
    );
    expect(budget).toMatchObject({ onMiss: "fallback", fallbackNode: 3 });
    expect(extra(plan)).toMatchObject([
      {
        id: "spare.out -> end.in",
        role: "fallback-out",
        fromNode: 3,
        toNode: 2,
        policy: "drop-newest",
        depth: 3,
      },
      {
        id: "work.out -> spare.in",
        role: "fallback-in",
        fromNode: 1,
        toNode: 3,
        policy: "drop-oldest",
        depth: 4,
      },
    ]);
  });

  it("gets its messages however old they are, and at once", async () => {
    const { plan } = await budgetOf("{ path: [source, end], maxMs: 9, onMiss: { fallback: spare } }", SPARE);
    expect(extra(plan).map(({ maxAgeUs, transportUs }) => [maxAgeUs, transportUs])).toEqual([
      [null, 0],
      [null, 0],
    ]);
  });

  it("is no part of the path it stands in for", async () => {
    const { plan, budget } = await budgetOf(
      "{ path: [source, end], maxMs: 9, onMiss: { fallback: spare } }",
      SPARE,
    );
    expect(ids(plan, budget.onPath)).toEqual(["source", "work", "end"]);
    expect(budget.lastEdges.map((i) => plan.edges[i]?.id)).toEqual(["work.out -> end.in"]);
  });

  it("may serve several budgets that end with the same edge", async () => {
    const budget = (first: string): string =>
      `{ path: [${first}, end], maxMs: 9, onMiss: { fallback: spare } }`;
    const plan = await load(`${SPARE}budgets: [${budget("source")}, ${budget("work")}]`);
    expect(extra(plan)).toHaveLength(2);
    expect(plan.budgets.map(({ fallbackNode }) => fallbackNode)).toEqual([3, 3]);
  });

  it("gets them at the input meant for that, when it has one", async () => {
    const text = SPARE.replace("test/scale }", "test/stand-in }");
    const { plan } = await budgetOf("{ path: [source, end], maxMs: 9, onMiss: { fallback: spare } }", text);
    expect(extra(plan).map(({ id }) => id)).toEqual(["spare.out -> end.in", "work.out -> spare.late"]);
  });

  it("may not close a cycle", async () => {
    const text = `version: 1
nodes:
  source: { kind: test/counter }
  sum: { kind: test/join, in: { a: source, b: spare.even } }
  end: { kind: sink/collect, in: { in: sum } }
  spare: { kind: test/split }
budgets: [{ path: [source, end], maxMs: 9, onMiss: { fallback: spare } }]`;
    expect((await problemsOf(text)).map(({ code }) => code)).toEqual(["undeclared-cycle"]);
  });
});
