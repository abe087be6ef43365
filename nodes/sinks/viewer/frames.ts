import { randomUUID } from "node:crypto";
import { merge, type Observable, tap } from "rxjs";
import type { EventBatch } from "../../../src/core/event-batch.ts";
import type { Message } from "../../../src/core/message.ts";
import type { NodeContext } from "../../../src/runtime/node.ts";
import { bodyOf, type Payloads, type PayloadType } from "../../../src/wire/envelope.ts";
import type { LatencyReport } from "../../../src/wire/view.ts";
import { EventBinner } from "./event-binner.ts";
import type { ViewerStreams } from "./inputs.ts";
import { LatestState } from "./latest-state.ts";

/** What a viewer can be told from outside the graph; both parts are optional. */
export interface ViewerHooks {
  /** State of the run's budgets, asked for at every frame; sent when the list is another one than before. */
  readonly latency?: () => readonly LatencyReport[];
  /** Called once the page can be opened, with its address. */
  readonly listening?: (url: string) => void;
}

type Side = "left" | "right";

/** Makes the frames of a viewer out of the streams that it watches. */
export class Frames {
  readonly #context: NodeContext;
  readonly #hooks: ViewerHooks;
  readonly #state = new LatestState(randomUUID());
  readonly #binners = { left: new EventBinner(), right: new EventBinner() };
  readonly #newestEvents: Partial<Record<Side, Message<EventBatch>>> = {};
  #latency: readonly LatencyReport[] = [];
  #lastUs: number;

  constructor(context: NodeContext, hooks: ViewerHooks) {
    this.#context = context;
    this.#hooks = hooks;
    this.#lastUs = context.nowUs();
  }

  /** Takes whatever comes; completes when all streams have. */
  take(streams: ViewerStreams): Observable<unknown> {
    return merge(
      streams.truth.pipe(tap((message) => this.#state.putTruth(message))),
      streams.left.pipe(tap((message) => this.#takeEvents("left", message))),
      streams.right.pipe(tap((message) => this.#takeEvents("right", message))),
      this.#keep("leftDetection", "detection", streams.leftDetection),
      this.#keep("rightDetection", "detection", streams.rightDetection),
      this.#keep("state", "ball-state", streams.state),
      this.#keep("hit", "hit-point", streams.hit),
      this.#keep("command", "joint-command", streams.command),
    );
  }

  /** Encoded messages of what is new since the last frame. */
  next(): Uint8Array[] {
    const nowUs = this.#context.nowUs();
    this.#putPicture("left", nowUs);
    this.#putPicture("right", nowUs);
    this.#putLatency(nowUs);
    this.#lastUs = nowUs;
    return this.#state.frame(nowUs);
  }

  /** Encoded messages for a client that has seen no frame yet. */
  welcome(): Uint8Array[] {
    return this.#state.welcome(this.#context.nowUs());
  }

  #keep<K extends PayloadType>(
    topic: string,
    type: K,
    stream: Observable<Message<Payloads[K]>>,
  ): Observable<unknown> {
    return stream.pipe(tap((message) => this.#state.put(topic, bodyOf(type, message.payload), message)));
  }

  #takeEvents(side: Side, message: Message<EventBatch>): void {
    this.#binners[side].add(message.payload);
    this.#newestEvents[side] = message;
  }

  #putPicture(side: Side, nowUs: number): void {
    const message = this.#newestEvents[side];
    const binned = this.#binners[side].flush();
    if (message === undefined || binned === null) return;
    const image = { ...binned, camera: side, timeUs: nowUs, windowUs: nowUs - this.#lastUs };
    this.#state.put(side, bodyOf("event-image", image), message);
  }

  #putLatency(nowUs: number): void {
    const reports = this.#hooks.latency?.() ?? [];
    if (reports === this.#latency) return;
    this.#latency = reports;
    for (const report of reports) this.#state.putLatency(report, nowUs);
  }
}
