import type { SourcePlace } from "../plan.ts";

/** Everything that can be wrong with a pipeline file, by cause. */
export type ProblemCode =
  | "yaml-syntax"
  | "file-unreadable"
  | "file-too-large"
  | "include-cycle"
  | "duplicate-key"
  | "duplicate-node"
  | "wrong-version"
  | "unknown-key"
  | "missing-key"
  | "wrong-type"
  | "out-of-range"
  | "not-finite"
  | "invalid-value"
  | "not-available"
  | "not-usable"
  | "unknown-variable"
  | "variable-cycle"
  | "bad-variable"
  | "bad-set"
  | "bad-id"
  | "bad-module"
  | "bad-profile"
  | "empty-nodes"
  | "unknown-kind"
  | "unknown-parameter"
  | "missing-parameter"
  | "unknown-node"
  | "unknown-port"
  | "unknown-thread"
  | "ambiguous-port"
  | "two-writers"
  | "type-mismatch"
  | "unconnected-input"
  | "undeclared-cycle"
  | "needless-feedback"
  | "block-needs-pull"
  | "block-on-feedback"
  | "truth-leak"
  | "path-unconnected"
  | "bad-budget"
  | "budget-infeasible"
  | "bad-fallback"
  | "thread-conflict";

/** One mistake: where it stands, what was found there and what would be right. Line and column count from 1. */
export interface Problem {
  readonly code: ProblemCode;
  /** What is wrong, beginning with the path inside the file (`nodes.left.params.radiusPx: ...`). */
  readonly message: string;
  /** As it was named on the command line or in `include`; `command line` for values given there. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The offending value as the file writes it; null when something is missing. */
  readonly found: string | null;
  /** Values or forms that would be right; empty when there is no list to give. */
  readonly allowed: readonly string[];
  /** The nearest allowed value, when one is near. */
  readonly suggestion: string | null;
}

/** What a check says besides the place. */
export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly found?: string | null;
  readonly allowed?: readonly string[];
  readonly suggestion?: string | null;
}

/** Collects the mistakes of one pipeline, each once, in the order of files and lines. */
export class Problems {
  readonly #seen = new Map<string, Problem>();
  /** Files in the order in which they were opened; decides the order of the list. */
  readonly #files: string[] = [];

  get count(): number {
    return this.#seen.size;
  }

  /** Fixes a file's place in the list before anything is found in it. */
  opened(file: string): void {
    if (!this.#files.includes(file)) this.#files.push(file);
  }

  add(place: SourcePlace, finding: Finding): void {
    this.opened(place.file);
    const { code, message, found = null, allowed = [], suggestion = null } = finding;
    const { file, line, column } = place;
    const key = `${file}:${String(line)}:${String(column)}:${code}:${message}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, { code, message, file, line, column, found, allowed, suggestion });
  }

  /** All mistakes: file by file, top to bottom. */
  list(): Problem[] {
    const rank = (problem: Problem): number => this.#files.indexOf(problem.file);
    return [...this.#seen.values()].sort(
      (a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column,
    );
  }
}
