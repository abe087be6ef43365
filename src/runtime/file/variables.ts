import type { SourcePlace } from "../plan.ts";
import {
  brokenAt,
  foundText,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  type LocatedScalar,
  scalarAt,
} from "./located.ts";
import type { Problems } from "./problem.ts";
import { closest } from "./suggest.ts";

/** `${name}`; `$${name}` stands for the text `${name}` itself. */
const REFERENCE = /\$?\$\{([^}]*)\}/g;
const WHOLE_REFERENCE = /^\$\{([^}]*)\}$/;

/**
 * Fills in `${name}` from the map `vars`. A value that is nothing but a reference becomes the variable's value, type
 * and all, and keeps the place where the variable was defined: that is where a wrong value must be mended. Inside a
 * longer text the value is put in as text, and the place stays that of the text.
 */
export class Variables {
  readonly #defined: ReadonlyMap<string, LocatedEntry>;
  readonly #problems: Problems;
  readonly #resolved = new Map<string, Located>();
  readonly #resolving: string[] = [];

  constructor(vars: Located | undefined, problems: Problems) {
    this.#problems = problems;
    this.#defined = vars?.shape === "map" ? vars.entries : new Map<string, LocatedEntry>();
    if (vars !== undefined && vars.shape !== "map") {
      const allowed = ["a map of names and values"];
      problems.add(vars.place, {
        code: "wrong-type",
        message: "vars: not a map",
        found: foundText(vars),
        allowed,
      });
    }
  }

  /** Looks into every variable, also those that nothing uses. */
  checkAll(): void {
    for (const [name, entry] of this.#defined) this.#valueOf(name, entry.keyPlace);
  }

  /** A copy with every reference filled in; an undefined one is reported and becomes a broken value. */
  fill(located: Located): Located {
    if (located.shape === "scalar") return this.#fillScalar(located);
    if (located.shape === "list") return { ...located, items: located.items.map((item) => this.fill(item)) };
    return this.fillMap(located);
  }

  fillMap(map: LocatedMap): LocatedMap {
    const fillEntry = (entry: LocatedEntry): LocatedEntry => ({ ...entry, value: this.fill(entry.value) });
    const entries = [...map.entries].map(([key, entry]) => [key, fillEntry(entry)] as const);
    return { ...map, entries: new Map(entries) };
  }

  #fillScalar(scalar: LocatedScalar): Located {
    const { value, place } = scalar;
    if (typeof value !== "string" || !value.includes("${")) return scalar;
    const whole = WHOLE_REFERENCE.exec(value)?.[1];
    if (whole !== undefined) return this.#valueOf(whole, place) ?? brokenAt(place);
    const parts: (string | null)[] = [];
    const text = value.replace(REFERENCE, (match, name: string) => {
      const part = match.startsWith("$$") ? match.slice(1) : this.#textOf(name, place);
      parts.push(part);
      return part ?? "";
    });
    return parts.includes(null) ? brokenAt(place) : scalarAt(place, text);
  }

  #textOf(name: string, place: SourcePlace): string | null {
    const value = this.#valueOf(name, place);
    if (value === null) return null;
    if (value.shape === "scalar") return value.broken ? null : String(value.value);
    this.#problems.add(place, {
      code: "bad-variable",
      message: `\${${name}} stands inside a text but is not a single value`,
      found: foundText(value),
      allowed: ["a text, number or boolean; or the reference alone"],
    });
    return null;
  }

  #valueOf(name: string, place: SourcePlace): Located | null {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const entry = this.#defined.get(name);
    if (entry === undefined) {
      this.#reportUnknown(name, place);
      return null;
    }
    if (this.#resolving.includes(name)) {
      const chain = [...this.#resolving.slice(this.#resolving.indexOf(name)), name].join(" -> ");
      const message = `vars.${name}: the variable needs itself: ${chain}`;
      this.#problems.add(entry.value.place, {
        code: "variable-cycle",
        message,
        found: foundText(entry.value),
      });
      return null;
    }
    this.#resolving.push(name);
    const value = this.fill(entry.value);
    this.#resolving.pop();
    this.#resolved.set(name, value);
    return value;
  }

  #reportUnknown(name: string, place: SourcePlace): void {
    const allowed = [...this.#defined.keys()];
    this.#problems.add(place, {
      code: "unknown-variable",
      message: "no such variable under vars",
      found: `\${${name}}`,
      allowed,
      suggestion: closest(name, allowed),
    });
  }
}
