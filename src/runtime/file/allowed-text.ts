import { z } from "zod";

/** The part of JSON Schema that `z.toJSONSchema` writes and that messages need. */
export interface JsonSchema {
  /** Several where a union of plain types was written. */
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The JSON Schema of what a zod schema reads; parts that JSON Schema cannot say are left open. */
export function inputSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

/** The schemas that may stand at a path below `root`: more than one where the way leads through a union. */
export function schemasAt(root: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  let at = alternatives(root, root);
  for (const key of path)
    at = at.flatMap((schema) => step(schema, key)).flatMap((next) => alternatives(next, root));
  return at;
}

/** Names of the keys that a map at `path` may have. */
export function keysAt(root: JsonSchema, path: readonly PropertyKey[]): string[] {
  return [...new Set(schemasAt(root, path).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

/** What may stand at `path`, one text per alternative: `number from 1 to 9 ([px] radius)`. */
export function allowedAt(root: JsonSchema, path: readonly PropertyKey[]): string[] {
  const texts = schemasAt(root, path).flatMap((schema) => describe(schema));
  return [...new Set(texts)].filter((text) => text !== "");
}

function step(schema: JsonSchema, key: PropertyKey): JsonSchema[] {
  if (typeof key === "number") {
    const item = schema.prefixItems?.[key] ?? schema.items;
    return typeof item === "object" ? [item] : [];
  }
  const own = schema.properties?.[String(key)] ?? schema.additionalProperties;
  return typeof own === "object" ? [own] : [];
}

/** Opens references and unions; a description above them is handed down. */
function alternatives(schema: JsonSchema, root: JsonSchema): JsonSchema[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === "#" ? root : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    return target === undefined ? [] : alternatives(target, root);
  }
  const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (branches === undefined) return [schema];
  const { description } = schema;
  return branches
    .flatMap((branch) => alternatives(branch, root))
    .map((branch) => (description === undefined ? branch : { description, ...branch }));
}

function describe(schema: JsonSchema): string[] {
  if (schema.enum !== undefined) return schema.enum.map(String);
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  const unit = schema.description === undefined ? "" : ` (${schema.description})`;
  const types = typeof schema.type === "object" ? schema.type : [schema.type];
  return types.map((type) => `${kindText(schema, type)}${unit}`);
}

function kindText(schema: JsonSchema, type: string | undefined): string {
  switch (type) {
    case "number":
      return `number${rangeText(schema)}`;
    case "integer":
      return `whole number${rangeText(schema)}`;
    case "array":
      return `list${countText("items", schema.minItems, schema.maxItems)}`;
    case "object":
      return `map${schema.properties === undefined ? "" : ` { ${Object.keys(schema.properties).join(", ")} }`}`;
    case "string":
      return `text${stringText(schema)}`;
    case "boolean":
      return "true, false";
    default:
      return type ?? "any value";
  }
}

function rangeText(schema: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const parts: string[] = [];
  if (exclusiveMinimum !== undefined) parts.push(`above ${String(exclusiveMinimum)}`);
  else if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) parts.push(`from ${String(minimum)}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${String(exclusiveMaximum)}`);
  else if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) parts.push(`to ${String(maximum)}`);
  if (multipleOf !== undefined) parts.push(`in steps of ${String(multipleOf)}`);
  return parts.length === 0 ? "" : ` ${parts.join(" ")}`;
}

function stringText(schema: JsonSchema): string {
  if (schema.pattern !== undefined) return ` like ${schema.pattern}`;
  return countText("letters", schema.minLength, schema.maxLength);
}

function countText(what: string, least: number | undefined, most: number | undefined): string {
  if (least === undefined && most === undefined) return "";
  if (least === most) return ` of ${String(least)} ${what}`;
  if (most === undefined) return ` of ${String(least)} ${what} or more`;
  return ` of ${String(least ?? 0)} to ${String(most)} ${what}`;
}
