import type { InputSpec, OverloadPolicy } from "../node.ts";
import type { EdgePlan } from "../plan.ts";
import { asMap, below, checkKeys, complain, type Cursor, isBroken, joinPath, keyPlace } from "./cursor.ts";
import { foundText, mapAt } from "./located.ts";
import type { DraftNode } from "./nodes.ts";
import { parse, parseField, reportMissing } from "./read-fields.ts";
import { resolveOutput } from "./refs.ts";
import { edgeSchema, portRef } from "./schema.ts";
import { closest } from "./suggest.ts";
import { mayReadTruth, TRUTH_TYPE } from "./truth-rule.ts";

/** An edge before all edges are sorted and numbered. */
export type DraftEdge = Omit<EdgePlan, "index">;

/** The edges that the file writes. */
export interface Wiring {
  readonly edges: DraftEdge[];
  /** `node.port` of every input that the file says something about, right or wrong. */
  readonly mentioned: ReadonlySet<string>;
  /** False when an edge could not be made out; then a missing connection may be the consequence of that alone. */
  readonly complete: boolean;
}

/** [-] messages that may wait on an edge that says nothing: enough to ride out a hiccup, short enough to stay fresh. */
const DEFAULT_DEPTH = 16;
/** [-] the same for `lossless`, where overflow ends the run. */
const DEFAULT_LOSSLESS_DEPTH = 1024;

const EDGE_KEYS = Object.keys(edgeSchema.shape);
const EDGE_FORMS = ["node.port", "node", "{ from: node.port, policy: ..., ... }"];

/** Reads the inputs of all nodes. */
export function readWiring(nodes: readonly DraftNode[]): Wiring {
  const edges: DraftEdge[] = [];
  const mentioned = new Set<string>();
  let complete = true;
  for (const node of nodes) {
    const inputs = below(node.cursor, "in");
    const map = inputs === null ? null : asMap(inputs, "a map of inputs and outputs");
    if (inputs !== null && map === null) complete = false;
    for (const port of map?.entries.keys() ?? []) {
      mentioned.add(`${node.id}.${port}`);
      const written = inputs === null ? null : below(inputs, port);
      const edge = written === null ? null : readEdge(written, { node, port }, nodes);
      if (edge === null) complete = false;
      else edges.push(edge);
    }
  }
  return { edges, mentioned, complete };
}

interface InputRef {
  readonly node: DraftNode;
  readonly port: string;
}

function readEdge(written: Cursor, to: InputRef, nodes: readonly DraftNode[]): DraftEdge | null {
  const input = findInput(written, to);
  const edge = longForm(written);
  if (edge === null) return null;
  checkKeys(edge, EDGE_KEYS);
  const fromAt = edge === written ? below(edge, "from") : written;
  if (fromAt === null) reportMissing(edge, "from");
  const fromText = fromAt === null ? null : parse(fromAt, portRef);
  const options = readOptions(edge, input);
  if (fromText === null || fromAt === null) return null;
  const from = resolveOutput(fromAt, fromText, nodes);
  if (from === null || input === null || options === null) return null;
  const type = from.type;
  checkTypes(fromAt, type, { ...to, type: input.type.name }, nodes);
  return {
    id: `${from.node.id}.${from.port} -> ${to.node.id}.${to.port}`,
    fromNode: from.node.index,
    fromPort: from.port,
    toNode: to.node.index,
    toPort: to.port,
    type,
    ...options,
    role: "data",
    place: fromAt.value.place,
  };
}

/** The input that a key under `in` names; null when the node has none of that name (or its kind is not known). */
function findInput(written: Cursor, { node, port }: InputRef): InputSpec<unknown> | null {
  if (node.spec === null) return null;
  const input = Object.hasOwn(node.spec.inputs, port) ? node.spec.inputs[port] : undefined;
  if (input !== undefined) return input;
  const allowed = Object.keys(node.spec.inputs);
  const parent = below(node.cursor, "in") ?? written;
  written.problems.add(keyPlace(parent, port), {
    code: "unknown-port",
    message: `${written.path}: ${node.spec.kind} has no such input`,
    found: `"${port}"`,
    allowed: allowed.length === 0 ? ["no input at all"] : allowed,
    suggestion: closest(port, allowed),
  });
  return null;
}

/** Opens the short form `node.port`; a list would be several writers. */
function longForm(written: Cursor): Cursor | null {
  const { value } = written;
  if (value.shape === "map") return written;
  if (value.shape === "scalar" && typeof value.value === "string") {
    const entry = { keyPlace: value.place, value };
    return { ...written, value: mapAt(value.place, [["from", entry]]) };
  }
  if (isBroken(value)) return null;
  if (value.shape === "list" && value.items.length > 1) {
    const found = `[${value.items.map(foundText).join(", ")}]`;
    const message = "an input is fed by one output; join the streams in a node before it";
    complain(written, { code: "two-writers", message, found, allowed: EDGE_FORMS });
  } else complain(written, { code: "wrong-type", message: "not an edge", allowed: EDGE_FORMS });
  return null;
}

type EdgeOptions = Pick<EdgePlan, "policy" | "depth" | "maxAgeUs" | "transportUs" | "feedback">;

function readOptions(edge: Cursor, input: InputSpec<unknown> | null): EdgeOptions | null {
  const { shape } = edgeSchema;
  const policy = parseField(edge, "policy", shape.policy);
  const depth = parseField(edge, "depth", shape.depth);
  const maxAgeMs = parseField(edge, "maxAgeMs", shape.maxAgeMs);
  const transportUs = parseField(edge, "transportUs", shape.transportUs);
  const feedback = parseField(edge, "feedback", shape.feedback);
  if (policy === null || depth === null || maxAgeMs === null || transportUs === null || feedback === null)
    return null;
  if (input === null) return null;
  const chosen = policy ?? input.policy;
  checkLatestDepth(edge, chosen, depth);
  return {
    policy: chosen,
    depth: depth ?? defaultDepth(chosen, input),
    maxAgeUs: maxAgeMs === undefined ? (input.maxAgeUs ?? null) : maxAgeMs * 1000,
    transportUs,
    feedback,
  };
}

function checkLatestDepth(edge: Cursor, policy: OverloadPolicy, depth: number | undefined): void {
  const at = below(edge, "depth");
  if (at === null || policy !== "latest" || depth === undefined || depth === 1) return;
  const message = "the policy latest keeps one message; choose drop-oldest to keep more";
  complain(at, { code: "out-of-range", message, allowed: ["1"] });
}

/** [-] the input's own depth as long as it means the same under the policy chosen. */
export function defaultDepth(policy: OverloadPolicy, input: InputSpec<unknown>): number {
  if (policy === "latest") return 1;
  if (input.depth !== undefined && input.policy !== "latest") return input.depth;
  return policy === "lossless" ? DEFAULT_LOSSLESS_DEPTH : DEFAULT_DEPTH;
}

function checkTypes(
  from: Cursor,
  type: string,
  to: InputRef & { readonly type: string },
  nodes: readonly DraftNode[],
): void {
  const kind = to.node.spec?.kind ?? "";
  if (type === TRUTH_TYPE && !mayReadTruth(kind)) {
    const message = `truth may not reach ${kind}: no tracker may peek at the answer`;
    complain(from, { code: "truth-leak", message, allowed: ["sink/*", "tracker/oracle"] });
  } else if (type !== to.type) {
    const name = joinPath(to.node.id, to.port);
    complain(from, {
      code: "type-mismatch",
      message: `carries "${type}", but ${name} takes "${to.type}"`,
      allowed: outputsOfType(nodes, to.type),
    });
  }
}

/** `node.port` of every output of a type. */
export function outputsOfType(nodes: readonly DraftNode[], type: string): string[] {
  return nodes.flatMap((node) =>
    Object.entries(node.spec?.outputs ?? {}).flatMap(([port, each]) =>
      each.name === type ? [`${node.id}.${port}`] : [],
    ),
  );
}
