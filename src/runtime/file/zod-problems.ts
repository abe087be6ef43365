import type { z } from "zod";
import { allowedAt, inputSchemaOf, type JsonSchema, keysAt } from "./allowed-text.ts";
import { type Cursor, joinPath } from "./cursor.ts";
import { childOf, foundText, type Located } from "./located.ts";
import type { Finding, ProblemCode } from "./problem.ts";
import { closest } from "./suggest.ts";

/** How keys are called: a map of the format has keys, a node kind has parameters. */
export interface Wording {
  readonly unknown: ProblemCode;
  readonly missing: ProblemCode;
  readonly noun: string;
}

const KEYS: Wording = { unknown: "unknown-key", missing: "missing-key", noun: "key" };
export const PARAMETERS: Wording = {
  unknown: "unknown-parameter",
  missing: "missing-parameter",
  noun: "parameter",
};

type Issue = z.core.$ZodIssue;

interface Context {
  readonly cursor: Cursor;
  readonly schema: z.ZodType;
  readonly wording?: Wording;
}

/** Turns what zod found into problems with the place, the value and the allowed values of each. */
export function reportIssues(issues: readonly Issue[], context: Context): void {
  const reporter = new IssueReporter(context.cursor, inputSchemaOf(context.schema), context.wording ?? KEYS);
  for (const issue of issues) reporter.report(issue, []);
}

class IssueReporter {
  readonly #cursor: Cursor;
  readonly #schema: JsonSchema;
  readonly #wording: Wording;

  constructor(cursor: Cursor, schema: JsonSchema, wording: Wording) {
    this.#cursor = cursor;
    this.#schema = schema;
    this.#wording = wording;
  }

  report(issue: Issue, prefix: readonly PropertyKey[]): void {
    const path = [...prefix, ...issue.path];
    const value = this.#valueAt(path);
    if (value?.shape === "scalar" && value.broken) return;
    if (issue.code === "unrecognized_keys") this.#reportUnknown(issue.keys, path);
    else if (issue.code === "invalid_union") this.#reportUnion(issue, path);
    else if (issue.code === "invalid_key") this.#reportKey(path);
    else if (value === undefined && issue.code !== "custom") this.#reportMissing(path);
    else {
      const shown = value ?? this.#valueAt(path.slice(0, -1)) ?? this.#cursor.value;
      this.#add(path, shown, this.#finding(issue, shown, path));
    }
  }

  #finding(issue: Issue, value: Located, path: readonly PropertyKey[]): Finding {
    const allowed = allowedAt(this.#schema, path);
    if (value.shape === "scalar" && typeof value.value === "number" && !Number.isFinite(value.value)) {
      return { code: "not-finite", message: "not a finite number", allowed };
    }
    switch (issue.code) {
      case "invalid_type":
        return { code: "wrong-type", message: "wrong type", allowed };
      case "too_small":
      case "too_big":
      case "not_multiple_of":
        return { code: "out-of-range", message: "out of range", allowed };
      case "invalid_value":
        return this.#invalidValue(issue.values.map(String), value);
      case "invalid_format":
        return { code: "invalid-value", message: "not in the right form", allowed };
      default:
        return { code: "invalid-value", message: issue.message, allowed: [] };
    }
  }

  #invalidValue(allowed: readonly string[], value: Located): Finding {
    const word = value.shape === "scalar" ? String(value.value) : "";
    return {
      code: "invalid-value",
      message: "not a known value",
      allowed,
      suggestion: closest(word, allowed),
    };
  }

  #reportUnknown(keys: readonly string[], path: readonly PropertyKey[]): void {
    const { unknown, noun } = this.#wording;
    const allowed = keysAt(this.#schema, path);
    const map = this.#valueAt(path);
    for (const key of keys) {
      const place = map?.shape === "map" ? map.entries.get(key)?.keyPlace : undefined;
      this.#cursor.problems.add(place ?? this.#cursor.value.place, {
        code: unknown,
        message: `${this.#name([...path, key])}: unknown ${noun}`,
        found: `"${key}"`,
        allowed,
        suggestion: closest(key, allowed),
      });
    }
  }

  #reportMissing(path: readonly PropertyKey[]): void {
    const { missing, noun } = this.#wording;
    const parent = this.#valueAt(path.slice(0, -1)) ?? this.#cursor.value;
    const message = `${this.#name(path)}: the ${noun} is missing`;
    this.#cursor.problems.add(parent.place, {
      code: missing,
      message,
      allowed: allowedAt(this.#schema, path),
    });
  }

  #reportKey(path: readonly PropertyKey[]): void {
    const key = String(path.at(-1));
    const map = this.#valueAt(path.slice(0, -1));
    const place = map?.shape === "map" ? map.entries.get(key)?.keyPlace : undefined;
    this.#cursor.problems.add(place ?? this.#cursor.value.place, {
      code: "invalid-value",
      message: `${this.#name(path)}: not a valid name`,
      found: `"${key}"`,
    });
  }

  /** Says what the branch that came furthest says; without one, lists the alternatives. */
  #reportUnion(issue: Issue & { code: "invalid_union" }, path: readonly PropertyKey[]): void {
    const value = this.#valueAt(path);
    if (value === undefined) {
      this.#reportMissing(path);
      return;
    }
    const branch = furthestBranch(issue.errors as readonly (readonly Issue[])[]);
    if (branch === null) {
      const allowed =
        "options" in issue ? (issue.options as unknown[]).map(String) : allowedAt(this.#schema, path);
      this.#add(path, value, this.#invalidValue(allowed, value));
    } else for (const inner of branch) this.report(inner, path);
  }

  #add(path: readonly PropertyKey[], value: Located, finding: Finding): void {
    const message = `${this.#name(path)}: ${finding.message}`;
    this.#cursor.problems.add(value.place, { ...finding, message, found: foundText(value) });
  }

  #valueAt(path: readonly PropertyKey[]): Located | undefined {
    let at: Located | undefined = this.#cursor.value;
    for (const key of path) at = at === undefined ? undefined : childOf(at, key);
    return at;
  }

  #name(path: readonly PropertyKey[]): string {
    return path.reduce<string>(joinPath, this.#cursor.path);
  }
}

/** The branch of a union whose complaints lie deepest, if it is the right shape of value at all. */
function furthestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const fitting = branches.filter((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code !== "invalid_type"),
  );
  return fitting.sort((a, b) => a.length - b.length)[0] ?? null;
}
