/** Takes the pixels that a scene says may have changed. */
export interface PixelSink {
  /**
   * [px] column and row inside the sensor; [-] the light there at the instant of the look, which it reached from what it
   * was at `sinceUs` [us]; until then it stood still.
   */
  see(column: number, row: number, light: number, sinceUs: number): void;
}

/**
 * What one camera looks at, without rendering: the scene knows which pixels its movers can have changed and how bright
 * each of them is now. Light is relative (only differences of its logarithm count) and above 0.
 *
 * The scene chooses the instants of its looks from the motion alone, never from when it is asked: so what the camera
 * sees does not depend on how time is cut.
 */
export interface Scene {
  /** [-] light of a pixel where no mover is. */
  restingLight(column: number, row: number): number;
  /**
   * [us] the instant of the next look, if it belongs to motion that begins before `beforeUs` and is known; else Infinity.
   * The instant itself may lie behind `beforeUs`.
   */
  nextLookUs(beforeUs: number): number;
  /** Does the look that `nextLookUs` last told of: shows `sink` every pixel that differs from the look before; maybe others, and one pixel twice. */
  look(sink: PixelSink): void;
  /** Shows every pixel that movers cover, or covered at the last look, as it is now: something came or went. */
  refresh(sink: PixelSink): void;
}
