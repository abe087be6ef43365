import type { SourcePlace } from "../plan.ts";
import { childOf, foundText, type Located, type LocatedMap } from "./located.ts";
import type { Finding, Problems } from "./problem.ts";
import { closest } from "./suggest.ts";

/** A value under reading: where it stands in the file, what it is called in messages, where findings go. */
export interface Cursor {
  readonly value: Located;
  /** `nodes.left.in.events`, `budgets[0].path[1]` */
  readonly path: string;
  readonly problems: Problems;
}

/** The value under a key or index; null when there is none. */
export function below(cursor: Cursor, key: string | number): Cursor | null {
  const value = childOf(cursor.value, key);
  if (value === undefined) return null;
  return { value, path: joinPath(cursor.path, key), problems: cursor.problems };
}

/** `a.b` or `a[0]`. */
export function joinPath(path: string, key: PropertyKey): string {
  if (typeof key === "number") return `${path}[${String(key)}]`;
  return path === "" ? String(key) : `${path}.${String(key)}`;
}

/** Lays a finding at the value's own place. */
export function complain(cursor: Cursor, finding: Finding): void {
  const found = finding.found === undefined ? foundText(cursor.value) : finding.found;
  cursor.problems.add(cursor.value.place, {
    ...finding,
    found,
    message: `${cursor.path}: ${finding.message}`,
  });
}

/** Whether a problem about this very value has been reported already. */
export function isBroken(value: Located): boolean {
  return value.shape === "scalar" && value.broken === true;
}

/** The value when it is a map; anything else is reported. */
export function asMap(cursor: Cursor, what: string): LocatedMap | null {
  if (cursor.value.shape === "map") return cursor.value;
  if (!isBroken(cursor.value))
    complain(cursor, { code: "wrong-type", message: "not a map", allowed: [what] });
  return null;
}

/** Reports every key of a map that is not among `known`. */
export function checkKeys(cursor: Cursor, known: readonly string[]): void {
  if (cursor.value.shape !== "map") return;
  for (const [key, entry] of cursor.value.entries) {
    if (known.includes(key)) continue;
    cursor.problems.add(entry.keyPlace, {
      code: "unknown-key",
      message: `${joinPath(cursor.path, key)}: unknown key`,
      found: `"${key}"`,
      allowed: known,
      suggestion: closest(key, known),
    });
  }
}

/** Where a key stands. */
export function keyPlace(cursor: Cursor, key: string): SourcePlace {
  const entry = cursor.value.shape === "map" ? cursor.value.entries.get(key) : undefined;
  return entry?.keyPlace ?? cursor.value.place;
}
