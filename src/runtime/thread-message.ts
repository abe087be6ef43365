import { Message } from "../core/message.ts";
import { packLineage, unpackParents } from "./lineage.ts";

/** A message as it crosses threads: plain data, payload moved or copied by structured clone. */
export interface PackedMessage {
  readonly payload: unknown;
  readonly originUs: number;
  readonly oldestOriginUs: number;
  readonly node: number;
  readonly seq: number;
  readonly startedNs: number;
  readonly finishedNs: number;
  readonly deviceNs: number;
  readonly linkNs: number;
  /** Stamps of its ancestors; null where no budget needs them. */
  readonly lineage: Float64Array | null;
}

export function packMessage(message: Message<unknown>, withLineage: boolean): PackedMessage {
  const { payload, originUs, oldestOriginUs, node, seq, startedNs, finishedNs, modelled } = message;
  return {
    payload,
    originUs,
    oldestOriginUs,
    node,
    seq,
    startedNs,
    finishedNs,
    deviceNs: modelled?.deviceNs ?? 0,
    linkNs: modelled?.linkNs ?? 0,
    lineage: withLineage && message.parents !== null ? packLineage(message) : null,
  };
}

/** @param transportNs [ns] measured time since `finishedNs` on the way here; 0 in virtual time. */
export function unpackMessage(packed: PackedMessage, transportNs: number): Message<unknown> {
  const { payload, originUs, oldestOriginUs, deviceNs, linkNs, lineage } = packed;
  const modelled = deviceNs > 0 || linkNs > 0 ? { deviceNs, linkNs } : null;
  const parents = lineage === null ? null : unpackParents(lineage);
  const message = new Message(payload, originUs, oldestOriginUs, parents, modelled);
  message.node = packed.node;
  message.seq = packed.seq;
  message.startedNs = packed.startedNs;
  message.finishedNs = packed.finishedNs;
  message.transportNs = transportNs;
  return message;
}
