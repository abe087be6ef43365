/** Neighbours in one row and the light on them; one object is used over and over, so that nothing is allocated. */
export class PixelSpan {
  /** [px] the first pixel, inside the sensor. */
  row = 0;
  column = 0;
  /** [px] how many. */
  count = 0;
  /** [us] until then their light stood still; it has gone to what it is by the instant of the look. */
  sinceUs = 0;
  /** [-] of each, from the first on. */
  readonly light: Float64Array;

  /** @param most [px] longest span that will be needed */
  constructor(most: number) {
    this.light = new Float64Array(most);
  }
}

/** Takes the pixels that a scene says may have changed. */
export interface PixelSink {
  see(span: PixelSpan): void;
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
