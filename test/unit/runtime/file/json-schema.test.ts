import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { inputSchemaOf } from "../../../../src/runtime/file/allowed-text.ts";
import { pipelineJsonSchema } from "../../../../src/runtime/file/json-schema.ts";
import { fileSchema } from "../../../../src/runtime/file/schema.ts";
import { createTestRegistry } from "../../../support/test-nodes.ts";
import { fits } from "./schema-check.ts";

const schema = pipelineJsonSchema(createTestRegistry());
const accepts = (text: string): boolean => fits(schema, parse(text));
const inNodes = (node: string): string =>
  `version: 1\nnodes:\n  source: { kind: test/counter }\n  x: ${node}\n`;

const PIPELINES = join(import.meta.dirname, "../../../fixtures/pipelines");

describe("the JSON Schema for editors", () => {
  it.each(readdirSync(PIPELINES).filter((name) => name.endsWith(".yaml")))("accepts pipelines/%s", (name) => {
    expect(accepts(readFileSync(join(PIPELINES, name), "utf8"))).toBe(true);
  });

  it("has every key that the loader knows", () => {
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual(Object.keys(fileSchema.shape).sort());
  });

  it.each([
    ["an edge's short form", "{ kind: test/scale, in: { in: source } }"],
    [
      "an edge's long form",
      "{ kind: test/scale, in: { in: { from: source.out, policy: latest, feedback: true } } }",
    ],
    ["a cost as a number", "{ kind: test/scale, cost: 150 }"],
    ["a cost in the short form", "{ kind: test/scale, costUs: 150 }"],
    ["a cost of a chip", "{ kind: test/scale, cost: chip }"],
    ["a recorded cost", "{ kind: test/scale, cost: { profile: p.json } }"],
    ["a variable for a number", '{ kind: test/scale, costUs: "${cost}", params: { factor: "${factor}" } }'],
    ["a variable for all parameters", '{ kind: test/scale, params: "${scale}" }'],
    [
      "a kind of the user's own with any parameters",
      "{ kind: mine/node, params: { anything: [1] }, in: { any: source } }",
    ],
    ["a part that another file completes", "{ params: { factor: 2 } }"],
  ])("accepts %s", (_what, node) => {
    expect(accepts(inNodes(node))).toBe(true);
  });

  it.each([
    ["an unknown key", "{ kind: test/scale, parms: {} }"],
    ["an unknown policy", "{ kind: test/scale, in: { in: { from: source, policy: newest } } }"],
    ["an edge without its output", "{ kind: test/scale, in: { in: { policy: latest } } }"],
    ["an input the kind has not", "{ kind: test/scale, in: { inn: source } }"],
    ["a parameter the kind has not", "{ kind: test/scale, params: { factr: 2 } }"],
    ["a parameter out of range", "{ kind: test/scale, params: { factor: 2000 } }"],
    ["a word that is no choice", "{ kind: test/scale, params: { mode: round } }"],
    ["text that is no variable", "{ kind: test/scale, params: { factor: many } }"],
    ["a negative cost", "{ kind: test/scale, cost: -1 }"],
    ["an unknown word for a cost", "{ kind: test/scale, cost: chips }"],
  ])("refuses %s", (_what, node) => {
    expect(accepts(inNodes(node))).toBe(false);
  });

  it.each([
    ["onMiss: warn", true],
    ["onMiss: { fallback: spare }", true],
    ["onMiss: fallback", false],
    ["p99Ms: 0", false],
    ["p99ms: 5", false],
  ])("takes a budget with %s: %s", (part, accepted) => {
    expect(accepts(`budgets: [{ path: [a, b.in], maxMs: 5, ${part} }]`)).toBe(accepted);
  });

  it("foresees processes and hosts", () => {
    expect(accepts("processes: { a: [b] }\nhosts: { lab: {} }")).toBe(true);
  });

  it("carries units and summaries to the editor", () => {
    const text = JSON.stringify(schema);
    expect(text).toContain("[us] time between two messages");
    expect(text).toContain("multiplies by a factor");
    expect(inputSchemaOf(fileSchema.shape.seed).description).toBe("[-] seed of every random stream");
  });
});
