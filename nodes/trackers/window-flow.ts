import type { EventBatch } from "../../src/core/event-batch.ts";
import { derive, type Message, type ModelledCost } from "../../src/core/message.ts";
import type { Detection } from "../../src/core/perception.ts";
import type { NodeContext } from "../../src/runtime/node.ts";
import type { Sight } from "../../src/tracking/window-track.ts";
import type { ChipPass } from "./chip-pass.ts";
import { windowEndUs } from "./window-end.ts";
import { countUnseen } from "./window-params.ts";

/** Looks at windows and follows what it sees. */
export interface WindowTracker {
  /** What is seen in a window where the ball should be, by all that has been settled so far; null = nothing. */
  see(batch: EventBatch, windowEndUs: number): Sight | null;
  /** Takes a window's sight into the track; in the order of the windows. */
  settle(sight: Sight | null, windowEndUs: number): Detection;
  /** Null where the network runs on this machine. */
  readonly chip: ChipPass | null;
  /** Windows go to the chip while results of others are still on their way. */
  readonly isPipelined: boolean;
}

/** Who is told of detections, and of results that were on their way. */
export interface FlowEnds {
  readonly tell: (message: Message<Detection>) => void;
  /** After each detection that was on its way. */
  readonly landed: () => void;
}

/**
 * Windows in, detections out, in order. Serial, a detection leaves in the turn of its window and the engine charges the pass;
 * pipelined, the window's credit goes back at once, and the detection leaves when its result is back: until then the track
 * knows nothing of it.
 */
export class WindowFlow {
  readonly #tracker: WindowTracker;
  readonly #context: NodeContext;
  readonly #ends: FlowEnds;
  /** Cancel what is on its way, in order. */
  readonly #flights = new Set<() => void>();
  /** [ns] run's clock: when the last of them lands. */
  #lastNs = -Infinity;

  constructor(tracker: WindowTracker, context: NodeContext, ends: FlowEnds) {
    this.#tracker = tracker;
    this.#context = context;
    this.#ends = ends;
  }

  /** [-] */
  get inFlight(): number {
    return this.#flights.size;
  }

  take(message: Message<EventBatch>): void {
    const { chip, isPipelined } = this.#tracker;
    const nowNs = this.#context.nowUs() * 1000;
    if (chip?.takes(nowNs) === false) {
      this.#context.metrics.count("chip-queue-full");
      this.#context.done(message);
      return;
    }
    const sight = this.#tracker.see(message.payload, windowEndUs(message));
    const pass = chip?.takePass(nowNs);
    const cost = pass?.cost ?? null;
    const landsNs = Math.max(this.#lastNs, pass?.doneNs ?? nowNs);
    if (isPipelined && landsNs > nowNs) this.#fly(message, sight, { cost, landsNs });
    else this.#tell(message, sight, cost);
    this.#context.done(message);
  }

  /** Nothing that is on its way will be told. */
  stop(): void {
    for (const cancel of this.#flights) cancel();
    this.#flights.clear();
  }

  #fly(
    message: Message<EventBatch>,
    sight: Sight | null,
    { cost, landsNs }: { readonly cost: ModelledCost | null; readonly landsNs: number },
  ): void {
    this.#lastNs = landsNs;
    const cancel = this.#context.at(landsNs / 1000, () => {
      this.#flights.delete(cancel);
      this.#tell(message, sight, cost);
      this.#ends.landed();
    });
    this.#flights.add(cancel);
  }

  #tell(message: Message<EventBatch>, sight: Sight | null, cost: ModelledCost | null): void {
    const detection = this.#tracker.settle(sight, windowEndUs(message));
    countUnseen(this.#context.metrics, detection);
    this.#ends.tell(derive(message, detection, cost));
  }
}
