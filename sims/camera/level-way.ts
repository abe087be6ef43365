import { exactExp, exactLog } from "../../src/core/exact-math.ts";

/** Places of the numbers of a way: an array of floats takes them as they are, fields of an object would box each anew. */
export const WAY = {
  /** [us] */
  fromUs: 0,
  toUs: 1,
  /** [ln] */
  fromLevel: 2,
  toLevel: 3,
  /** [-] light, dark light included. */
  fromLight: 4,
  toLight: 5,
  /** [ln] what `lookUp` found. */
  level: 6,
} as const;

/**
 * How a pixel's level goes from one visit to the next: straight, or, without a lag, as the logarithm of light that goes
 * straight (an edge that passes covers a pixel evenly). One is used over and over; nothing is allocated.
 */
export class LevelWay {
  readonly numbers = new Float64Array(7);
  straightInLight = false;

  /** [us] when a level between the two ends is reached. */
  timeOf(level: number): number {
    const n = this.numbers;
    const part = this.straightInLight
      ? (exactExp(level) - n[WAY.fromLight]!) / (n[WAY.toLight]! - n[WAY.fromLight]!)
      : (level - n[WAY.fromLevel]!) / (n[WAY.toLevel]! - n[WAY.fromLevel]!);
    if (!(part > 0)) return n[WAY.fromUs]!;
    return part < 1 ? n[WAY.fromUs]! + part * (n[WAY.toUs]! - n[WAY.fromUs]!) : n[WAY.toUs]!;
  }

  /** Sets `WAY.level` to the level at an instant. (Whoever takes it as a result carries it on as an object.) */
  lookUp(timeUs: number): void {
    const n = this.numbers;
    const part = (timeUs - n[WAY.fromUs]!) / (n[WAY.toUs]! - n[WAY.fromUs]!);
    n[WAY.level] = this.straightInLight
      ? exactLog(n[WAY.fromLight]! + part * (n[WAY.toLight]! - n[WAY.fromLight]!))
      : n[WAY.fromLevel]! + part * (n[WAY.toLevel]! - n[WAY.fromLevel]!);
  }
}
