import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { z } from "zod";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { AnyNodeSpec } from "../../src/runtime/node.ts";
import { addModule, type Registry } from "../../src/runtime/registry.ts";
import { EXIT_OK } from "../output/failure.ts";
import { textTable } from "../output/table.ts";

interface NodesOptions {
  readonly use?: string[];
  readonly json?: true;
}

/** `saccade nodes`: what a pipeline file can name. */
export function addNodes(program: Command, done: (code: number) => void): void {
  program
    .command("nodes [kind]")
    .description("List the node kinds, or tell one kind's ports, parameters and cost.")
    .option("--use <file>", "also look into a node file of your own; may be repeated", append)
    .option("--json", "print as JSON")
    .addHelpText("after", "\nExamples:\n  saccade nodes\n  saccade nodes tracker/mid-range")
    .action(async (kind: string | undefined, options: NodesOptions) => {
      const registry = createDefaultRegistry();
      for (const file of options.use ?? []) await addModule(registry, pathToFileURL(resolve(file)).href);
      const specs = kind === undefined ? registry.list() : [find(registry, kind)];
      if (options.json) process.stdout.write(`${JSON.stringify(specs.map(describe), null, 2)}\n`);
      else if (kind === undefined) {
        const rows = specs.map((spec) => [pc.bold(spec.kind), spec.summary]);
        process.stdout.write(`${textTable(rows, 2)}
`);
      } else process.stdout.write(`${specs.map(page).join("\n")}\n`);
      done(EXIT_OK);
    });
}

const append = (value: string, before: string[] = []): string[] => [...before, value];

function find(registry: Registry, kind: string): AnyNodeSpec {
  const spec = registry.get(kind);
  if (spec !== undefined) return spec;
  const kinds = registry.list().map((each) => each.kind);
  throw new SaccadeError("usage", `there is no node kind "${kind}"; known: ${kinds.join(", ")}`, { kind });
}

interface ParamDescription {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly required: boolean;
}

function paramsOf(spec: AnyNodeSpec): ParamDescription[] {
  const schema = z.toJSONSchema(spec.params, { io: "input" });
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    schema: property as Record<string, unknown>,
    required: required.includes(name),
  }));
}

function describe(spec: AnyNodeSpec): unknown {
  const { kind, summary, costUs } = spec;
  const inputs = Object.entries(spec.inputs).map(([name, { type, policy, depth, optional }]) => ({
    name,
    type: type.name,
    policy,
    ...(depth === undefined ? {} : { depth }),
    optional: optional === true,
  }));
  const outputs = Object.entries(spec.outputs).map(([name, type]) => ({ name, type: type.name }));
  return { kind, summary, inputs, outputs, costUs, params: z.toJSONSchema(spec.params, { io: "input" }) };
}

function page(spec: AnyNodeSpec): string {
  const inputs = Object.entries(spec.inputs).map(
    ([name, { type, policy, depth, optional }]) =>
      `  in  ${name}: ${type.name}, ${policy}${depth === undefined ? "" : ` ${depth}`}${optional ? ", optional" : ""}`,
  );
  const outputs = Object.entries(spec.outputs).map(([name, type]) => `  out ${name}: ${type.name}`);
  const params = paramsOf(spec).map(({ name, schema, required }) => {
    const standard =
      schema["default"] === undefined ? "optional" : `default ${JSON.stringify(schema["default"])}`;
    const fallback = required ? "required" : standard;
    return `  ${name}: ${rangeOf(schema)}, ${fallback}${typeof schema["description"] === "string" ? `\n      ${schema["description"]}` : ""}`;
  });
  const sections = [pc.bold(spec.kind), spec.summary, ...inputs, ...outputs, `  cost ${spec.costUs} us`];
  return [...sections, ...(params.length > 0 ? ["parameters:", ...params] : [])].join("\n");
}

function rangeOf(schema: Readonly<Record<string, unknown>>): string {
  const choices = schema["enum"];
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  const type = typeof schema["type"] === "string" ? schema["type"] : "value";
  const low = schema["minimum"] ?? schema["exclusiveMinimum"];
  const high = schema["maximum"] ?? schema["exclusiveMaximum"];
  const ends = [low, high].map((end) => (typeof end === "number" ? String(end) : "")).join(" .. ");
  return ends.trim() === ".." ? type : `${type} ${ends}`.trim();
}
