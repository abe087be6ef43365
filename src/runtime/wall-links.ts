import type { MessagePort } from "node:worker_threads";
import type { Message } from "../core/message.ts";
import type { WallClock } from "./clock.ts";
import type { EdgeQueue } from "./edge-queue.ts";
import type { EdgePlan, PipelinePlan } from "./plan.ts";
import { packMessage, type PackedMessage, unpackMessage } from "./thread-message.ts";
import type { RemoteEdges, WallEngine } from "./wall-engine.ts";

/** Name of the main thread among the threads of a run. */
export const MAIN_THREAD = "";

/** [-] messages under way on an edge between threads, apart from `latest`, which has one. */
const MAX_CREDITS = 4;

/** What travels between two threads of a run on the wall clock; `e` is the edge's index. */
type LinkMessage =
  | { readonly t: "message"; readonly e: number; readonly m: PackedMessage; readonly sentNs: number }
  | { readonly t: "credit"; readonly e: number }
  | { readonly t: "complete"; readonly e: number };

/** Name of the thread that a node runs on. */
export function threadOf(pipeline: PipelinePlan, node: number): string {
  return pipeline.nodes[node]?.thread ?? MAIN_THREAD;
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
  readonly #pipeline: PipelinePlan;
  readonly #clock: WallClock;
  readonly #ports: ReadonlyMap<string, MessagePort>;
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
    this.#pipeline = pipeline;
    this.#clock = clock;
    this.#ports = ports;
    this.#withLineage = pipeline.budgets.length > 0;
    const here = (node: number): boolean => threadOf(pipeline, node) === thread;
    const flag = (yes: boolean): number => (yes ? 1 : 0);
    const { edges } = pipeline;
    this.#leaves = Uint8Array.from(edges, (edge) => flag(here(edge.fromNode) && !here(edge.toNode)));
    this.#arrives = Uint8Array.from(edges, (edge) => flag(!here(edge.fromNode) && here(edge.toNode)));
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
    if (this.#closing[index] === 1 && queue.length === 0) {
      this.#closing[index] = 2;
      this.#post(queue.plan.toNode, { t: "complete", e: index });
    }
  }

  close(queue: EdgeQueue): void {
    this.#closing[queue.plan.index] = 1;
    this.flush(queue);
  }

  returnCredit(queue: EdgeQueue): void {
    this.#post(queue.plan.fromNode, { t: "credit", e: queue.plan.index });
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

  #send(edge: EdgePlan, message: Message<unknown>): void {
    const packed = packMessage(message, this.#withLineage);
    const cut = edge.feedback ? { ...packed, lineage: null } : packed;
    const transfer = this.#movable(edge, message);
    this.#post(edge.toNode, { t: "message", e: edge.index, m: cut, sentNs: this.#clock.nowNs() }, transfer);
  }

  /** Buffers may move to the other thread only when nobody here reads the message too. */
  #movable(edge: EdgePlan, message: Message<unknown>): ArrayBuffer[] {
    const readers = this.#pipeline.edges.filter(
      (e) => e.fromNode === edge.fromNode && e.fromPort === edge.fromPort,
    );
    if (readers.length > 1) return [];
    const type = this.#pipeline.nodes[edge.fromNode]?.spec.outputs[edge.fromPort];
    return type?.transfer?.(message.payload) ?? [];
  }

  #post(node: number, message: LinkMessage, transfer: ArrayBuffer[] = []): void {
    this.#ports.get(threadOf(this.#pipeline, node))?.postMessage(message, transfer);
  }
}

function creditsOf(edge: EdgePlan): number {
  return edge.policy === "latest" ? 1 : Math.min(edge.depth, MAX_CREDITS);
}
