import { describe, expect, it } from "vitest";
import {
  countValues,
  foundText,
  type Located,
  type LocatedMap,
  mapAt,
  merge,
  scalarAt,
  toPlain,
  withEntryAt,
} from "../../../../src/runtime/file/located.ts";

const place = { file: "a.yaml", line: 1, column: 1 };
const over = { file: "b.yaml", line: 2, column: 5 };

function located(value: unknown, at = place): Located {
  if (Array.isArray(value))
    return { shape: "list", items: value.map((item) => located(item, at)), place: at };
  if (typeof value === "object" && value !== null) {
    return mapAt(
      at,
      Object.entries(value).map(
        ([key, inner]) => [key, { keyPlace: at, value: located(inner, at) }] as const,
      ),
    );
  }
  return scalarAt(at, value as string | number | boolean | null);
}

const map = (value: object): LocatedMap => located(value) as LocatedMap;

describe("merge", () => {
  it("merges maps by key and lets the upper tree win elsewhere", () => {
    const merged = merge(
      located({ a: { x: 1, y: 2 }, list: [1, 2], keep: true }),
      located({ a: { y: 3 }, list: [9], add: 0 }, over),
    );
    expect(toPlain(merged)).toEqual({ a: { x: 1, y: 3 }, list: [9], keep: true, add: 0 });
  });

  it("drops the parameters of a kind that becomes another", () => {
    const node = located({ kind: "a", params: { x: 1 }, in: { events: "e" } });
    expect(toPlain(merge(node, located({ kind: "b", params: { y: 2 } })))).toEqual({
      kind: "b",
      in: { events: "e" },
      params: { y: 2 },
    });
    expect(toPlain(merge(node, located({ kind: "b" })))).toEqual({ kind: "b", in: { events: "e" } });
    expect(toPlain(merge(node, located({ kind: "a", params: { y: 2 } })))).toMatchObject({
      params: { x: 1, y: 2 },
    });
  });

  it("keeps the order of the lower tree, then that of the upper", () => {
    const merged = merge(located({ b: 1, a: 1 }), located({ c: 1, a: 2 })) as LocatedMap;
    expect([...merged.entries.keys()]).toEqual(["b", "a", "c"]);
  });

  it("leaves every value its own place", () => {
    const merged = merge(located({ a: { x: 1, y: 2 } }), located({ a: { y: 3 } }, over)) as LocatedMap;
    const inner = merged.entries.get("a")?.value as LocatedMap;
    expect(inner.entries.get("x")?.value.place).toBe(place);
    expect(inner.entries.get("y")?.value.place).toBe(over);
  });

  it("replaces a map by a value and a value by a map", () => {
    expect(toPlain(merge(located({ a: { x: 1 } }), located({ a: 5 })))).toEqual({ a: 5 });
    expect(toPlain(merge(located({ a: 5 }), located({ a: { x: 1 } })))).toEqual({ a: { x: 1 } });
  });
});

describe("foundText", () => {
  it.each([
    [5, "5"],
    [-Infinity, "-.inf"],
    ['say "no"', '"say \\"no\\""'],
    [null, "null"],
    [[1, 2], "a list of 2"],
    [{}, "an empty map"],
    [{ a: 1, b: [] }, "a map { a, b }"],
  ])("shows %j as %s", (value, text) => {
    expect(foundText(located(value))).toBe(text);
  });
});

describe("withEntryAt", () => {
  const entry = { keyPlace: over, value: scalarAt(over, 9) };

  it("sets a value deep inside, makes maps on the way and leaves the original alone", () => {
    const root = map({ a: { b: 1 }, c: 2 });
    expect(toPlain(withEntryAt(root, ["a", "b"], entry) as Located)).toEqual({ a: { b: 9 }, c: 2 });
    expect(toPlain(withEntryAt(root, ["a", "x", "y"], entry) as Located)).toEqual({
      a: { b: 1, x: { y: 9 } },
      c: 2,
    });
    expect(toPlain(root)).toEqual({ a: { b: 1 }, c: 2 });
  });

  it("gives up where the way leads through a value that is not a map", () => {
    expect(withEntryAt(map({ a: [1] }), ["a", "b"], entry)).toBeNull();
  });
});

describe("countValues", () => {
  it("counts every value once per place where it stands", () => {
    const shared = located([1, 2]);
    const root: Located = { shape: "list", items: [shared, shared], place };
    expect(countValues(root, 100)).toBe(7);
  });

  it("stops at the limit on a tree that doubles at every level", () => {
    let tree = located(1);
    for (let i = 0; i < 100; i++) tree = { shape: "list", items: [tree, tree], place };
    expect(countValues(tree, 1000)).toBe(1000);
  });
});
