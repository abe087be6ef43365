/** The run's clock: integer nanoseconds since the run began. */
export interface Clock {
  readonly kind: "wall" | "virtual";
  nowNs(): number;
}

/** [ns] monotonic time of this process, the same in all of its threads. */
export function processNowNs(): number {
  return Math.round(performance.now() * 1e6) + THREAD_OFFSET_NS;
}

/** performance.now() starts anew in every thread; hrtime does not, but allocates, so it is read at the start only. */
const THREAD_OFFSET_NS = threadOffsetNs();

/**
 * [ns] hrtime minus performance.now(), both read as close together as it gets: the first calls of a thread take the
 * better part of a millisecond, which would set its clock apart from the others'.
 */
function threadOffsetNs(): number {
  let closestNs = Infinity;
  let offsetNs = 0;
  for (let i = 0; i < 20; i++) {
    const beforeNs = performance.now() * 1e6;
    const hostNs = Number(process.hrtime.bigint());
    const afterNs = performance.now() * 1e6;
    if (afterNs - beforeNs >= closestNs) continue;
    closestNs = afterNs - beforeNs;
    offsetNs = hostNs - (beforeNs + afterNs) / 2;
  }
  return Math.round(offsetNs);
}

/** Monotonic wall clock; threads given the same start agree to some microseconds. */
export class WallClock implements Clock {
  readonly kind = "wall";
  readonly startNs: number;

  /** @param startNs [ns] `processNowNs()` at the start of the run. */
  constructor(startNs: number = processNowNs()) {
    this.startNs = startNs;
  }

  nowNs(): number {
    return Math.round(performance.now() * 1e6) + THREAD_OFFSET_NS - this.startNs;
  }
}

/** A clock that stands still until it is told the next instant. */
export class VirtualClock implements Clock {
  readonly kind = "virtual";
  #nowNs = 0;

  nowNs(): number {
    return this.#nowNs;
  }

  advanceTo(timeNs: number): void {
    this.#nowNs = timeNs;
  }
}
