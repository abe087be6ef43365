import type { JsonSchema } from "../../../../src/runtime/file/allowed-text.ts";
import type { EditorSchema } from "../../../../src/runtime/file/json-schema.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Checks a value as an editor would: the keywords that our schema uses, and no others. True when it fits. */
export function fits(root: EditorSchema, value: unknown, schema: EditorSchema = root): boolean {
  const at = (inner: JsonSchema, part: unknown): boolean => fits(root, part, inner);
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    if (target === undefined) throw new TypeError(`no ${schema.$ref}`);
    return at(target, value);
  }
  return (
    hasType(schema, value) &&
    isListed(schema, value) &&
    partsFit(schema, value, at) &&
    formsFit(schema, value, at)
  );
}

function partsFit(schema: EditorSchema, value: unknown, at: Check): boolean {
  if (typeof value === "number") return inRange(schema, value);
  if (typeof value === "string") return new RegExp(schema.pattern ?? "").test(value);
  if (Array.isArray(value)) return itemsFit(schema, value, at);
  return !isFields(value) || keysFit(schema, value, at);
}

function formsFit(schema: EditorSchema, value: unknown, at: Check): boolean {
  const fitting = (forms: readonly JsonSchema[]): number => forms.filter((form) => at(form, value)).length;
  if (schema.anyOf !== undefined && fitting(schema.anyOf) === 0) return false;
  if (schema.oneOf !== undefined && fitting(schema.oneOf) !== 1) return false;
  if (schema.allOf !== undefined && fitting(schema.allOf) !== schema.allOf.length) return false;
  return schema.if === undefined || !at(schema.if, value) || at(schema.then ?? {}, value);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function hasType({ type }: JsonSchema, value: unknown): boolean {
  if (type === undefined) return true;
  if (typeof type === "object") return type.some((each) => hasType({ type: each }, value));
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isFields(value);
  return typeof value === type;
}

function isListed(schema: JsonSchema, value: unknown): boolean {
  return (schema.enum?.includes(value) ?? true) && (!("const" in schema) || schema.const === value);
}

function inRange(schema: JsonSchema, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  return value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum;
}

type Check = (schema: JsonSchema, value: unknown) => boolean;

function itemsFit(schema: JsonSchema, value: readonly unknown[], at: Check): boolean {
  const { minItems = 0, maxItems = Infinity, items, prefixItems = [] } = schema;
  if (value.length < minItems || value.length > maxItems) return false;
  return value.every((item, i) => {
    const inner = prefixItems[i] ?? items ?? true;
    return typeof inner === "boolean" ? inner : at(inner, item);
  });
}

function keysFit(schema: JsonSchema, value: Fields, at: Check): boolean {
  if (schema.required?.some((key) => !Object.hasOwn(value, key))) return false;
  return Object.entries(value).every(([key, part]) => {
    const inner = schema.properties?.[key] ?? schema.additionalProperties ?? true;
    return typeof inner === "boolean" ? inner : at(inner, part);
  });
}
