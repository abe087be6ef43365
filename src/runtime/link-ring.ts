import { Message } from "../core/message.ts";
import { packLineage, unpackParents } from "./lineage.ts";

/** What one entry of a ring says about its edge. */
export const LINK_MESSAGE = 0;
export const LINK_CREDIT = 1;
export const LINK_COMPLETE = 2;
export type LinkKind = typeof LINK_MESSAGE | typeof LINK_CREDIT | typeof LINK_COMPLETE;

const KIND = 0;
const EDGE = 1;
const SENT_NS = 2;
const ORIGIN_US = 3;
const OLDEST_ORIGIN_US = 4;
const NODE = 5;
const SEQ = 6;
const STARTED_NS = 7;
const FINISHED_NS = 8;
const DEVICE_NS = 9;
const LINK_NS = 10;
/** [-] 1 when the ancestors' stamps travel beside the payload. */
const HAS_LINEAGE = 11;
/** [-] numbers per entry. */
const FIELDS = 12;

/** Shared memory for `entries` entries under way at once. */
export function createLinkBuffer(entries: number): SharedArrayBuffer {
  return new SharedArrayBuffer(entries * FIELDS * Float64Array.BYTES_PER_ELEMENT);
}

/**
 * Headers on their way from one thread to another, in shared memory; what they head is posted through the port between
 * the two threads, which keeps the order and makes the header visible. Cloning the header with the payload instead
 * took 11 us a message.
 *
 * Each thread has an object of its own over the same buffer, and only writes or only reads. The buffer holds as many
 * entries as credits allow under way, so the writer never overtakes the reader.
 */
export class LinkRing {
  readonly #fields: Float64Array;
  #at = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.#fields = new Float64Array(buffer);
  }

  /** Writes an entry without a message. */
  writeSign(kind: LinkKind, edge: number): void {
    this.#fields[this.#at + KIND] = kind;
    this.#fields[this.#at + EDGE] = edge;
  }

  /** Writes a message's header; the result is what must be posted. */
  writeMessage(edge: number, message: Message<unknown>, sentNs: number, withLineage: boolean): unknown {
    const fields = this.#fields;
    const at = this.#at;
    const { modelled } = message;
    const hasLineage = withLineage && message.parents !== null;
    fields[at + KIND] = LINK_MESSAGE;
    fields[at + EDGE] = edge;
    fields[at + SENT_NS] = sentNs;
    fields[at + ORIGIN_US] = message.originUs;
    fields[at + OLDEST_ORIGIN_US] = message.oldestOriginUs;
    fields[at + NODE] = message.node;
    fields[at + SEQ] = message.seq;
    fields[at + STARTED_NS] = message.startedNs;
    fields[at + FINISHED_NS] = message.finishedNs;
    fields[at + DEVICE_NS] = modelled === null ? 0 : modelled.deviceNs;
    fields[at + LINK_NS] = modelled === null ? 0 : modelled.linkNs;
    fields[at + HAS_LINEAGE] = hasLineage ? 1 : 0;
    return hasLineage ? [message.payload, packLineage(message)] : message.payload;
  }

  /** Kind of the entry at hand. */
  get kind(): LinkKind {
    return this.#field(KIND) as LinkKind;
  }

  /** Index of the edge of the entry at hand. */
  get edge(): number {
    return this.#field(EDGE);
  }

  /** The message that the entry at hand heads, with its transport time up to `nowNs`. */
  readMessage(posted: unknown, nowNs: number): Message<unknown> {
    const deviceNs = this.#field(DEVICE_NS);
    const linkNs = this.#field(LINK_NS);
    const [payload, lineage] =
      this.#field(HAS_LINEAGE) === 1 ? (posted as [unknown, Float64Array]) : [posted];
    const message = new Message(
      payload,
      this.#field(ORIGIN_US),
      this.#field(OLDEST_ORIGIN_US),
      lineage === undefined ? null : unpackParents(lineage),
      deviceNs > 0 || linkNs > 0 ? { deviceNs, linkNs } : null,
    );
    message.node = this.#field(NODE);
    message.seq = this.#field(SEQ);
    message.startedNs = this.#field(STARTED_NS);
    message.finishedNs = this.#field(FINISHED_NS);
    message.transportNs = nowNs - this.#field(SENT_NS);
    return message;
  }

  /** Goes on to the next entry: once this one's message is posted, or read. */
  advance(): void {
    this.#at = (this.#at + FIELDS) % this.#fields.length;
  }

  #field(index: number): number {
    return this.#fields[this.#at + index] ?? 0;
  }
}
