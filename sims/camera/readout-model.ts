import { SaccadeError } from "../../src/core/errors.ts";

/** A part of a sensor. [px] */
export interface SensorRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What happens between the pixels of a sensor and its output. */
export interface ReadoutModel {
  /** [ns] how long the bus takes for an event, stamping included; 0 = no time at all. */
  readonly eventNs: number;
  /**
   * [ns] how long it takes to choose a row whose waiting events are then read together, under one stamp; 0 = events are
   * read one by one in the order of their times.
   */
  readonly rowNs: number;
  /** [events] that can wait; one more is lost. Infinity = all wait. */
  readonly queueEvents: number;
  /** Only pixels in here are read; null = all. */
  readonly region: SensorRegion | null;
  /** At most so many events leave in each period, the first of which begins at 0; null = no limit. */
  readonly rateControl: { readonly periodUs: number; readonly maxEvents: number } | null;
}

/** All events leave at once, as they happened. */
export const FREE_READOUT: ReadoutModel = {
  eventNs: 0,
  rowNs: 0,
  queueEvents: Infinity,
  region: null,
  rateControl: null,
};

/** Events that did not leave a sensor. */
export interface ReadoutDrops {
  /** Outside the region. */
  readonly region: number;
  /** No room to wait. */
  readonly queue: number;
  /** Above the limit of the rate control. */
  readonly rateControl: number;
}

/** How a camera's clock runs: it shows time x (1 + driftPpm 1e-6) + offsetUs, cut to whole microseconds. */
export interface ClockModel {
  /** [us] */
  readonly offsetUs: number;
  /** [ppm] above 0 = it runs fast. */
  readonly driftPpm: number;
}

/** [us] the run's time at which a camera's clock shows `shownUs`, at most 1 us late. */
export const runTimeUs = ({ offsetUs, driftPpm }: ClockModel, shownUs: number): number =>
  Math.ceil((shownUs - offsetUs) / (1 + driftPpm * 1e-6));

/** @throws SaccadeError `world-invalid` on a number out of its range, a region that leaves the sensor included. */
export function checkReadout(model: ReadoutModel, width: number, height: number): void {
  const { eventNs, rowNs, queueEvents, region, rateControl } = model;
  check("eventNs", eventNs, eventNs >= 0 && eventNs <= 1e9, "0 to 1e9");
  check("rowNs", rowNs, rowNs >= 0 && rowNs <= 1e9, "0 to 1e9");
  check("queueEvents", queueEvents, queueEvents >= 1, "1 or more");
  if (rateControl !== null) {
    const { periodUs, maxEvents } = rateControl;
    check("periodUs", periodUs, Number.isSafeInteger(periodUs) && periodUs >= 1, "a whole number from 1");
    check("maxEvents", maxEvents, Number.isSafeInteger(maxEvents) && maxEvents >= 0, "a whole number from 0");
  }
  if (region === null) return;
  checkSpan("region.x", region.x, region.width, width);
  checkSpan("region.y", region.y, region.height, height);
}

/** @throws SaccadeError `world-invalid` on a number that is not finite, or a drift beyond 10 %. */
export function checkClock({ offsetUs, driftPpm }: ClockModel): void {
  check("offsetUs", offsetUs, Number.isFinite(offsetUs), "finite");
  check("driftPpm", driftPpm, Math.abs(driftPpm) <= 1e5, "-1e5 to 1e5");
}

function checkSpan(name: string, from: number, count: number, size: number): void {
  const whole = Number.isInteger(from) && Number.isInteger(count);
  check(
    name,
    from,
    whole && from >= 0 && count >= 1 && from + count <= size,
    `whole, inside 0 to ${String(size)}`,
  );
}

function check(name: string, value: number, good: boolean, allowed: string): void {
  if (good) return;
  throw new SaccadeError("world-invalid", `event camera: ${name} is ${String(value)}, must be ${allowed}`, {
    option: name,
  });
}
