import { finite, integer, text, wireError } from "./check.ts";
import type { saccade } from "./gen/saccade.js";

/** [px] largest side of an event image. */
const MAX_IMAGE_SIDE = 4096;

/** Events of one camera, accumulated into an image for display. */
export interface EventImage {
  readonly camera: string;
  /** [px] */
  readonly width: number;
  readonly height: number;
  /** [us] end of the accumulated interval, sender's clock. */
  readonly timeUs: number;
  /** [us] its length. */
  readonly windowUs: number;
  /**
   * [-] row-major from the top left, one byte a pixel: bits 7..4 count ON events, bits 3..0 OFF events, each stopping
   * at 15. After decoding a view into the message's own bytes.
   */
  readonly pixels: Uint8Array;
  /** [px] edge on the sensor of what one pixel of the image stands for; 1 = the sensor's own resolution. */
  readonly cellPx: number;
}

/** State of one latency budget. */
export interface LatencyReport {
  /** Name of the budget: its path as the pipeline file writes it. */
  readonly budget: string;
  /** [ms] */
  readonly limitMs: number;
  /** [ms] NaN before the first message. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lastMs: number;
  /** [-] messages measured, and those over the limit. */
  readonly count: number;
  readonly misses: number;
  /** Where most of the time of the misses went; empty without a miss. */
  readonly blame: string;
}

export function toWireEventImage(image: EventImage): saccade.v1.EventImage.$Properties {
  return { ...image };
}

/** @throws SaccadeError `wire-invalid`, also when the bytes are not one a pixel. */
export function fromWireEventImage(message: saccade.v1.EventImage.$Properties): EventImage {
  const width = integer(message.width, "event_image.width", 1, MAX_IMAGE_SIDE);
  const height = integer(message.height, "event_image.height", 1, MAX_IMAGE_SIDE);
  const pixels = message.pixels ?? new Uint8Array(0);
  if (pixels.length !== width * height) {
    throw wireError("event_image.pixels", `must be ${width} x ${height} bytes, found ${pixels.length}`);
  }
  return {
    camera: text(message.camera, "event_image.camera", 64),
    width,
    height,
    timeUs: finite(message.timeUs, "event_image.time_us"),
    windowUs: finite(message.windowUs, "event_image.window_us"),
    pixels,
    cellPx: integer(message.cellPx, "event_image.cell_px", 1, MAX_IMAGE_SIDE),
  };
}

export function toWireLatencyReport(report: LatencyReport): saccade.v1.LatencyReport.$Properties {
  return { ...report };
}

/** @throws SaccadeError `wire-invalid`. */
export function fromWireLatencyReport(message: saccade.v1.LatencyReport.$Properties): LatencyReport {
  return {
    budget: text(message.budget, "latency_report.budget", 256),
    limitMs: finite(message.limitMs, "latency_report.limit_ms"),
    p50Ms: message.p50Ms ?? 0,
    p99Ms: message.p99Ms ?? 0,
    lastMs: message.lastMs ?? 0,
    count: integer(message.count, "latency_report.count"),
    misses: integer(message.misses, "latency_report.misses"),
    blame: text(message.blame, "latency_report.blame", 64),
  };
}
