import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Problems } from "../../../../src/runtime/file/problem.ts";
import { parse } from "../../../../src/runtime/file/read-fields.ts";
import { readYaml } from "../../../../src/runtime/file/read-yaml.ts";
import { PARAMETERS } from "../../../../src/runtime/file/zod-problems.ts";

const schema = z.strictObject({
  radiusPx: z.number().min(1).max(9).describe("[px] radius").default(3),
  pointM: z.tuple([z.number(), z.number()]).default([0, 0]),
  shape: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("disc"), sizePx: z.int() }),
      z.strictObject({ type: z.literal("ring") }),
    ])
    .optional(),
  size: z.union([z.number().max(5), z.strictObject({ w: z.number(), h: z.number() })]).optional(),
  names: z.record(z.string().regex(/^[a-z]+$/), z.number()).optional(),
  range: z
    .strictObject({ low: z.number(), high: z.number() })
    .refine(({ low, high }) => low < high, { message: "low must lie below high" })
    .optional(),
  steps: z.array(z.number().multipleOf(0.5)).max(2).optional(),
});

function problems(text: string): string[] {
  const list = new Problems();
  const value = readYaml(text, "a.yaml", list);
  if (value === null) throw new TypeError("not YAML");
  expect(parse({ value, path: "p", problems: list }, schema, PARAMETERS)).toBeNull();
  return list.list().map(({ line, column, code, message, found, allowed, suggestion }) => {
    return `${line}:${column} ${code} ${message} | ${found} | ${allowed.join(", ")} | ${suggestion}`;
  });
}

describe("problems of parameters", () => {
  it.each([
    [
      "a number too large",
      "radiusPx: 10",
      "1:11 out-of-range p.radiusPx: out of range | 10 | number from 1 to 9 ([px] radius) | null",
    ],
    [
      "a number that is none",
      "radiusPx: .nan",
      "1:11 not-finite p.radiusPx: not a finite number | .nan | number from 1 to 9 ([px] radius) | null",
    ],
    [
      "text for a number",
      "radiusPx: big",
      '1:11 wrong-type p.radiusPx: wrong type | "big" | number from 1 to 9 ([px] radius) | null',
    ],
    [
      "an unknown name",
      "radius: 5",
      '1:1 unknown-parameter p.radius: unknown parameter | "radius" | radiusPx, pointM, shape, size, names, range, steps | radiusPx',
    ],
    [
      "a list of the wrong length",
      "pointM: [1]",
      "1:9 out-of-range p.pointM: out of range | a list of 1 | list of 2 items | null",
    ],
    ["an item of a list", "pointM: [1, x]", '1:13 wrong-type p.pointM[1]: wrong type | "x" | number | null'],
    [
      "a step between the steps",
      "steps: [0.5, 0.7]",
      "1:14 out-of-range p.steps[1]: out of range | 0.7 | number in steps of 0.5 | null",
    ],
    [
      "too many items",
      "steps: [0.5, 1, 1.5]",
      "1:8 out-of-range p.steps: out of range | a list of 3 | list of 0 to 2 items | null",
    ],
    [
      "a rule over two values",
      "range: { low: 5, high: 4 }",
      "1:8 invalid-value p.range: low must lie below high | a map { low, high } |  | null",
    ],
    [
      "the choice of a union",
      "shape: { type: rign }",
      '1:16 invalid-value p.shape.type: not a known value | "rign" | disc, ring | ring',
    ],
    [
      "a value inside the branch of a union that was chosen",
      "shape: { type: disc, sizePx: 1.5 }",
      "1:30 wrong-type p.shape.sizePx: wrong type | 1.5 | whole number | null",
    ],
    [
      "a missing value inside a branch",
      "shape: { type: disc }",
      "1:8 missing-parameter p.shape.sizePx: the parameter is missing | null | whole number | null",
    ],
    [
      "the branch that fits the value's shape",
      "size: { w: 1, h: x }",
      '1:18 wrong-type p.size.h: wrong type | "x" | number | null',
    ],
    [
      "a value that fits no branch",
      "size: large",
      '1:7 invalid-value p.size: not a known value | "large" | number to 5, map { w, h } | null',
    ],
    [
      "a key of the wrong form",
      "names: { Ab: 1 }",
      '1:10 invalid-value p.names.Ab: not a valid name | "Ab" |  | null',
    ],
  ])("names %s", (_what, text, expected) => {
    expect(problems(text)).toEqual([expected]);
  });
});
