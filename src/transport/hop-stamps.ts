import { Message, type Parents } from "../core/message.ts";
import type { HopStamp } from "../wire/envelope.ts";

/** [-] most hops an envelope carries. */
const MAX_HOPS = 64;

/** The hops behind a message, newest first; of several parents the one with the newest light is followed. */
export function hopStamps(message: Message<unknown>): HopStamp[] {
  const hops: HopStamp[] = [];
  let at: Message<unknown> | null = message;
  for (; at !== null && hops.length < MAX_HOPS; at = newestOf(at.parents)) {
    if (at.node < 0 || Number.isNaN(at.finishedNs)) continue; // not emitted by a node
    hops.push({ node: at.node, startedUs: at.startedNs / 1000, finishedUs: at.finishedNs / 1000 });
  }
  return hops;
}

function newestOf(parents: Parents): Message<unknown> | null {
  if (parents === null || parents instanceof Message) return parents;
  let newest: Message<unknown> | null = null;
  for (const parent of parents) if (newest === null || parent.originUs > newest.originUs) newest = parent;
  return newest;
}
