import type { EventBatch } from "../../src/core/event-batch.ts";
import { DensestPlace } from "../../src/tracking/densest-place.ts";
import type { WindowTrack } from "../../src/tracking/window-track.ts";

/** [events] in a dense place that are worth a look. */
const MIN_EVENTS = 12;

/** [px] the middle of the region to look at: where the track should be or, without one, where most events are; null = nowhere. */
export type WhereToLook = (
  batch: EventBatch,
  windowEndUs: number,
) => { readonly xPx: number; readonly yPx: number } | null;

/** Follows a track and, while there is none, the densest place. */
export function whereToLook(track: WindowTrack): WhereToLook {
  const densest = new DensestPlace();
  return (batch, windowEndUs) => {
    const predicted = track.predicted(windowEndUs);
    if (predicted !== null) return predicted;
    const place = densest.find(batch);
    return place === null || place.events < MIN_EVENTS ? null : place;
  };
}
