import type { SourcePlace } from "../plan.ts";

/**
 * A value of a pipeline file that knows where it was written. The loader works on these trees from the first byte to
 * the last check, so that a value keeps its place through includes, variables and overrides. Never changed once made.
 */
export type Located = LocatedScalar | LocatedList | LocatedMap;

export type ScalarValue = string | number | boolean | null;

export interface LocatedScalar {
  readonly shape: "scalar";
  readonly value: ScalarValue;
  /** As the file writes it, for messages. */
  readonly text: string;
  readonly place: SourcePlace;
  /** Stands for a value that could not be made out; that is reported already, so nothing more is said about it. */
  readonly broken?: true;
}

export interface LocatedList {
  readonly shape: "list";
  readonly items: readonly Located[];
  readonly place: SourcePlace;
}

export interface LocatedEntry {
  readonly keyPlace: SourcePlace;
  readonly value: Located;
}

export interface LocatedMap {
  readonly shape: "map";
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly place: SourcePlace;
}

/** A scalar that no file wrote; `text` is how it would be written. */
export function scalarAt(place: SourcePlace, value: ScalarValue): LocatedScalar {
  return { shape: "scalar", value, text: scalarText(value), place };
}

/** Stands for a value about which a problem has been reported. */
export function brokenAt(place: SourcePlace): LocatedScalar {
  return { shape: "scalar", value: null, text: "nothing", place, broken: true };
}

/** A map that no file wrote. */
export function mapAt(
  place: SourcePlace,
  entries: Iterable<readonly [string, LocatedEntry]> = [],
): LocatedMap {
  return { shape: "map", entries: new Map(entries), place };
}

/** The value as plain data, as YAML would give it. */
export function toPlain(located: Located): unknown {
  switch (located.shape) {
    case "scalar":
      return located.value;
    case "list":
      return located.items.map(toPlain);
    case "map":
      return Object.fromEntries([...located.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
  }
}

/** The value as a message shows it: scalars in full, lists and maps by their size. */
export function foundText(located: Located): string {
  switch (located.shape) {
    case "scalar":
      return located.text;
    case "list":
      return `a list of ${String(located.items.length)}`;
    case "map":
      return located.entries.size === 0
        ? "an empty map"
        : `a map { ${[...located.entries.keys()].join(", ")} }`;
  }
}

/** What stands under a key of a map or at an index of a list. */
export function childOf(located: Located, key: PropertyKey): Located | undefined {
  if (located.shape === "map") return located.entries.get(String(key))?.value;
  if (located.shape === "list" && typeof key === "number") return located.items[key];
  return undefined;
}

/**
 * Two trees into one: maps merge by key, of anything else `over` wins. Keys keep the order of `under`. What is made another
 * `kind` keeps none of the `params` of the kind it was.
 */
export function merge(under: Located, over: Located): Located {
  if (under.shape !== "map" || over.shape !== "map") return over;
  const entries = new Map(under.entries);
  if (isOtherKind(under, over)) entries.delete("params");
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below === undefined ? entry : { ...entry, value: merge(below.value, entry.value) });
  }
  return { shape: "map", entries, place: over.place };
}

function isOtherKind(under: LocatedMap, over: LocatedMap): boolean {
  const [before, after] = [under, over].map((map) => map.entries.get("kind")?.value);
  if (before?.shape !== "scalar" || after?.shape !== "scalar") return false;
  return before.value !== after.value;
}

/**
 * A copy in which `entry` stands under `path`; maps on the way are made as needed.
 * Null when a value on the way is not a map.
 */
export function withEntryAt(
  root: LocatedMap,
  path: readonly string[],
  entry: LocatedEntry,
): LocatedMap | null {
  const [key, ...rest] = path;
  if (key === undefined) return null;
  const old = root.entries.get(key);
  let inner: Located | null = entry.value;
  if (rest.length > 0) {
    const below = old?.value ?? mapAt(entry.keyPlace);
    inner = below.shape === "map" ? withEntryAt(below, rest, entry) : null;
  }
  if (inner === null) return null;
  const entries = new Map(root.entries);
  const keyPlace = rest.length === 0 ? entry.keyPlace : (old?.keyPlace ?? entry.keyPlace);
  entries.set(key, { keyPlace, value: inner });
  return { shape: "map", entries, place: root.place };
}

/**
 * How many values a tree has when written out in full, counted no further than `limit`. Variables and anchors share
 * subtrees, so a short file can describe an enormous tree.
 */
export function countValues(root: Located, limit: number): number {
  const sizes = new Map<Located, number>();
  const count = (located: Located): number => {
    const known = sizes.get(located);
    if (known !== undefined) return known;
    let size = 1;
    if (located.shape === "list") for (const item of located.items) size += count(item);
    if (located.shape === "map") for (const { value } of located.entries.values()) size += count(value);
    sizes.set(located, Math.min(size, limit));
    return Math.min(size, limit);
  };
  return count(root);
}

function scalarText(value: ScalarValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  }
  return String(value);
}
