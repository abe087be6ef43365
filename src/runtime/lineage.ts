import { Message } from "../core/message.ts";

/** What can eat a latency budget. */
export const BLAME_KINDS = ["queue", "transport", "compute", "device", "link"] as const;
export type BlameKind = (typeof BLAME_KINDS)[number];

/** Where the time of one message on one path went; reused from message to message. */
export class PathLedger {
  /** [ns] per blame kind, in the order of BLAME_KINDS. */
  readonly byKind = new Float64Array(BLAME_KINDS.length);
  /** [ns] of the largest single share, and its node. */
  worstNs = -1;
  worstNode = -1;

  reset(): void {
    this.byKind.fill(0);
    this.worstNs = -1;
    this.worstNode = -1;
  }

  add(kind: number, node: number, durationNs: number): void {
    this.byKind[kind] = (this.byKind[kind] ?? 0) + durationNs;
    if (durationNs > this.worstNs) {
      this.worstNs = durationNs;
      this.worstNode = node;
    }
  }
}

const QUEUE = 0;
const TRANSPORT = 1;
const COMPUTE = 2;
const DEVICE = 3;
const LINK = 4;

/** A budget's path: which nodes lie on it, and which is its first. */
export interface PathNodes {
  /** [-] 1 for every node index that lies on the path. */
  readonly onPath: Uint8Array;
  readonly firstNode: number;
}

/**
 * The parent that a path follows: among those made by nodes on the path, the one that arrived last. A message without
 * a past (it came over a feedback edge, or a node on the way sensed it) leads to the path's first node only if that
 * node made it.
 */
export function parentOnPath(message: Message<unknown>, path: PathNodes): Message<unknown> | null {
  const { parents } = message;
  if (parents === null) return null;
  if (parents instanceof Message) return path.onPath[parents.node] === 1 ? parents : null;
  let last: Message<unknown> | null = null;
  for (let i = 0; i < parents.length; i++) {
    const parent = parents[i];
    if (parent === undefined || path.onPath[parent.node] !== 1) continue;
    if (parent.parents === null && parent.node !== path.firstNode) continue;
    if (last === null || parent.finishedNs > last.finishedNs) last = parent;
  }
  return last;
}

/** The message of the path's first node from which `message` comes; null when its lineage does not lead there. */
export function pathOrigin(message: Message<unknown>, path: PathNodes): Message<unknown> | null {
  let at: Message<unknown> | null = message;
  while (at !== null && at.node !== path.firstNode) at = parentOnPath(at, path);
  return at;
}

/** What a ledger must know of a run, beside the stamps. */
export interface Charges extends PathNodes {
  /** [ns] declared transport between two nodes in virtual time. */
  readonly transportNs: (fromNode: number, toNode: number) => number;
  /** [-] 1 for every node index whose modelled device and link time is charged. */
  readonly chips: Uint8Array;
}

/** Charges every hop from the path's first node to the release of `message` to the ledger. */
export function chargeHops(ledger: PathLedger, message: Message<unknown>, charges: Charges): void {
  let at = message;
  for (;;) {
    chargeCompute(ledger, at, charges.chips[at.node] === 1);
    const parent = at.node === charges.firstNode ? null : parentOnPath(at, charges);
    if (parent === null) {
      ledger.add(QUEUE, at.node, Math.max(0, at.startedNs - at.originUs * 1000));
      return;
    }
    chargeWait(ledger, parent, at, charges);
    at = parent;
  }
}

/** Charges the way from the release of `message` to the start of `work` on it. */
export function chargeWait(
  ledger: PathLedger,
  message: Message<unknown>,
  work: { readonly node: number; readonly startedNs: number },
  charges: Charges,
): void {
  const { node } = work;
  const transport = message.transportNs + charges.transportNs(message.node, node);
  ledger.add(TRANSPORT, node, transport);
  ledger.add(QUEUE, node, Math.max(0, work.startedNs - message.finishedNs - transport));
}

/** Charges the declared way between two nodes. */
export function chargeTransport(ledger: PathLedger, from: number, to: number, charges: Charges): void {
  ledger.add(TRANSPORT, to, charges.transportNs(from, to));
}

/** Charges work of the last node of a path. */
export function chargeWork(ledger: PathLedger, node: number, durationNs: number): void {
  ledger.add(COMPUTE, node, durationNs);
}

function chargeCompute(ledger: PathLedger, message: Message<unknown>, isChip: boolean): void {
  const deviceNs = isChip ? (message.modelled?.deviceNs ?? 0) : 0;
  const linkNs = isChip ? (message.modelled?.linkNs ?? 0) : 0;
  const total = message.finishedNs - message.startedNs;
  ledger.add(COMPUTE, message.node, Math.max(0, total - deviceNs - linkNs));
  ledger.add(DEVICE, message.node, deviceNs);
  ledger.add(LINK, message.node, linkNs);
}

/** [-] numbers per message in a packed lineage. */
const FIELDS = 9;

/** [-] ancestors beyond this number are left out; budgets that need them then do not see the message. */
const MAX_PACKED = 256;

/** The lineage of a message as numbers, for the way to another thread: depth first, payloads left behind. */
export function packLineage(message: Message<unknown>): Float64Array {
  const rows: number[] = [];
  const visit = (at: Message<unknown>): void => {
    const { parents } = at;
    const list = parents === null ? [] : parents instanceof Message ? [parents] : lastOfEachNode(parents);
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

/** No path follows the others: of what one node made, the one that arrived last leads on. */
function lastOfEachNode(parents: readonly Message<unknown>[]): readonly Message<unknown>[] {
  const last = new Map<number, Message<unknown>>();
  for (const parent of parents) {
    const other = last.get(parent.node);
    if (other === undefined || parent.finishedNs > other.finishedNs) last.set(parent.node, parent);
  }
  return last.size === parents.length ? parents : [...last.values()];
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
