import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { SourcePlace } from "../plan.ts";
import { brokenAt, type Located, type LocatedEntry, mapAt, scalarAt, type ScalarValue } from "./located.ts";
import type { ProblemCode, Problems } from "./problem.ts";

/** [-] characters a file may have. */
const MAX_CHARACTERS = 4_000_000;

/**
 * Reads one YAML document (1.2, core schema) into a located tree. Mistakes of syntax, repeated keys and unknown tags go
 * to `problems`; the tree then holds what could be read.
 * @returns null when the file is too large or not YAML at all.
 */
export function readYaml(text: string, file: string, problems: Problems): Located | null {
  const start = { file, line: 1, column: 1 };
  problems.opened(file);
  if (text.length > MAX_CHARACTERS) {
    const found = `${String(text.length)} characters`;
    const allowed = [`at most ${String(MAX_CHARACTERS)} characters`];
    problems.add(start, { code: "file-too-large", message: "the file is too large", found, allowed });
    return null;
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false });
  const builder = new TreeBuilder(document, file, lineCounter, problems);
  const faults = [...document.errors, ...document.warnings];
  reportSyntax(faults, text, (offset) => builder.placeAt(offset), problems);
  if (document.errors.length > 0) return null;
  return document.contents === null ? mapAt(start) : builder.build(document.contents, []);
}

/** The first fault of a line is the cause; the parser stumbles on over the rest of it and of what follows. */
function reportSyntax(
  faults: readonly YAMLError[] | readonly { code: string; message: string; pos: [number, number] }[],
  text: string,
  placeAt: (offset: number) => SourcePlace,
  problems: Problems,
): void {
  let lastLine = 0;
  for (const { code, message, pos } of faults) {
    const place = placeAt(pos[0]);
    const aftermath = lastLine > 0 && (code === "UNEXPECTED_TOKEN" || place.line === lastLine);
    if (aftermath) continue;
    lastLine = place.line;
    if (text.slice(pos[0] - 1, pos[0] + 1) === "${") {
      const variable = /^\$\{[^}\n]*\}/.exec(text.slice(pos[0] - 1))?.[0] ?? "${";
      problems.add(placeAt(pos[0] - 1), {
        code: "yaml-syntax",
        message: "a variable inside { } or [ ] must be quoted",
        found: variable,
        suggestion: `'${variable}'`,
      });
      return;
    }
    problems.add(place, { code: "yaml-syntax", message: `not valid YAML: ${message}` });
  }
}

/** Turns the parser's nodes into located values. */
class TreeBuilder {
  readonly #document: Document;
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #problems: Problems;
  /** Values that anchors name, built once; null while being built. */
  readonly #built = new Map<object, Located | null>();

  constructor(document: Document, file: string, lines: LineCounter, problems: Problems) {
    this.#document = document;
    this.#file = file;
    this.#lines = lines;
    this.#problems = problems;
  }

  placeAt(offset: number): SourcePlace {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  build(node: unknown, path: readonly string[], fallback?: SourcePlace): Located {
    if (isAlias(node)) return this.#buildAlias(node, path);
    if (typeof node !== "object" || node === null) return scalarAt(fallback ?? this.placeAt(0), null);
    const known = this.#built.get(node);
    if (known !== undefined) return known ?? brokenAt(this.#placeOf(node));
    this.#built.set(node, null);
    const made = this.#buildNew(node, path);
    this.#built.set(node, made);
    return made;
  }

  #buildNew(node: object, path: readonly string[]): Located {
    const place = this.#placeOf(node);
    if (isMap(node)) return this.#buildMap(node, path);
    if (isSeq(node)) {
      const items = node.items.map((item, i) => this.build(item, [...path, String(i)], place));
      return { shape: "list", items, place };
    }
    if (!isScalar(node)) return scalarAt(place, null);
    const value = scalarValue(node);
    const text = typeof value === "string" ? JSON.stringify(value) : (node.source ?? String(value));
    return { shape: "scalar", value, text: text === "" ? "nothing" : text, place };
  }

  #buildMap(map: YAMLMap, path: readonly string[]): Located {
    const entries = new Map<string, LocatedEntry>();
    for (const pair of map.items) this.#addEntry(pair, path, entries);
    return { shape: "map", entries, place: this.#placeOf(map) };
  }

  #addEntry(pair: Pair, path: readonly string[], entries: Map<string, LocatedEntry>): void {
    const keyPlace = this.#placeOf(pair.key);
    if (!isScalar(pair.key) || pair.key.value === null) {
      const message = `${pathText(path)}: a key must be a word`;
      this.#problems.add(keyPlace, { code: "wrong-type", message, allowed: ["text"] });
      return;
    }
    const key = keyText(pair.key);
    const value = this.build(pair.value, [...path, key], keyPlace);
    const earlier = entries.get(key);
    if (earlier === undefined) {
      entries.set(key, { keyPlace, value });
      return;
    }
    const line = String(earlier.keyPlace.line);
    const { code, what } = repeatedKey(path);
    this.#problems.add(keyPlace, {
      code,
      message: `${pathText([...path, key])}: ${what} (first at line ${line})`,
      found: `a second "${key}"`,
    });
  }

  #buildAlias(alias: Alias, path: readonly string[]): Located {
    const place = this.#placeOf(alias);
    const target = alias.resolve(this.#document);
    if (target === undefined || this.#built.get(target) === null) {
      const message = `${pathText(path)}: the alias *${alias.source} stands inside its own anchor or has none`;
      this.#problems.add(place, { code: "yaml-syntax", message, found: `*${alias.source}` });
      return brokenAt(place);
    }
    return this.build(target, path, place);
  }

  #placeOf(node: unknown): SourcePlace {
    const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
    return this.placeAt(range?.[0] ?? 0);
  }
}

/** The same key twice means something else in each place. */
function repeatedKey(path: readonly string[]): { code: ProblemCode; what: string } {
  if (path.length === 1 && path[0] === "nodes") {
    return { code: "duplicate-node", what: "two nodes have this id; give one of them another" };
  }
  if (path.length === 3 && path[0] === "nodes" && path[2] === "in") {
    return {
      code: "two-writers",
      what: "an input is fed by one output; join the streams in a node before it",
    };
  }
  return { code: "duplicate-key", what: "the key is given twice" };
}

const pathText = (path: readonly string[]): string => (path.length === 0 ? "top level" : path.join("."));

/** A key as the file writes it: `1` and `true` are words there. */
function keyText(key: Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? JSON.stringify(key.value));
}

function scalarValue(scalar: Scalar): ScalarValue {
  const { value } = scalar;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : (scalar.source ?? null);
}
