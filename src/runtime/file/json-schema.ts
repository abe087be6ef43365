import type { AnyNodeSpec } from "../node.ts";
import type { Registry } from "../registry.ts";
import { inputSchemaOf, type JsonSchema } from "./allowed-text.ts";
import { edgeSchema, fileSchema, portRef } from "./schema.ts";

/** JSON Schema with the conditions that tie a node's parameters to its kind. */
export type EditorSchema = JsonSchema & {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly if?: EditorSchema;
  readonly then?: EditorSchema;
};

/** A value that a variable will stand for. */
const VARIABLE: JsonSchema = {
  type: "string",
  pattern: "\\$\\{[^}]*\\}",
  description: "${name} of a variable",
};
const VARIABLE_REF: JsonSchema = { $ref: "#/$defs/variable" };
const EDGE_REF: JsonSchema = { $ref: "#/$defs/edge" };

/**
 * The JSON Schema of pipeline files for editors: short and long forms, variables, and the parameters and inputs of every
 * node kind in `registry`. It asks for no key that an included file may bring, so that parts of a pipeline complete as
 * well; that nothing is missing is for the loader to say.
 */
export function pipelineJsonSchema(registry: Registry): EditorSchema {
  const file = inputSchemaOf(fileSchema);
  const { include, version, vars, nodes, ...others } = file.properties ?? {};
  const node = typeof nodes?.additionalProperties === "object" ? nodes.additionalProperties : {};
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Saccade pipeline",
    description: "A pipeline file of Saccade, version 1",
    type: "object",
    properties: {
      ...(version && { version }),
      ...(include && { include }),
      ...(vars && { vars }),
      ...mapValues(others, withVariable),
      nodes: { ...nodes, additionalProperties: nodeWithKinds(node, registry.list()) },
    },
    additionalProperties: false,
    $defs: { variable: VARIABLE, edge: edgeForms() },
  };
}

function edgeForms(): JsonSchema {
  return {
    anyOf: [inputSchemaOf(portRef), inside(inputSchemaOf(edgeSchema)), VARIABLE_REF].map(withoutDialect),
  };
}

/** The schema of a node: any kind, and for each known one its parameters and inputs. */
function nodeWithKinds(node: JsonSchema, specs: readonly AnyNodeSpec[]): JsonSchema {
  const { kind, in: inputs, ...others } = node.properties ?? {};
  const known = specs.map((spec) => ({ const: spec.kind, description: spec.summary }));
  return {
    type: "object",
    properties: {
      kind: { ...kind, anyOf: [...known, { type: "string", description: "a kind of a module under use" }] },
      ...mapValues(others, withVariable),
      in: { ...inputs, additionalProperties: EDGE_REF },
    },
    additionalProperties: false,
    allOf: specs.map(kindCondition),
  };
}

function kindCondition(spec: AnyNodeSpec): EditorSchema {
  const params = withoutRequired(inside(withoutDialect(inputSchemaOf(spec.params))));
  return {
    if: { properties: { kind: { const: spec.kind } }, required: ["kind"] },
    then: {
      properties: {
        params: withVariable(params),
        in: { properties: mapValues(spec.inputs, () => EDGE_REF), additionalProperties: false },
      },
    },
  };
}

/** The same schema where each value may also be a variable. */
function withVariable(schema: JsonSchema): JsonSchema {
  if (takesAnyText(schema)) return schema;
  const { description, default: fallback, anyOf, ...rest } = schema;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [...(anyOf?.map(inside) ?? [inside(rest)]), VARIABLE_REF],
  };
}

/** Whether `${name}` is a valid value as it stands. */
function takesAnyText({ type, pattern, enum: values, const: value, anyOf, oneOf }: JsonSchema): boolean {
  if (typeof type === "object") return type.includes("string");
  if (type === "string") return pattern === undefined && values === undefined && value === undefined;
  return [type, values, value, anyOf, oneOf].every((part) => part === undefined);
}

/** The same schema with variables allowed for the values inside it, not for the whole. */
function inside(schema: JsonSchema): JsonSchema {
  const { properties, items, prefixItems, additionalProperties, oneOf } = schema;
  return {
    ...schema,
    ...(properties && { properties: mapValues(properties, withVariable) }),
    ...(typeof items === "object" && { items: withVariable(items) }),
    ...(prefixItems && { prefixItems: prefixItems.map(withVariable) }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: withVariable(additionalProperties),
    }),
    ...(oneOf && { oneOf: oneOf.map(inside) }),
  };
}

/** Nested schemas carry no dialect of their own. */
const withoutDialect = (schema: JsonSchema): JsonSchema => without(schema, "$schema");

/** `--set` and includes may bring what is required. */
const withoutRequired = (schema: JsonSchema): JsonSchema => without(schema, "required");

const without = (schema: JsonSchema, name: string): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => key !== name));

const mapValues = <T, R>(map: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
