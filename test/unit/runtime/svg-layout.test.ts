import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Box, layOut, type Layout } from "../../../src/runtime/svg-layout.ts";

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const NODES = 8;
const size = fc.record({
  width: fc.integer({ min: 10, max: 120 }),
  height: fc.integer({ min: 10, max: 60 }),
});
const ends = fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), size);

/** Graphs with feedback: whatever does not lead to a higher index is feedback. */
const graphs = fc.tuple(
  fc.array(size, { minLength: NODES, maxLength: NODES }),
  fc.array(ends, { maxLength: 14 }),
);

function each(
  check: (layout: Layout, links: { fromNode: number; toNode: number; feedback: boolean }[]) => void,
): void {
  fc.assert(
    fc.property(graphs, ([nodes, edges]) => {
      const links = edges.map(([fromNode, toNode]) => ({ fromNode, toNode, feedback: fromNode >= toNode }));
      const labels = edges.map(([, , label]) => label);
      check(layOut(nodes, links, labels), links);
    }),
    { seed: 7, numRuns: 150 },
  );
}

describe("layOut", () => {
  it("lets no box and no label cover another, and keeps all inside the picture", () => {
    each((layout) => {
      const all = [...layout.nodes, ...layout.labels];
      all.forEach((box, i) => {
        expect(all.slice(i + 1).some((other) => overlap(box, other))).toBe(false);
        expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
        expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
      });
    });
  });

  it("leads every edge from the side of its producer to the side of its consumer", () => {
    each((layout, links) => {
      links.forEach((link, i) => {
        const way = layout.ways[i] ?? [];
        const [from, to] = [layout.nodes[link.fromNode]!, layout.nodes[link.toNode]!];
        expect(way[0]?.[0]).toBeCloseTo(from.x + from.width, 6);
        expect(way.at(-1)?.[0]).toBeCloseTo(to.x, 6);
        expect(way[0]?.[1]).toBeGreaterThan(from.y);
        expect(way[0]?.[1]).toBeLessThan(from.y + from.height);
        expect(way.at(-1)?.[1]).toBeGreaterThan(to.y);
        expect(way.at(-1)?.[1]).toBeLessThan(to.y + to.height);
      });
    });
  });

  it("sorts a column so that edges need not cross", () => {
    const box = { width: 40, height: 20 };
    const links = [
      { fromNode: 0, toNode: 3, feedback: false },
      { fromNode: 1, toNode: 2, feedback: false },
    ];
    const { nodes } = layOut([box, box, box, box], links, [box, box]);
    const below = (a: number, b: number): boolean => nodes[a]!.y > nodes[b]!.y;
    expect(below(3, 2)).toBe(below(0, 1));
    expect(nodes[3]!.y).toBeCloseTo(nodes[0]!.y, 6);
  });

  it("puts the nodes of a column one below another, middle over middle", () => {
    const { nodes } = layOut(
      [
        { width: 40, height: 20 },
        { width: 100, height: 30 },
      ],
      [],
      [],
    );
    expect(nodes[0]!.x + 20).toBe(nodes[1]!.x + 50);
    expect(nodes[1]!.y).toBeGreaterThanOrEqual(nodes[0]!.y + 20);
  });

  it("draws consumers to the right of producers, feedback below everything", () => {
    const box = { width: 50, height: 20 };
    const links = [
      { fromNode: 0, toNode: 1, feedback: false },
      { fromNode: 1, toNode: 0, feedback: true },
    ];
    const { nodes, labels, ways } = layOut([box, box], links, [box, box]);
    expect(nodes[1]!.x).toBeGreaterThan(nodes[0]!.x + 50 + 50);
    expect(labels[0]!.x).toBeGreaterThan(nodes[0]!.x + 50);
    expect(labels[1]!.y).toBeGreaterThan(nodes[0]!.y + 20);
    expect(ways[1]![2]![1]).toBeGreaterThan(nodes[0]!.y + 20);
  });
});
