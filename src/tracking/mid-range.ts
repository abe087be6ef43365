import type { EventBatch } from "../core/event-batch.ts";
import type { Covariance2, Detection } from "../core/perception.ts";
import { BallRegion, MAX_HALF_PX, type Extent } from "./ball-region.ts";
import { DensestPlace } from "./densest-place.ts";

export interface MidRangeOptions {
  /** Camera id, for the detections. */
  readonly camera: string;
  /** [us] length of a window of events. */
  readonly windowUs: number;
  /** [us] how much later than the light its events come; taken off the detection's instant. */
  readonly sensorDelayUs: number;
  /** [-] fewer active pixels are not a ball. */
  readonly minPixels: number;
  /** [px] a narrower or wider thing is not a ball. */
  readonly minBallPx: number;
  readonly maxBallPx: number;
  /** [px] how far the ball may stray from its predicted place. */
  readonly marginPx: number;
  /** [px] standard deviation per axis of a place found. */
  readonly noisePx: number;
  /** [us] standard deviation of the instant to which a place belongs. */
  readonly timeNoiseUs: number;
  /** [us] how long to go on without seeing the ball. */
  readonly coastUs: number;
}

/** [-] presence of a detection that was predicted, not seen, and of a first sight that is not confirmed yet. */
export const UNSEEN_PRESENCE = 0.25;

/**
 * [-] cut off the extents on either side: 3-97 %. On the 7,570 real 1 ms frames of cogsys-tuebingen/snn-edge-benchmark
 * (commit 484bc27) the middle of these extents has a mean error of 2.45 px, 1.20 px without the slow bias of the labels.
 */
const TRIM = 0.03;
const PIXELS_HALF_SURE = 10; // [-] active pixels at which a ball is as likely as not; a real one has about 110
const PLACE_GAIN = 0.7; // [-] of the image motion filter: innovations of a pixel, a bounce bends the path by several
const SPEED_GAIN = 0.3;
const COAST_PX_PER_MS = 1.5; // [px/ms] spread of a ball nobody sees

interface Track {
  /** [px] */
  readonly xPx: number;
  readonly yPx: number;
  /** [px/us] */
  readonly vx: number;
  readonly vy: number;
  /** [us] instant of the place. */
  readonly atUs: number;
  /** [us] end of the last window in which it was seen. */
  readonly seenUs: number;
  /** [px] larger of its extents. */
  readonly sizePx: number;
  /** Seen in two windows at least. */
  readonly confirmed: boolean;
}

/**
 * Ball place from the events of a window alone: the middle between the extents of what moves, inside a region that
 * follows the ball. The extents come from the trailing edge at the window's start and the leading edge at its end, so
 * their middle is where the ball was at the mean of those times, mid-window; events of one edge that are late or
 * missing shift that instant, and the mean time of the events shows it.
 */
export class MidRangeTracker {
  readonly #options: MidRangeOptions;
  readonly #region = new BallRegion(TRIM);
  readonly #densest = new DensestPlace();
  #track: Track | null = null;

  constructor(options: MidRangeOptions) {
    this.#options = options;
  }

  /**
   * The ball in the window of events that ends at `windowEndUs`; call once per window, empty ones included. Presence is
   * 0 (and the place NaN) without any idea, `UNSEEN_PRESENCE` where the place is only predicted or just acquired.
   */
  track(batch: EventBatch, windowEndUs: number): Detection {
    const seen = this.#track === null ? this.#acquire(batch) : this.#follow(batch, this.#track, windowEndUs);
    if (seen !== null) return this.#take(seen, windowEndUs);
    const track = this.#track;
    if (track === null || !this.#mayCoast(track, windowEndUs)) {
      this.#track = null;
      return this.#nothing(windowEndUs);
    }
    return this.#coast(track, windowEndUs);
  }

  /** Looks where the events are densest, then centres the region on what is there. */
  #acquire(batch: EventBatch): Extent | null {
    const place = this.#densest.find(batch);
    if (place === null || place.events < this.#options.minPixels) return null;
    const { maxBallPx } = this.#options;
    const wide = this.#region.measure(batch, { ...place, halfPx: this.#half(maxBallPx) });
    if (wide === null) return null;
    const size = Math.max(wide.widthPx, wide.heightPx);
    return this.#asBall(
      batch,
      this.#region.measure(batch, { xPx: wide.xPx, yPx: wide.yPx, halfPx: this.#half(size) }),
    );
  }

  #follow(batch: EventBatch, track: Track, windowEndUs: number): Extent | null {
    const aheadUs = this.#middle(windowEndUs) - track.atUs;
    const xPx = track.xPx + track.vx * aheadUs;
    const yPx = track.yPx + track.vy * aheadUs;
    return this.#asBall(batch, this.#region.measure(batch, { xPx, yPx, halfPx: this.#half(track.sizePx) }));
  }

  #half(sizePx: number): number {
    return Math.min(MAX_HALF_PX, sizePx / 2 + this.#options.marginPx);
  }

  /** Null for what is too small, too large or cut off by the sensor's edge, where the extents lie. */
  #asBall(batch: EventBatch, extent: Extent | null): Extent | null {
    if (extent === null || extent.pixels < this.#options.minPixels) return null;
    const { xPx, yPx, widthPx, heightPx } = extent;
    const size = Math.max(widthPx, heightPx);
    if (size < this.#options.minBallPx || size > this.#options.maxBallPx) return null;
    const inside = (middle: number, width: number, end: number): boolean =>
      middle - width / 2 > 0.5 && middle + width / 2 < end - 1.5;
    return inside(xPx, widthPx, batch.width) && inside(yPx, heightPx, batch.height) ? extent : null;
  }

  /** [us] the instant of a window's middle, by the light. */
  #middle(windowEndUs: number): number {
    return windowEndUs - this.#options.windowUs / 2 - this.#options.sensorDelayUs;
  }

  #take(extent: Extent, windowEndUs: number): Detection {
    const { sensorDelayUs, noisePx, timeNoiseUs } = this.#options;
    const atUs = extent.meanTimeUs - sensorDelayUs;
    this.#track = this.#moved(extent, atUs, windowEndUs);
    const { vx, vy, confirmed } = this.#track;
    const sure = extent.pixels / (extent.pixels + PIXELS_HALF_SURE);
    const variance = noisePx * noisePx;
    const timeVariance = timeNoiseUs * timeNoiseUs;
    const covariance: Covariance2 = [
      variance + vx * vx * timeVariance,
      vx * vy * timeVariance,
      variance + vy * vy * timeVariance,
    ];
    return this.#detection(windowEndUs, {
      xPx: extent.xPx,
      yPx: extent.yPx,
      covariancePx2: covariance,
      presence: confirmed ? sure : Math.min(UNSEEN_PRESENCE, sure),
      validAtUs: Math.round(atUs),
    });
  }

  /** The track after a sight of the ball: place and image velocity corrected with constant gains. */
  #moved(extent: Extent, atUs: number, windowEndUs: number): Track {
    const sizePx = Math.max(extent.widthPx, extent.heightPx);
    const seen = { atUs, seenUs: windowEndUs, sizePx };
    const old = this.#track;
    const elapsedUs = old === null ? 0 : atUs - old.atUs;
    if (old === null || elapsedUs <= 0) {
      return { xPx: extent.xPx, yPx: extent.yPx, vx: 0, vy: 0, confirmed: false, ...seen };
    }
    const gain = old.confirmed ? SPEED_GAIN : 1; // two sights are all that is known of the speed
    const missX = extent.xPx - (old.xPx + old.vx * elapsedUs);
    const missY = extent.yPx - (old.yPx + old.vy * elapsedUs);
    return {
      xPx: extent.xPx - (1 - PLACE_GAIN) * missX * (old.confirmed ? 1 : 0),
      yPx: extent.yPx - (1 - PLACE_GAIN) * missY * (old.confirmed ? 1 : 0),
      vx: old.vx + (gain * missX) / elapsedUs,
      vy: old.vy + (gain * missY) / elapsedUs,
      confirmed: true,
      ...seen,
    };
  }

  /** Only a confirmed ball is waited for. */
  #mayCoast(track: Track, windowEndUs: number): boolean {
    return track.confirmed && windowEndUs - track.seenUs <= this.#options.coastUs;
  }

  #coast(track: Track, windowEndUs: number): Detection {
    const { noisePx } = this.#options;
    const validAtUs = Math.round(this.#middle(windowEndUs));
    const aheadUs = validAtUs - track.atUs;
    const spread = noisePx + (COAST_PX_PER_MS * aheadUs) / 1000;
    return this.#detection(windowEndUs, {
      xPx: track.xPx + track.vx * aheadUs,
      yPx: track.yPx + track.vy * aheadUs,
      covariancePx2: [spread * spread, 0, spread * spread],
      presence: UNSEEN_PRESENCE,
      validAtUs,
    });
  }

  #nothing(windowEndUs: number): Detection {
    return this.#detection(windowEndUs, {
      xPx: NaN,
      yPx: NaN,
      covariancePx2: [1e6, 0, 1e6],
      presence: 0,
      validAtUs: Math.round(this.#middle(windowEndUs)),
    });
  }

  #detection(
    windowEndUs: number,
    place: Pick<Detection, "xPx" | "yPx" | "covariancePx2" | "presence" | "validAtUs">,
  ): Detection {
    const { camera, windowUs } = this.#options;
    return { camera, ...place, windowStartUs: windowEndUs - windowUs, windowEndUs };
  }
}
