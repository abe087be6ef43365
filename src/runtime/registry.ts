import { SaccadeError } from "../core/errors.ts";
import type { AnyNodeSpec } from "./node.ts";

/** The node kinds a pipeline file can name. */
export class Registry {
  readonly #specs = new Map<string, AnyNodeSpec>();

  /** @throws SaccadeError `node-contract` when a kind is registered twice. */
  constructor(specs: Iterable<AnyNodeSpec> = []) {
    for (const spec of specs) this.add(spec);
  }

  add(spec: AnyNodeSpec): void {
    if (this.#specs.has(spec.kind)) {
      throw new SaccadeError("node-contract", `node kind "${spec.kind}" is defined twice`, {
        kind: spec.kind,
      });
    }
    this.#specs.set(spec.kind, spec);
  }

  get(kind: string): AnyNodeSpec | undefined {
    return this.#specs.get(kind);
  }

  /** All kinds, sorted by name. */
  list(): AnyNodeSpec[] {
    return [...this.#specs.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }
}

/** Tells a node kind among the exports of a user's module. */
export function isNodeSpec(value: unknown): value is AnyNodeSpec {
  if (typeof value !== "object" || value === null) return false;
  const spec = value as Partial<Record<keyof AnyNodeSpec, unknown>>;
  return (
    typeof spec.kind === "string" && typeof spec.create === "function" && typeof spec.params === "object"
  );
}

/**
 * Adds every node kind that the module at `url` exports.
 * @throws SaccadeError `config-invalid` when it cannot be imported or exports none.
 */
export async function addModule(registry: Registry, url: string): Promise<void> {
  let module: Record<string, unknown>;
  try {
    module = (await import(url)) as Record<string, unknown>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError(
      "config-invalid",
      `cannot import node module: ${reason}`,
      { module: url },
      { cause },
    );
  }
  const specs = Object.values(module).filter(isNodeSpec);
  if (specs.length === 0) {
    throw new SaccadeError("config-invalid", "the module exports no node kind made by defineNode()", {
      module: url,
    });
  }
  for (const spec of specs) registry.add(spec);
}
