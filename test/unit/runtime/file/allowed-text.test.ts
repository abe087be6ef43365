import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allowedAt, inputSchemaOf, keysAt } from "../../../../src/runtime/file/allowed-text.ts";

const text = (schema: z.ZodType, ...path: (string | number)[]): string =>
  allowedAt(inputSchemaOf(schema), path).join(" | ");

describe("allowedAt", () => {
  it.each([
    [z.number(), "number"],
    [z.int(), "whole number"],
    [z.number().min(1).max(9), "number from 1 to 9"],
    [z.number().positive().lt(9), "number above 0 below 9"],
    [z.int().min(-2), "whole number from -2"],
    [z.boolean(), "true, false"],
    [z.string(), "text"],
    [z.string().min(2).max(4), "text of 2 to 4 letters"],
    [z.string().regex(/^a+$/), "text like ^a+$"],
    [z.enum(["a", "b"]), "a | b"],
    [z.literal("a"), '"a"'],
    [z.array(z.number()).min(1), "list of 1 items or more"],
    [z.tuple([z.number(), z.number()]), "list of 2 items"],
    [z.strictObject({ a: z.number(), b: z.number() }), "map { a, b }"],
    [z.record(z.string(), z.number()), "map"],
    [z.unknown(), "any value"],
    [z.number().describe("[px] radius"), "number ([px] radius)"],
    [z.union([z.number(), z.boolean()]), "number | true, false"],
  ])("describes %#: %s", (schema, expected) => {
    expect(text(schema)).toBe(expected);
  });

  it("goes down maps, lists, unions and records", () => {
    const schema = z.strictObject({
      a: z.array(z.union([z.strictObject({ b: z.number().max(1) }), z.boolean()])),
      r: z.record(z.string(), z.int()),
      t: z.tuple([z.boolean(), z.string()]),
    });
    expect(text(schema, "a", 3, "b")).toBe("number to 1");
    expect(text(schema, "r", "anything")).toBe("whole number");
    expect(text(schema, "t", 1)).toBe("text");
    expect(text(schema, "nothing", "here")).toBe("");
    expect(keysAt(inputSchemaOf(schema), ["a", 0])).toEqual(["b"]);
  });

  it("goes down a schema that contains itself", () => {
    const tree = z.strictObject({
      value: z.int(),
      get children() {
        return z.array(tree);
      },
    });
    expect(text(tree, "children", 0, "children", 4, "value")).toBe("whole number");
  });
});
