import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Message } from "../core/message.ts";
import type { WallClock } from "./clock.ts";
import { feedingNode, threadOf } from "./edge-ends.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import type { EdgePlan, PipelinePlan } from "./plan.ts";
import { createLinkBuffer, LINK_COMPLETE, LINK_CREDIT, LINK_MESSAGE, LinkRing } from "./link-ring.ts";
import type { RemoteEdges, WallEngine } from "./wall-engine.ts";

/** [-] messages under way on an edge between threads, apart from `latest`, which has one. */
const MAX_CREDITS = 4;

/** How one thread talks with another: a port, and shared memory for the headers of each direction. */
export interface ThreadLink {
  readonly port: MessagePort;
  readonly incoming: SharedArrayBuffer;
  readonly outgoing: SharedArrayBuffer;
}

/** Both ends of a link between two threads, the first for `a`. */
export function linkThreads(pipeline: PipelinePlan, a: string, b: string): readonly [ThreadLink, ThreadLink] {
  const { port1, port2 } = new MessageChannel();
  const between = pipeline.edges.filter((edge) => {
    const { from, to } = endsOf(pipeline, edge);
    return (from === a && to === b) || (from === b && to === a);
  });
  // Under way at most: the messages or the credits of every edge, and its completion.
  const entries = between.reduce((sum, edge) => sum + creditsOf(edge) + 1, 1);
  const [there, back] = [createLinkBuffer(entries), createLinkBuffer(entries)];
  return [
    { port: port1, incoming: back, outgoing: there },
    { port: port2, incoming: there, outgoing: back },
  ];
}

/** The consumer's end of an edge between threads: its depth is the credits granted, so it can never overflow. */
export function receivingEdge(edge: EdgePlan): EdgePlan {
  return { ...edge, policy: "block", depth: creditsOf(edge) };
}

/**
 * The edges of one thread whose other end lives on another. Credit-based: the producer's end keeps the queue with its
 * policy and sends only what the consumer has granted, so a slow consumer makes messages wait (and be replaced or
 * dropped) where the policy and the counts are.
 */
export class WallLinks implements RemoteEdges {
  readonly #clock: WallClock;
  readonly #peers: ReadonlyMap<string, Peer>;
  /** By edge: who sends, who receives, and what may move instead of being copied. */
  readonly #ends: readonly EdgeEnds[];
  readonly #leaves: Uint8Array;
  readonly #arrives: Uint8Array;
  readonly #credits: Int32Array;
  readonly #closing: Uint8Array;
  readonly #withLineage: boolean;
  #engine: WallEngine | null = null;

  /** @param links one per other thread, by its name. */
  constructor(
    pipeline: PipelinePlan,
    thread: string,
    clock: WallClock,
    links: ReadonlyMap<string, ThreadLink>,
  ) {
    this.#clock = clock;
    this.#peers = new Map([...links].map(([name, link]) => [name, peerOf(link)]));
    this.#withLineage = pipeline.budgets.length > 0;
    const { edges } = pipeline;
    this.#ends = edges.map((edge) => endsOf(pipeline, edge));
    const flag = (yes: boolean): number => (yes ? 1 : 0);
    this.#leaves = Uint8Array.from(this.#ends, ({ from, to }) => flag(from === thread && to !== thread));
    this.#arrives = Uint8Array.from(this.#ends, ({ from, to }) => flag(from !== thread && to === thread));
    this.#credits = Int32Array.from(edges, creditsOf);
    this.#closing = new Uint8Array(edges.length);
  }

  /** Starts listening; messages that came before wait in their ports. */
  attach(engine: WallEngine): void {
    this.#engine = engine;
    for (const { port, incoming } of this.#peers.values()) {
      port.on("message", (posted: unknown) => {
        this.#receive(incoming, posted);
      });
    }
  }

  /** Ends the links; nothing more is sent or received. */
  closePorts(): void {
    for (const { port } of this.#peers.values()) port.close();
  }

  leaves(edge: EdgePlan): boolean {
    return this.#leaves[edge.index] === 1;
  }

  arrives(edge: EdgePlan): boolean {
    return this.#arrives[edge.index] === 1;
  }

  flush(queue: EdgeQueue): void {
    const { index } = queue.plan;
    while ((this.#credits[index] ?? 0) > 0 && queue.length > 0) {
      this.#credits[index] = (this.#credits[index] ?? 0) - 1;
      this.#send(queue.plan, queue.take());
    }
    if (this.#closing[index] === 1 && queue.drained) {
      this.#closing[index] = 2;
      this.#sign(this.#ends[index]?.to, LINK_COMPLETE, index);
    }
  }

  close(queue: EdgeQueue): void {
    this.#closing[queue.plan.index] = 1;
    this.flush(queue);
  }

  returnCredit(queue: EdgeQueue): void {
    const { index } = queue.plan;
    this.#sign(this.#ends[index]?.from, LINK_CREDIT, index);
  }

  #receive(incoming: LinkRing, posted: unknown): void {
    const engine = this.#engine;
    const { kind, edge } = incoming;
    const queue = engine?.graph.queues[edge];
    if (engine == null || queue === undefined) return;
    switch (kind) {
      case LINK_MESSAGE: {
        const message = incoming.readMessage(posted, this.#clock.nowNs());
        incoming.advance();
        engine.receive(queue, message);
        engine.work();
        break;
      }
      case LINK_CREDIT:
        incoming.advance();
        this.#credits[edge] = (this.#credits[edge] ?? 0) + 1;
        engine.granted(queue);
        engine.work();
        break;
      case LINK_COMPLETE:
        incoming.advance();
        engine.closeEdge(queue);
        break;
    }
  }

  #send({ index }: EdgePlan, message: Message<unknown>): void {
    const ends = this.#ends[index];
    const peer = this.#peers.get(ends?.to ?? "");
    if (ends === undefined || peer === undefined) return;
    const posted = peer.outgoing.writeMessage(index, message, this.#clock.nowNs(), this.#withLineage);
    const transfer = ends.transfer === null ? [] : movable(message, ends.transfer(message.payload));
    peer.port.postMessage(posted, transfer);
    peer.outgoing.advance();
  }

  #sign(thread: string | undefined, kind: typeof LINK_CREDIT | typeof LINK_COMPLETE, edge: number): void {
    const peer = this.#peers.get(thread ?? "");
    if (peer === undefined) return;
    peer.outgoing.writeSign(kind, edge);
    peer.port.postMessage(null);
    peer.outgoing.advance();
  }
}

/** The other end of a link, as this thread uses it. */
interface Peer {
  readonly port: MessagePort;
  readonly incoming: LinkRing;
  readonly outgoing: LinkRing;
}

const peerOf = ({ port, incoming, outgoing }: ThreadLink): Peer => ({
  port,
  incoming: new LinkRing(incoming),
  outgoing: new LinkRing(outgoing),
});

interface EdgeEnds {
  readonly from: string;
  readonly to: string;
  /** Null when someone on the sending thread reads the message too. */
  readonly transfer: ((payload: unknown) => ArrayBuffer[]) | null;
}

function endsOf(pipeline: PipelinePlan, edge: EdgePlan): EdgeEnds {
  const readers = pipeline.edges.filter((e) => e.fromNode === edge.fromNode && e.fromPort === edge.fromPort);
  const type = pipeline.nodes[edge.fromNode]?.spec.outputs[edge.fromPort];
  const transfer = type?.transfer?.bind(type);
  return {
    from: threadOf(pipeline, feedingNode(pipeline, edge)),
    to: threadOf(pipeline, edge.toNode),
    transfer: readers.length > 1 || transfer === undefined ? null : transfer,
  };
}

/** Buffers that a node passed on as it got them may have other readers: they are copied. */
function movable({ parents }: Message<unknown>, buffers: ArrayBuffer[]): ArrayBuffer[] {
  const list = parents === null ? [] : parents instanceof Message ? [parents] : parents;
  const isShared = list.some(({ payload }) => holdsAny(payload, buffers));
  return isShared ? [] : buffers;
}

function holdsAny(payload: unknown, buffers: readonly ArrayBuffer[]): boolean {
  if (typeof payload !== "object" || payload === null) return false;
  const parts: unknown[] = ArrayBuffer.isView(payload) ? [payload] : Object.values(payload);
  return parts.some((part) => ArrayBuffer.isView(part) && buffers.some((buffer) => buffer === part.buffer));
}

function creditsOf(edge: EdgePlan): number {
  return edge.policy === "latest" ? 1 : Math.min(edge.depth, MAX_CREDITS);
}
