/** Takes the pixels that a scene says may have changed. */
export interface PixelSink {
  /** [px] column and row inside the sensor; [ln] natural logarithm of the light there at the scene's new instant. */
  see(column: number, row: number, logLight: number): void;
}

/**
 * What one camera looks at, without rendering: the scene knows which pixels its movers can have changed and how bright
 * each of them is now. Light is relative; only differences of its logarithm count.
 */
export interface Scene {
  /** [ln] light of a pixel where no mover is. */
  restingLogLight(column: number, row: number): number;
  /** [us] the latest instant, at most `untilUs`, up to which no outline moves by more than `mostPx` from where it is. */
  nextInstant(untilUs: number, mostPx: number): number;
  /**
   * Moves on to an instant and shows `sink` every pixel of the sensor that differs from the instant before. It may show
   * pixels that do not differ, and one pixel twice.
   */
  moveTo(timeUs: number, sink: PixelSink): void;
}
