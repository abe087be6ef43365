import { describe, expect, it } from "vitest";
import { CanonicalWriter } from "../../../src/runtime/canonical.ts";

const hex = (value: unknown): string => Buffer.from(new CanonicalWriter().encode(value)).toString("hex");

describe("canonical bytes", () => {
  it.each<[string, unknown, unknown]>([
    ["a number", { x: 1 }, { x: 2 }],
    ["the sign of zero", 0, -0],
    ["null and zero", null, 0],
    ["a member's name", { x: 1 }, { y: 1 }],
    ["an extra member", { x: 1 }, { x: 1, y: null }],
    ["text", "ab", "ac"],
    ["where text ends", ["ab", "c"], ["a", "bc"]],
    ["a number and its text", 1, "1"],
    ["true and false", true, false],
    ["the order of a list", [1, 2], [2, 1]],
    ["how lists nest", [[1], 2], [[1, 2]]],
    ["the type of a typed array", Uint8Array.of(1, 0), Uint16Array.of(1)],
    ["an element of a typed array", Float64Array.of(1, 2), Float64Array.of(1, 3)],
    ["a list and a typed array", [1], Uint8Array.of(1)],
    ["characters beyond Latin", "ä", "ö"],
  ])("differ in %s", (_, a, b) => {
    expect(hex(a)).not.toBe(hex(b));
  });

  it.each<[string, unknown, unknown]>([
    ["the order of members", { x: 1, y: { a: 2, b: 3 } }, { y: { b: 3, a: 2 }, x: 1 }],
    ["undefined members", { x: 1, y: undefined }, { x: 1 }],
    ["the bits of NaN", NaN, new Float64Array(Uint32Array.of(1, 0x7ff80000).buffer)[0]],
    ["where in its buffer a view lies", Uint8Array.of(9, 1, 2).subarray(1), Uint8Array.of(1, 2)],
    ["a Buffer, which crosses threads as a Uint8Array", Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    [
      "a class, which crosses threads as a plain object",
      new (class A {
        x = 1;
      })(),
      { x: 1 },
    ],
  ])("do not depend on %s", (_, a, b) => {
    expect(hex(a)).toBe(hex(b));
  });

  it.each<[string, unknown]>([
    ["function", () => 1],
    ["Map", new Map([[1, 2]])],
    ["Set", new Set([1])],
    ["Date", new Date(0)],
    ["ArrayBuffer", new ArrayBuffer(4)],
    ["bigint", 1n],
    ["symbol", Symbol("s")],
  ])("refuse a %s, however deep, naming it", (kind, value) => {
    expect(() => hex({ list: [value] })).toThrow(
      expect.objectContaining({ code: "node-contract", message: expect.stringContaining(kind) as string }),
    );
  });

  it("grow with the payload and are the same from a used writer", () => {
    const writer = new CanonicalWriter();
    const large = { text: "x".repeat(100_000), list: new Uint8Array(200_000).fill(7) };
    writer.encode(large);
    expect(writer.encode({ x: 1 })).toEqual(new CanonicalWriter().encode({ x: 1 }));
    expect(writer.encode(large).length).toBeGreaterThan(300_000);
  });
});
