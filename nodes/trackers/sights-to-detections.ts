import { map, type Observable } from "rxjs";
import { z } from "zod";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { derive, type Message } from "../../src/core/message.ts";
import type { Detection } from "../../src/core/perception.ts";
import type { Metrics } from "../../src/runtime/node.ts";
import { type Sight, WindowTrack, type WindowTrackOptions } from "../../src/tracking/window-track.ts";
import { windowEndUs } from "./window-end.ts";
import { coastUs, countUnseen, noisePx, windowParams } from "./window-params.ts";

/** Parameters that trackers share which look for a ball by its shape. */
export const SHAPE_PARAMS = {
  ...windowParams,
  gatePx: z.number().min(1).max(200).default(12).describe("[px] farther from its way it is another thing"),
  coastUs,
  noisePx: noisePx(1.5),
} as const;

/** A track of what a shape finder sees: a sight is one from even odds on. */
export const shapeTrack = (
  options: Omit<WindowTrackOptions, "startPresence" | "keepPresence" | "confirmSights">,
): WindowTrack => new WindowTrack({ ...options, startPresence: 0.5, keepPresence: 0.5, confirmSights: 3 });

/** One detection per window: what `find` sees in it, taken into the track; counts windows without a ball. */
export function sightsToDetections(
  track: WindowTrack,
  metrics: Metrics,
  find: (batch: EventBatch, windowEndUs: number) => Sight | null,
): (events: Observable<Message<EventBatch>>) => Observable<Message<Detection>> {
  return map((message: Message<EventBatch>) => {
    const endUs = windowEndUs(message);
    const detection = track.update(find(message.payload, endUs), endUs);
    countUnseen(metrics, detection);
    return derive(message, detection);
  });
}
