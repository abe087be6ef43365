import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { budgetLine, type GraphReport } from "../../../src/runtime/draw-labels.ts";
import { toMermaid } from "../../../src/runtime/draw-mermaid.ts";
import { toSvg } from "../../../src/runtime/draw-svg.ts";
import { loadPipeline } from "../../../src/runtime/file/load.ts";
import type { PipelinePlan } from "../../../src/runtime/plan.ts";
import { createTestRegistry } from "../../support/test-nodes.ts";

const PIPELINES = join(import.meta.dirname, "../../fixtures/pipelines");

const REPORT: GraphReport = {
  nodes: { control: { latencyUs: { p50: 0.4321, p99: 1234.5 } } },
  edges: {
    "plant.state -> control.in": { dropped: { age: 2, overflow: 3 }, latencyUs: { p50: 51, p99: 2.5e6 } },
  },
  budgets: [{ latencyMs: { p50: 0.3, p99: 4.5678 }, misses: 6 }],
};

let chain: PipelinePlan;
let loop: PipelinePlan;
beforeAll(async () => {
  const registry = createTestRegistry();
  chain = await loadPipeline(join(PIPELINES, "chain.yaml"), { registry });
  loop = await loadPipeline(join(PIPELINES, "loop.yaml"), { registry });
});

describe("toMermaid", () => {
  it("draws nodes, edges with ports and policy, and the path of the budget", () => {
    expect(toMermaid(chain).split("\n")).toEqual([
      "%% budget source -> end: p99 ≤ 1 ms, max ≤ 2 ms, declared 120 µs, on a miss warn",
      "flowchart LR",
      '  n0["source<br/>test/counter<br/>10 µs"]',
      '  n1["double<br/>test/scale<br/>100 µs"]',
      '  n2["end<br/>sink/collect<br/>10 µs"]',
      '  n1 -- "out → in<br/>lossless 1024" --> n2',
      '  n0 -- "out → in<br/>drop-oldest 4" --> n1',
      "  style n0 stroke:#d55e00,stroke-width:2px",
      "  style n1 stroke:#d55e00,stroke-width:2px",
      "  style n2 stroke:#d55e00,stroke-width:2px",
      "  linkStyle 0 stroke:#d55e00,stroke-width:2px",
      "  linkStyle 1 stroke:#d55e00,stroke-width:2px",
    ]);
  });

  it("frames threads and dots feedback and fallback edges", () => {
    const text = toMermaid(loop);
    expect(text).toMatch(
      /subgraph t1\["thread work"\]\n {4}n3\["control[^\n]*\n {4}n4\["spare[^\n]*\n {2}end/,
    );
    expect(text).toContain('n3 -. "out → command<br/>latest, feedback" .-> n0');
    expect(text).toContain('n0 -- "state → in<br/>latest, age ≤ 5 ms<br/>transport 50 µs" --> n3');
    expect(text.match(/linkStyle \d+/g)).toHaveLength(5);
    expect(text).not.toContain("false");
    expect(text).toContain("late messages");
    expect(text).toContain("in place of late ones");
  });

  it("shows measured latencies and drops in place of declared costs", () => {
    const text = toMermaid(loop, REPORT);
    expect(text).toContain("control<br/>test/scale<br/>p50 0.432 µs, p99 1.23 ms");
    expect(text).toContain("transport 50 µs<br/>p50 51 µs, p99 2.5 s<br/>5 dropped");
    expect(text).toContain("measured p50 0.3 ms, p99 4.57 ms; 6 missed");
  });
});

describe("toSvg", () => {
  it("is well-formed, sized, and names every node, port and budget", () => {
    const svg = toSvg(loop, REPORT);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+"/);
    for (const { id } of loop.nodes) expect(svg).toContain(`font-weight="bold">${id}</tspan>`);
    expect(svg).toContain("p50 51 µs, p99 2.5 s");
    expect(svg).toContain("5 dropped");
    expect(svg).toContain("plant -&gt; control -&gt; end: p99 ≤ 5 ms");
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(balanced(svg)).toBe(true);
  });

  it("draws one path per edge, dashed for feedback and fallback, coloured on budgets", () => {
    const paths = toSvg(loop).match(/<path d="M[^>]*marker-end[^>]*>/g) ?? [];
    expect(paths).toHaveLength(loop.edges.length);
    const dashed = loop.edges.map((edge) => edge.feedback || edge.role !== "data");
    expect(paths.map((path) => path.includes("stroke-dasharray"))).toEqual(dashed);
    expect(paths.map((path) => path.includes('stroke-width="2.2"'))).toEqual(
      paths.map((path) => !path.includes('stroke="#59636e"')),
    );
    const onBudget = (i: number): string => /stroke="(#\w+)"/.exec(paths[i] ?? "")?.[1] ?? "";
    const colour = (id: string): string => onBudget(loop.edges.findIndex((edge) => edge.id === id));
    expect(colour("plant.state -> control.in")).toBe("#d55e00");
    expect(colour("plant.state -> parted.in")).toBe("#0072b2");
    expect(colour("parted.odd -> sum.b")).toBe("#0072b2");
    expect(colour("control.out -> plant.command")).toBe("#59636e");
  });

  it("escapes what the file may contain", () => {
    const svg = toSvg({ ...chain, name: 'a <b> & "c"' });
    expect(svg).toContain("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>");
  });

  it("draws the same picture every time", () => {
    expect(toSvg(loop)).toBe(toSvg(loop));
  });
});

describe("budgetLine", () => {
  it("leaves out a limit that the file does not give", () => {
    const [, drop] = loop.budgets;
    expect(drop && budgetLine(drop, 1, null)).toBe(
      "plant -> parted.odd -> sums: max ≤ 10 ms, declared 83 µs, on a miss drop",
    );
  });
});

/** Every tag that opens is closed in turn. */
function balanced(xml: string): boolean {
  const open: string[] = [];
  for (const [tag, name] of xml.matchAll(/<\/?([a-z]+)[^>]*>/g)) {
    if (tag.startsWith("</")) {
      if (open.pop() !== name) return false;
    } else if (!tag.endsWith("/>") && name !== undefined) open.push(name);
  }
  return open.length === 0;
}
