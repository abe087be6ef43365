import { exactExp, exactLog } from "../../src/core/exact-math.ts";

/**
 * How a pixel's level goes from one visit to the next: straight, or, without a lag, as the logarithm of light that goes
 * straight (an edge that passes covers a pixel evenly). One is used over and over; nothing is allocated.
 */
export class LevelWay {
  /** [us] */
  fromUs = NaN;
  toUs = NaN;
  /** [ln] */
  fromLevel = NaN;
  toLevel = NaN;
  /** [-] light and dark light. */
  fromLight = NaN;
  toLight = NaN;
  straightInLight = false;

  /** [us] when a level between the two ends is reached. */
  timeOf(level: number): number {
    const part = this.straightInLight
      ? (exactExp(level) - this.fromLight) / (this.toLight - this.fromLight)
      : (level - this.fromLevel) / (this.toLevel - this.fromLevel);
    if (!(part > 0)) return this.fromUs;
    return part < 1 ? this.fromUs + part * (this.toUs - this.fromUs) : this.toUs;
  }

  /** [ln] */
  levelAt(timeUs: number): number {
    const part = (timeUs - this.fromUs) / (this.toUs - this.fromUs);
    return this.straightInLight
      ? exactLog(this.fromLight + part * (this.toLight - this.fromLight))
      : this.fromLevel + part * (this.toLevel - this.fromLevel);
  }
}
