import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  closesCycle,
  downstream,
  findCycles,
  layers,
  type Link,
  linksBetween,
  longestPath,
  type PortLink,
  topologicalOrder,
  totalUs,
  upstream,
} from "../../../src/runtime/graph.ts";
import type { CostPlan } from "../../../src/runtime/plan.ts";

/** `0>1 1>2:fb` */
function links(text: string): Link[] {
  return text.split(" ").map((part) => {
    const [ends = "", feedback] = part.split(":");
    const [fromNode = 0, toNode = 0] = ends.split(">").map(Number);
    return { fromNode, toNode, feedback: feedback !== undefined };
  });
}

const ported = (text: string): PortLink[] =>
  links(text).map((link) => ({
    ...link,
    fromPort: `to${link.toNode}`,
    toPort: `from${link.fromNode}`,
    transportUs: 0,
  }));

const pairs = (list: readonly Link[]): string => list.map((l) => `${l.fromNode}>${l.toNode}`).join(" ");
const any = (node: number) => ({ node, port: null });

describe("reachability", () => {
  it("goes with the links or against them, from a node on", () => {
    const graph = links("0>1 1>2 3>1 2>4");
    expect([...downstream(graph, 1)].sort()).toEqual([1, 2, 4]);
    expect([...upstream(graph, 1)].sort()).toEqual([0, 1, 3]);
  });

  it("ends on cycles", () => {
    expect([...downstream(links("0>1 1>0"), 0)].sort()).toEqual([0, 1]);
  });
});

describe("topologicalOrder", () => {
  it("puts producers first, lower indices first among equals, and does not mind feedback", () => {
    expect(topologicalOrder(5, links("3>1 1>0 4>0 0>3:fb"))).toEqual([2, 3, 1, 4, 0]);
  });

  it("sorts what becomes free in among what is free already", () => {
    expect(topologicalOrder(5, links("0>4 0>1 1>3"))).toEqual([0, 1, 2, 3, 4]);
  });

  it("gives none while a cycle is left", () => {
    expect(topologicalOrder(3, links("0>1 1>2 2>1"))).toBeNull();
  });

  it("keeps every link's order on any graph without cycles", () => {
    const graph = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 30 });
    fc.assert(
      fc.property(graph, (ends) => {
        const list = ends.flatMap(([a, b]) => (a === b ? [] : links(`${Math.min(a, b)}>${Math.max(a, b)}`)));
        const order = topologicalOrder(10, list);
        const rank = (node: number): number => order?.indexOf(node) ?? -1;
        expect(order?.length).toBe(10);
        for (const { fromNode, toNode } of list) expect(rank(fromNode)).toBeLessThan(rank(toNode));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe("findCycles", () => {
  it("gives one shortest cycle of each knot, from its lowest index", () => {
    expect(findCycles(7, links("0>1 1>2 2>0 2>1 4>5 5>4 6>6 3>0"))).toEqual([[0, 1, 2], [4, 5], [6]]);
  });

  it("takes feedback for the end of a cycle", () => {
    expect(findCycles(3, links("0>1 1>2 2>0:fb"))).toEqual([]);
  });
});

describe("closesCycle", () => {
  it("tells feedback that leads back from feedback that does not", () => {
    const graph = links("0>1 1>2 2>0:fb 0>2:fb");
    expect(graph.map((link) => closesCycle(graph, link))).toEqual([true, true, true, true]);
    const open = links("0>1 1>2 0>2:fb");
    expect(open.map((link) => closesCycle(open, link))).toEqual([false, false, false]);
  });
});

describe("linksBetween", () => {
  const graph = ported("0>1 0>2 1>3 2>3 3>4 2>5 6>3 4>0:fb");

  it("keeps the links of all ways and no others", () => {
    expect(pairs(linksBetween(graph, any(0), any(4)))).toBe("0>1 0>2 1>3 2>3 3>4");
    expect(pairs(linksBetween(graph, any(1), any(3)))).toBe("1>3");
    expect(linksBetween(graph, any(1), any(2))).toEqual([]);
    expect(linksBetween(graph, any(4), any(0))).toEqual([]);
  });

  it("leaves by one port and enters by one port when told so", () => {
    expect(pairs(linksBetween(graph, { node: 0, port: "to2" }, any(4)))).toBe("0>2 2>3 3>4");
    expect(pairs(linksBetween(graph, any(0), { node: 3, port: "from1" }))).toBe("0>1 1>3");
  });
});

describe("longestPath", () => {
  const cost = (us: number): CostPlan => ({ kind: "constant", us, declared: true });
  const node = (id: string, us: number) => ({ id, cost: cost(us) });

  it("takes the way with the largest sum of nodes and transports", () => {
    const nodes = [node("a", 1), node("b", 5), node("c", 2), node("d", 1)];
    const way = ported("0>1 0>2 1>3 2>3").map((link) => ({
      ...link,
      transportUs: link.toNode === 2 ? 10 : 0,
    }));
    const terms = longestPath(nodes, way, 0, 3);
    expect(terms).toEqual([
      { name: "a", us: 1 },
      { name: "transport a -> c", us: 10 },
      { name: "c", us: 2 },
      { name: "d", us: 1 },
    ]);
    expect(totalUs(terms ?? [])).toBe(14);
  });

  it("counts the smallest sample of a profile", () => {
    const profile: CostPlan = { kind: "profile", file: "p", samplesNs: [5000, 2000, 9000] };
    expect(longestPath([node("a", 1), { id: "b", cost: profile }], ported("0>1"), 0, 1)?.[1]?.us).toBe(2);
  });

  it("begins at the first node, whatever feeds it", () => {
    const nodes = [node("before", 9), node("a", 1), node("b", 2)];
    expect(longestPath(nodes, ported("0>1 0>2 1>2"), 1, 2)).toEqual([
      { name: "a", us: 1 },
      { name: "b", us: 2 },
    ]);
  });

  it("gives none where no way leads", () => {
    expect(longestPath([node("a", 1), node("b", 5)], [], 0, 1)).toBeNull();
  });
});

describe("layers", () => {
  it("count the longest way from the sources", () => {
    expect(layers(5, links("0>1 1>2 0>2 4>2 2>0:fb"))).toEqual([0, 1, 2, 0, 0]);
  });
});
