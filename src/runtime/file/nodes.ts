import { resolve } from "node:path";
import type { AnyNodeSpec } from "../node.ts";
import type { CostPlan, RestartPlan, SourcePlace } from "../plan.ts";
import type { Registry } from "../registry.ts";
import type { CostReader } from "./cost.ts";
import { asMap, below, checkKeys, complain, type Cursor, isBroken, joinPath, keyPlace } from "./cursor.ts";
import { mapAt } from "./located.ts";
import { COMMAND_LINE } from "./overrides.ts";
import { parse, parseField, reportMissing } from "./read-fields.ts";
import { ID_PATTERN, nodeSchema, restartSchema } from "./schema.ts";
import { closest } from "./suggest.ts";
import { PARAMETERS } from "./zod-problems.ts";

/** A node of the file as far as it could be read; null stands for what is wrong and reported. */
export interface DraftNode {
  readonly index: number;
  readonly id: string;
  readonly cursor: Cursor;
  /** Where its id stands. */
  readonly place: SourcePlace;
  readonly spec: AnyNodeSpec | null;
  readonly params: Readonly<Record<string, unknown>> | null;
  /** Absolute paths of the files that text parameters were written in. */
  readonly paramFiles: Readonly<Record<string, string>>;
  readonly cost: CostPlan | null;
  readonly restart: RestartPlan | null;
}

const NODE_KEYS = Object.keys(nodeSchema.shape);
const NEVER: RestartPlan = { policy: "never", max: 0, windowMs: 0 };
/** `--set vars.x=...` means a variable, so a node of that name could not be reached. */
const RESERVED_ID = "vars";

/** Reads the map `nodes` in file order. */
export async function readNodes(root: Cursor, registry: Registry, costs: CostReader): Promise<DraftNode[]> {
  const nodes = below(root, "nodes");
  if (nodes === null) {
    reportMissing(root, "nodes");
    return [];
  }
  const map = asMap(nodes, "a map of node ids and nodes");
  if (map?.entries.size === 0) {
    complain(nodes, { code: "empty-nodes", message: "there is no node", allowed: ["one node or more"] });
  }
  const drafts: DraftNode[] = [];
  for (const id of map?.entries.keys() ?? []) {
    const cursor = below(nodes, id);
    if (cursor === null) continue;
    const place = keyPlace(nodes, id);
    checkId(nodes, id);
    drafts.push({
      index: drafts.length,
      id,
      cursor,
      place,
      ...(await readNode(cursor, id, registry, costs)),
    });
  }
  return drafts;
}

/** Reports an id that is not `[a-z][a-z0-9-]*`, with the nearest that is. */
export function checkId(parent: Cursor, id: string): void {
  if (ID_PATTERN.test(id) && id !== RESERVED_ID) return;
  const tidy = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  parent.problems.add(keyPlace(parent, id), {
    code: "bad-id",
    message: `${joinPath(parent.path, id)}: ${id === RESERVED_ID ? "a reserved word" : "not a valid id"}`,
    found: `"${id}"`,
    allowed: [
      `a word of a-z, 0-9 and -, beginning with a letter${id === RESERVED_ID ? `, other than ${RESERVED_ID}` : ""}`,
    ],
    suggestion: ID_PATTERN.test(tidy) && tidy !== RESERVED_ID ? tidy : null,
  });
}

type NodeParts = Pick<DraftNode, "spec" | "params" | "paramFiles" | "cost" | "restart">;

async function readNode(
  cursor: Cursor,
  id: string,
  registry: Registry,
  costs: CostReader,
): Promise<NodeParts> {
  if (asMap(cursor, "{ kind, params, in, ... }") === null) {
    return { spec: null, params: null, paramFiles: {}, cost: null, restart: null };
  }
  checkKeys(cursor, NODE_KEYS);
  const spec = readKind(cursor, registry);
  const params = spec === null ? null : readParams(cursor, spec);
  const chipTime = params !== null && spec?.chipTime?.(params) === true;
  return {
    spec,
    params,
    paramFiles: filesOf(below(cursor, "params")),
    cost: await costs.read(cursor, id, { us: spec?.costUs ?? 0, chipTime }),
    restart: readRestart(cursor),
  };
}

function readKind(cursor: Cursor, registry: Registry): AnyNodeSpec | null {
  const kind = parseField(cursor, "kind", nodeSchema.shape.kind);
  if (kind === null) return null;
  const spec = registry.get(kind);
  if (spec !== undefined) return spec;
  const allowed = registry.list().map((each) => each.kind);
  const at = below(cursor, "kind") ?? cursor;
  complain(at, {
    code: "unknown-kind",
    message: "no such node kind",
    allowed,
    suggestion: closest(kind, allowed),
  });
  return null;
}

function readParams(cursor: Cursor, spec: AnyNodeSpec): Readonly<Record<string, unknown>> | null {
  const path = joinPath(cursor.path, "params");
  const given = below(cursor, "params") ?? { ...cursor, path, value: mapAt(cursor.value.place) };
  if (isBroken(given.value)) return null;
  return parse(given, spec.params, PARAMETERS);
}

/** Where each text under `params` was written; what the command line says counts as the pipeline file's. */
function filesOf(params: Cursor | null): Record<string, string> {
  if (params?.value.shape !== "map") return {};
  const files: Record<string, string> = {};
  for (const [name, { value }] of params.value.entries) {
    const isText = value.shape === "scalar" && typeof value.value === "string";
    if (isText && value.place.file !== COMMAND_LINE) files[name] = resolve(value.place.file);
  }
  return files;
}

function readRestart(cursor: Cursor): RestartPlan | null {
  const restart = below(cursor, "restart");
  return restart === null ? NEVER : parse(restart, restartSchema);
}
