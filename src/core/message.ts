/** Modelled (never measured) time of an emulated device and its host link, charged to one hop. */
export interface ModelledCost {
  /** [ns] on the device. */
  readonly deviceNs: number;
  /** [ns] on the link between host and device, waiting for the windows before included. */
  readonly linkNs: number;
  /** The node has let this time pass itself, other work going on meanwhile: the engine adds none of it. */
  readonly isOver?: true;
}

/** What a message was made from: one message, several, or none (a source, or cut at a feedback edge). */
export type Parents = Message<unknown> | readonly Message<unknown>[] | null;

/**
 * A payload on its way through the graph, with its lineage and the stamps of the hop that made it.
 *
 * Made by `derive` (from inputs) or `sense` (at a source); the runtime stamps it when the node emits it. Walking
 * `parents` gives every hop of a path, each branch with its own stamps; a feedback edge cuts the chain, so it is
 * never longer than the graph is deep. One header of at most 256 bytes per emitted message, nothing else.
 */
export class Message<T> {
  readonly payload: T;
  /** [us] newest light that made it, sensor clock mapped to the run's clock. */
  readonly originUs: number;
  /** [us] oldest light that made it: shows that one camera of a fused message has gone blind. */
  readonly oldestOriginUs: number;
  readonly parents: Parents;
  readonly modelled: ModelledCost | null;
  /** [-] index of the node that emitted it, in file order; -1 until emitted. */
  node = -1;
  /** [-] counts the messages of its output port from 0; -1 until emitted. */
  seq = -1;
  /** [ns] run's clock: its node began the work that made it. NaN until emitted. */
  startedNs = NaN;
  /** [ns] run's clock: its node released it. NaN until emitted. */
  finishedNs = NaN;
  /** [ns] measured time on the way from another thread; 0 within a thread. */
  transportNs = 0;

  // eslint-disable-next-line max-params -- hot path: an options object would be a second allocation per message
  constructor(
    payload: T,
    originUs: number,
    oldestOriginUs: number,
    parents: Parents,
    modelled: ModelledCost | null,
  ) {
    this.payload = payload;
    this.originUs = originUs;
    this.oldestOriginUs = oldestOriginUs;
    this.parents = parents;
    this.modelled = modelled;
  }
}

/** A message made from others; its origin is the newest of theirs, its oldest origin the oldest. */
export function derive<T>(
  inputs: Message<unknown> | readonly Message<unknown>[],
  payload: T,
  modelled: ModelledCost | null = null,
): Message<T> {
  if (inputs instanceof Message) {
    return new Message(payload, inputs.originUs, inputs.oldestOriginUs, inputs, modelled);
  }
  let newest = -Infinity;
  let oldest = Infinity;
  for (const input of inputs) {
    newest = Math.max(newest, input.originUs);
    oldest = Math.min(oldest, input.oldestOriginUs);
  }
  return new Message(payload, newest, oldest, inputs, modelled);
}

/** A message of a source. `originUs` [us] is the newest light in it, on the run's clock. */
export function sense<T>(payload: T, originUs: number, oldestOriginUs: number = originUs): Message<T> {
  return new Message(payload, originUs, oldestOriginUs, null, null);
}
