import { complain, type Cursor } from "./cursor.ts";
import type { DraftNode } from "./nodes.ts";
import { closest } from "./suggest.ts";

/** `node.port` or `node`, taken apart. */
export interface PortRef {
  readonly id: string;
  readonly port: string | null;
}

export function splitRef(text: string): PortRef {
  const dot = text.indexOf(".");
  return dot < 0 ? { id: text, port: null } : { id: text.slice(0, dot), port: text.slice(dot + 1) };
}

/** The node of that id; an unknown one is reported. */
export function resolveNode(at: Cursor, id: string, nodes: readonly DraftNode[]): DraftNode | null {
  const node = nodes.find((each) => each.id === id);
  if (node !== undefined) return node;
  const ids = nodes.map((each) => each.id);
  const found = `"${id}"`;
  complain(at, {
    code: "unknown-node",
    message: "no such node",
    found,
    allowed: ids,
    suggestion: closest(id, ids),
  });
  return null;
}

/** An output of a node and what it carries. */
export interface OutputRef {
  readonly node: DraftNode;
  readonly port: string;
  /** Port type name. */
  readonly type: string;
}

/** The output that `node.port`, or `node` alone, means; a mistake is reported. Null also when the kind is not known. */
export function resolveOutput(at: Cursor, text: string, nodes: readonly DraftNode[]): OutputRef | null {
  const { id, port } = splitRef(text);
  const node = resolveNode(at, id, nodes);
  if (node?.spec == null) return null;
  const outputs = Object.keys(node.spec.outputs);
  const chosen = port ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (chosen === undefined) {
    const message =
      outputs.length === 0 ? `${node.spec.kind} has no outputs` : "the node has several outputs; name one";
    const allowed = outputs.map((each) => `${id}.${each}`);
    complain(at, { code: outputs.length === 0 ? "unknown-port" : "ambiguous-port", message, allowed });
    return null;
  }
  const type = Object.hasOwn(node.spec.outputs, chosen) ? node.spec.outputs[chosen] : undefined;
  if (type !== undefined) return { node, port: chosen, type: type.name };
  reportUnknownPort(at, node, chosen, "output");
  return null;
}

/** Reports a port that the node's kind does not have. */
export function reportUnknownPort(at: Cursor, node: DraftNode, port: string, side: "input" | "output"): void {
  const ports = Object.keys((side === "input" ? node.spec?.inputs : node.spec?.outputs) ?? {});
  const near = closest(port, ports);
  complain(at, {
    code: "unknown-port",
    message: `${node.spec?.kind ?? "the node"} has no such ${side}`,
    found: `"${node.id}.${port}"`,
    allowed: ports.length === 0 ? [`no ${side} at all`] : ports.map((each) => `${node.id}.${each}`),
    suggestion: near === null ? null : `${node.id}.${near}`,
  });
}
