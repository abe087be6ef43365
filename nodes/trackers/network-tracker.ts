import { Observable } from "rxjs";
import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Message } from "../../src/core/message.ts";
import type { Detection } from "../../src/core/perception.ts";
import type { NodeContext } from "../../src/runtime/node.ts";
import { decoderOutputs } from "../../src/snn/decoder.ts";
import { WindowTrack } from "../../src/tracking/window-track.ts";
import type { BallCard } from "../model-files.ts";
import { whereToLook } from "./where-to-look.ts";
import { WindowDetector, type WindowNetwork } from "./window-detector.ts";
import { WindowFlow, type WindowTracker } from "./window-flow.ts";
import { coastUs, noisePx, windowParams } from "./window-params.ts";

const probability = z.number().min(0).max(1);

/** Parameters that trackers with a trained network share, whatever the network is. */
export const networkTrackerParams = {
  camera: windowParams.camera,
  sensorDelayUs: windowParams.sensorDelayUs,
  startPresence: probability.default(0.9).describe("[-] probability of a ball that starts a track"),
  keepPresence: probability.default(0.5).describe("[-] probability that keeps one"),
  confirmSights: z.int().min(1).max(100).default(3).describe("[-] sights in a row that confirm a track"),
  gatePx: z.number().min(1).max(200).default(12).describe("[px] farther from its way it is another thing"),
  coastUs,
  noisePx: noisePx(0.7),
} as const;

type Follow = z.output<z.ZodObject<typeof networkTrackerParams>>;

/** Follows the ball with whatever runs the network: only that differs from tracker to tracker. */
export function followWith(
  network: WindowNetwork,
  { input, decoder }: Pick<BallCard, "input" | "decoder">,
  params: Follow,
): Pick<WindowTracker, "see" | "settle"> {
  const detector = new WindowDetector({ input, decoder }, network, decoderOutputs(decoder));
  const { windowUs, validBeforeEndUs } = input;
  const track = new WindowTrack({ ...params, windowUs, beforeEndUs: validBeforeEndUs });
  const look = whereToLook(track);
  const floor = params.noisePx * params.noisePx;
  return {
    see: (batch, endUs) => {
      const place = look(batch, endUs);
      const sight = place === null ? null : detector.detect(batch, place, endUs);
      // the spread of the outputs is no error bar of a place; the figure that the caller has measured is
      return sight === null ? null : { ...sight, covariancePx2: [floor, 0, floor] };
    },
    settle: (sight, endUs) => track.update(sight, endUs),
  };
}

/** A tracker that is loading. */
export interface LoadingTracker {
  readonly loading: Promise<WindowTracker>;
  /** Once, when it is there. */
  readonly loaded?: (tracker: WindowTracker) => void;
  /** Before each window. */
  readonly took?: (batch: EventBatch) => void;
}

/** One detection per window of events, in order; windows that come before the tracker is there wait for it. */
export function detectionsOf(
  events: Observable<Message<EventBatch>>,
  context: NodeContext,
  { loading, loaded, took }: LoadingTracker,
): Observable<Message<Detection>> {
  return new Observable((subscriber) => {
    let flow: WindowFlow | null = null;
    let ended = false;
    const waiting: Message<EventBatch>[] = [];
    const endWhenEmpty = (): void => {
      if (ended && waiting.length === 0 && (flow?.inFlight ?? 0) === 0) subscriber.complete();
    };
    const take = (message: Message<EventBatch>, to: WindowFlow): void => {
      took?.(message.payload);
      to.take(message);
    };
    loading.then(
      (tracker) => {
        const opened = new WindowFlow(tracker, context, {
          tell: (message) => subscriber.next(message),
          landed: endWhenEmpty,
        });
        flow = opened;
        loaded?.(tracker);
        for (const message of waiting.splice(0)) take(message, opened);
        endWhenEmpty();
      },
      (error: unknown) => subscriber.error(error),
    );
    const subscription = events.subscribe({
      next: (message) => {
        if (flow === null) waiting.push(message);
        else take(message, flow);
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => {
        ended = true;
        endWhenEmpty();
      },
    });
    return () => {
      subscription.unsubscribe();
      flow?.stop();
    };
  });
}
