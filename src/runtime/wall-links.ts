import type { MessagePort } from "node:worker_threads";
import { Message } from "../core/message.ts";
import type { WallClock } from "./clock.ts";
import { feedingNode, threadOf } from "./edge-ends.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import type { EdgePlan, PipelinePlan } from "./plan.ts";
import { packMessage, type PackedMessage, unpackMessage } from "./thread-message.ts";
import type { RemoteEdges, WallEngine } from "./wall-engine.ts";

/** [-] messages under way on an edge between threads, apart from `latest`, which has one. */
const MAX_CREDITS = 4;

/** What travels between two threads of a run on the wall clock; `e` is the edge's index. */
type LinkMessage =
  | { readonly t: "message"; readonly e: number; readonly m: PackedMessage; readonly sentNs: number }
  | { readonly t: "credit"; readonly e: number }
  | { readonly t: "complete"; readonly e: number };

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
  readonly #ports: ReadonlyMap<string, MessagePort>;
  /** By edge: who sends, who receives, and what may move instead of being copied. */
  readonly #ends: readonly EdgeEnds[];
  readonly #leaves: Uint8Array;
  readonly #arrives: Uint8Array;
  readonly #credits: Int32Array;
  readonly #closing: Uint8Array;
  readonly #withLineage: boolean;
  #engine: WallEngine | null = null;

  /** @param ports one per other thread, by its name. */
  constructor(
    pipeline: PipelinePlan,
    thread: string,
    clock: WallClock,
    ports: ReadonlyMap<string, MessagePort>,
  ) {
    this.#clock = clock;
    this.#ports = ports;
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
    for (const port of this.#ports.values()) {
      port.on("message", (message: LinkMessage) => {
        this.#receive(message);
      });
    }
  }

  /** Ends the links; nothing more is sent or received. */
  closePorts(): void {
    for (const port of this.#ports.values()) port.close();
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
      this.#post(this.#ends[index]?.to, { t: "complete", e: index });
    }
  }

  close(queue: EdgeQueue): void {
    this.#closing[queue.plan.index] = 1;
    this.flush(queue);
  }

  returnCredit(queue: EdgeQueue): void {
    const { index } = queue.plan;
    this.#post(this.#ends[index]?.from, { t: "credit", e: index });
  }

  #receive(message: LinkMessage): void {
    const engine = this.#engine;
    const queue = engine?.graph.queues[message.e];
    if (engine == null || queue === undefined) return;
    switch (message.t) {
      case "message":
        engine.receive(queue, unpackMessage(message.m, this.#clock.nowNs() - message.sentNs));
        engine.work();
        break;
      case "credit":
        this.#credits[message.e] = (this.#credits[message.e] ?? 0) + 1;
        engine.granted(queue);
        engine.work();
        break;
      case "complete":
        engine.closeEdge(queue);
        break;
    }
  }

  #send({ index }: EdgePlan, message: Message<unknown>): void {
    const ends = this.#ends[index];
    const m = packMessage(message, this.#withLineage);
    const transfer = ends?.transfer == null ? [] : movable(message, ends.transfer(message.payload));
    this.#post(ends?.to, { t: "message", e: index, m, sentNs: this.#clock.nowNs() }, transfer);
  }

  #post(thread: string | undefined, message: LinkMessage, transfer: ArrayBuffer[] = []): void {
    this.#ports.get(thread ?? "")?.postMessage(message, transfer);
  }
}

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
