import { Message } from "../core/message.ts";

/** What can eat a latency budget. */
export const BLAME_KINDS = ["queue", "transport", "compute", "device", "link"] as const;
export type BlameKind = (typeof BLAME_KINDS)[number];

/** Where the time of one message on one path went; reused from message to message. */
export class PathLedger {
  /** [ns] per blame kind, in the order of BLAME_KINDS. */
  readonly byKind = new Float64Array(BLAME_KINDS.length);
  /** [ns] of the largest single share, its kind and its node. */
  worstNs = -1;
  worstKind = 0;
  worstNode = -1;

  reset(): void {
    this.byKind.fill(0);
    this.worstNs = -1;
    this.worstKind = 0;
    this.worstNode = -1;
  }

  add(kind: number, node: number, durationNs: number): void {
    this.byKind[kind] = (this.byKind[kind] ?? 0) + durationNs;
    if (durationNs > this.worstNs) {
      this.worstNs = durationNs;
      this.worstKind = kind;
      this.worstNode = node;
    }
  }
}

const QUEUE = 0;
const TRANSPORT = 1;
const COMPUTE = 2;
const DEVICE = 3;
const LINK = 4;

/**
 * The parent that a path follows: among those made by nodes on the path, the one that arrived last.
 * @param onPath [-] 1 for every node index that lies on the path.
 */
export function parentOnPath(message: Message<unknown>, onPath: Uint8Array): Message<unknown> | null {
  const { parents } = message;
  if (parents === null) return null;
  if (parents instanceof Message) return onPath[parents.node] === 1 ? parents : null;
  let last: Message<unknown> | null = null;
  for (const parent of parents) {
    if (onPath[parent.node] === 1 && (last === null || parent.finishedNs > last.finishedNs)) last = parent;
  }
  return last;
}

/** The message of the path's first node from which `message` comes; null when its lineage does not lead there. */
export function pathOrigin(
  message: Message<unknown>,
  onPath: Uint8Array,
  firstNode: number,
): Message<unknown> | null {
  let at: Message<unknown> | null = message;
  while (at !== null && at.node !== firstNode) at = parentOnPath(at, onPath);
  return at;
}

/** Declared transport of an edge in virtual time, by its two ends. */
export type TransportNs = (fromNode: number, toNode: number) => number;

/** Charges every hop from the path's first node to the release of `message` to the ledger. */
export function chargeHops(
  ledger: PathLedger,
  message: Message<unknown>,
  path: { readonly onPath: Uint8Array; readonly firstNode: number; readonly transportNs: TransportNs },
): void {
  let at = message;
  for (;;) {
    chargeCompute(ledger, at);
    const parent = at.node === path.firstNode ? null : parentOnPath(at, path.onPath);
    if (parent === null) {
      ledger.add(QUEUE, at.node, Math.max(0, at.startedNs - at.originUs * 1000));
      return;
    }
    chargeWait(ledger, parent, at, path.transportNs);
    at = parent;
  }
}

/** Charges the way from the release of `message` to the start of `work` on it. */
export function chargeWait(
  ledger: PathLedger,
  message: Message<unknown>,
  work: { readonly node: number; readonly startedNs: number },
  transportNs: TransportNs,
): void {
  const { node } = work;
  const transport = message.transportNs + transportNs(message.node, node);
  ledger.add(TRANSPORT, node, transport);
  ledger.add(QUEUE, node, Math.max(0, work.startedNs - message.finishedNs - transport));
}

/** Charges work of the last node of a path. */
export function chargeWork(ledger: PathLedger, node: number, durationNs: number): void {
  ledger.add(COMPUTE, node, durationNs);
}

function chargeCompute(ledger: PathLedger, message: Message<unknown>): void {
  const deviceNs = message.modelled?.deviceNs ?? 0;
  const linkNs = message.modelled?.linkNs ?? 0;
  const total = message.finishedNs - message.startedNs;
  ledger.add(COMPUTE, message.node, Math.max(0, total - deviceNs - linkNs));
  ledger.add(DEVICE, message.node, deviceNs);
  ledger.add(LINK, message.node, linkNs);
}

/** [-] numbers per message in a packed lineage. */
const FIELDS = 9;

/** Ancestors beyond this number are left out; budgets that need them then do not see the message. */
const MAX_PACKED = 64;

/** The lineage of a message as numbers, for the way to another thread: depth first, payloads left behind. */
export function packLineage(message: Message<unknown>): Float64Array {
  const rows: number[] = [];
  const visit = (at: Message<unknown>): void => {
    const { parents } = at;
    const list = parents === null ? [] : parents instanceof Message ? [parents] : parents;
    const kept = rows.length / FIELDS + list.length < MAX_PACKED ? list : [];
    rows.push(
      at.node,
      at.seq,
      at.originUs,
      at.startedNs,
      at.finishedNs,
      at.transportNs,
      at.modelled?.deviceNs ?? 0,
      at.modelled?.linkNs ?? 0,
      kept.length,
    );
    for (const parent of kept) visit(parent);
  };
  visit(message);
  return Float64Array.from(rows);
}

/** Rebuilds the parents that `packLineage` wrote for a message (its own row is the first). */
export function unpackParents(packed: Float64Array): Message<unknown> | readonly Message<unknown>[] | null {
  return packed.length === 0 ? null : unpackLineage(packed).parents;
}

/** Rebuilds a message that `packLineage` wrote, with its ancestors; payloads are undefined. */
export function unpackLineage(packed: Float64Array): Message<unknown> {
  let row = 0;
  const read = (): Message<unknown> => {
    const field = (i: number): number => packed[row * FIELDS + i] ?? 0;
    const [deviceNs, linkNs, count] = [field(6), field(7), field(8)];
    const stamps = { node: field(0), seq: field(1), startedNs: field(3), finishedNs: field(4) };
    const [originUs, transportNs] = [field(2), field(5)];
    row++;
    const parents: Message<unknown>[] = [];
    for (let i = 0; i < count; i++) parents.push(read());
    const modelled = deviceNs > 0 || linkNs > 0 ? { deviceNs, linkNs } : null;
    const lineage = parents.length === 0 ? null : parents;
    const message = new Message<unknown>(undefined, originUs, originUs, lineage, modelled);
    return Object.assign(message, stamps, { transportNs });
  };
  return read();
}
