import type { z } from "zod";
import { below, type Cursor, joinPath } from "./cursor.ts";
import { toPlain } from "./located.ts";
import { reportIssues, type Wording } from "./zod-problems.ts";

/** Parses a value by its schema; null after reporting what was wrong. */
export function parse<S extends z.ZodType>(cursor: Cursor, schema: S, wording?: Wording): z.output<S> | null {
  const result = schema.safeParse(toPlain(cursor.value));
  if (result.success) return result.data;
  reportIssues(result.error.issues, { cursor, schema, ...(wording && { wording }) });
  return null;
}

/** Parses the value under a key; an absent one gives what the schema gives for `undefined`, or null when required. */
export function parseField<S extends z.ZodType>(cursor: Cursor, key: string, schema: S): z.output<S> | null {
  const field = below(cursor, key);
  if (field !== null) return parse(field, schema);
  const result = schema.safeParse(undefined);
  if (result.success) return result.data;
  reportMissing(cursor, key);
  return null;
}

/** Reports a required key that is absent, at the place of the map that lacks it. */
export function reportMissing(cursor: Cursor, key: string): void {
  const name = joinPath(cursor.path, key);
  cursor.problems.add(cursor.value.place, { code: "missing-key", message: `${name}: the key is missing` });
}
