import type { Covariance2, Detection } from "../core/perception.ts";
import { UNSEEN_PRESENCE } from "./mid-range.ts";

export interface WindowTrackOptions {
  /** Camera id, for the detections. */
  readonly camera: string;
  /** [us] length of a window of events. */
  readonly windowUs: number;
  /** [us] how long before a window's end the places are of that are seen in it. */
  readonly beforeEndUs: number;
  /** [us] how much later than the light its events come; taken off the detection's instant. */
  readonly sensorDelayUs: number;
  /** [-] probability above which a sight starts a track, and, lower, keeps one. */
  readonly startPresence: number;
  readonly keepPresence: number;
  /** [-] sights in a row that confirm a track. */
  readonly confirmSights: number;
  /** [px] farther from its prediction than this a sight belongs to something else. */
  readonly gatePx: number;
  /** [us] how long a confirmed track goes on unseen. */
  readonly coastUs: number;
}

/** A ball in a window, as a detector says. [px] of the sensor. */
export interface Sight {
  readonly xPx: number;
  readonly yPx: number;
  /** [px^2] */
  readonly covariancePx2: Covariance2;
  /** [-] probability of a ball */
  readonly presence: number;
}

const PLACE_GAIN = 0.7; // [-] of the image motion filter, as in mid-range.ts
const SPEED_GAIN = 0.3;
const COAST_PX_PER_MS = 1.5; // [px/ms] spread of a ball nobody sees

interface Track {
  readonly xPx: number;
  readonly yPx: number;
  /** [px/us] */
  readonly vx: number;
  readonly vy: number;
  /** [us] instant of the place, and end of the last window in which the ball was seen. */
  readonly atUs: number;
  readonly seenUs: number;
  readonly sights: number;
}

/**
 * From single sights to a track, with nothing but what was seen: predicts where to look next, takes what is near, coasts
 * through windows without a sight, confirms after some sights and drops what stays away.
 */
export class WindowTrack {
  readonly #options: WindowTrackOptions;
  #track: Track | null = null;

  constructor(options: WindowTrackOptions) {
    this.#options = options;
  }

  /** [px] where the ball should be in the window that ends at `windowEndUs`; null without a track. */
  predicted(windowEndUs: number): { readonly xPx: number; readonly yPx: number } | null {
    const track = this.#track;
    if (track === null) return null;
    const aheadUs = this.#instant(windowEndUs) - track.atUs;
    return { xPx: track.xPx + track.vx * aheadUs, yPx: track.yPx + track.vy * aheadUs };
  }

  /** Takes what a detector found in a window, null for nothing; call once per window, in order. */
  update(sight: Sight | null, windowEndUs: number): Detection {
    const { startPresence, keepPresence, gatePx } = this.#options;
    const predicted = this.predicted(windowEndUs);
    const wanted = predicted === null ? startPresence : keepPresence;
    const near =
      sight !== null &&
      sight.presence >= wanted &&
      (predicted === null || distance(sight, predicted) <= gatePx);
    if (near) return this.#take(sight, predicted, windowEndUs);
    const track = this.#track;
    const confirmed = track !== null && track.sights >= this.#options.confirmSights;
    if (predicted !== null && confirmed && windowEndUs - track.seenUs <= this.#options.coastUs) {
      return this.#coast(predicted, track, windowEndUs);
    }
    this.#track = null;
    const unknown = { xPx: NaN, yPx: NaN, covariancePx2: [1e6, 0, 1e6] as const, presence: 0 };
    return this.#detection(unknown, windowEndUs);
  }

  /** [us] the instant that a window's place refers to, by the light. */
  #instant(windowEndUs: number): number {
    return windowEndUs - this.#options.beforeEndUs - this.#options.sensorDelayUs;
  }

  #take(
    sight: Sight,
    predicted: { readonly xPx: number; readonly yPx: number } | null,
    windowEndUs: number,
  ): Detection {
    const old = this.#track;
    const atUs = this.#instant(windowEndUs);
    this.#track = {
      ...(old === null || predicted === null || atUs <= old.atUs
        ? { xPx: sight.xPx, yPx: sight.yPx, vx: 0, vy: 0, sights: 1 }
        : corrected(old, sight, predicted, atUs - old.atUs)),
      atUs,
      seenUs: windowEndUs,
    };
    const confirmed = this.#track.sights >= this.#options.confirmSights;
    const presence = confirmed ? sight.presence : Math.min(UNSEEN_PRESENCE, sight.presence);
    return this.#detection({ ...sight, presence }, windowEndUs);
  }

  #coast(
    predicted: { readonly xPx: number; readonly yPx: number },
    track: Track,
    windowEndUs: number,
  ): Detection {
    const spread = 1 + (COAST_PX_PER_MS * (this.#instant(windowEndUs) - track.atUs)) / 1000;
    const covariancePx2: Covariance2 = [spread * spread, 0, spread * spread];
    return this.#detection({ ...predicted, covariancePx2, presence: UNSEEN_PRESENCE }, windowEndUs);
  }

  #detection(sight: Sight, windowEndUs: number): Detection {
    const { camera, windowUs } = this.#options;
    const validAtUs = Math.round(this.#instant(windowEndUs));
    const { xPx, yPx, covariancePx2, presence } = sight;
    const window = { windowStartUs: windowEndUs - windowUs, windowEndUs };
    return { camera, xPx, yPx, covariancePx2, presence, validAtUs, ...window };
  }
}

function corrected(
  old: Track,
  sight: Sight,
  predicted: { readonly xPx: number; readonly yPx: number },
  elapsedUs: number,
): Pick<Track, "xPx" | "yPx" | "vx" | "vy" | "sights"> {
  const first = old.sights === 1; // two sights are all that is known of the speed
  const missX = sight.xPx - predicted.xPx;
  const missY = sight.yPx - predicted.yPx;
  const place = first ? 1 : PLACE_GAIN;
  const speed = (first ? 1 : SPEED_GAIN) / elapsedUs;
  return {
    xPx: predicted.xPx + place * missX,
    yPx: predicted.yPx + place * missY,
    vx: old.vx + speed * missX,
    vy: old.vy + speed * missY,
    sights: old.sights + 1,
  };
}

function distance(
  a: { readonly xPx: number; readonly yPx: number },
  b: { readonly xPx: number; readonly yPx: number },
): number {
  const dx = a.xPx - b.xPx;
  const dy = a.yPx - b.yPx;
  return Math.sqrt(dx * dx + dy * dy);
}
