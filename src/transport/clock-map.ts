/** [us] the smallest transit is taken over the last one to two of these: long enough for a quiet moment, short
 * against clock drift (20 ppm in 10 s is 0.2 ms). */
const WINDOW_US = 10_000_000;

/**
 * Maps a sender's clock to the receiver's: offset = the least of (arrival - send) seen lately. What transit every
 * message has in common cannot be told from the offset; a message's age holds what it waited beyond that.
 *
 * Mapped times never change the order of the sender's: a rise of the offset counts at once, a fall only as far as
 * there is a gap between one message's newest light and the next one's oldest.
 */
export class ClockMap {
  #leastUs = Infinity;
  #formerLeastUs = Infinity;
  #windowEndUs = -Infinity;
  #offsetUs = NaN;
  #newestUs = -Infinity;

  /** A message left at `sentUs` (sender's clock) and came at `arrivedUs` (ours). */
  observe(sentUs: number, arrivedUs: number): void {
    if (arrivedUs >= this.#windowEndUs) {
      this.#formerLeastUs = this.#leastUs;
      this.#leastUs = Infinity;
      this.#windowEndUs = arrivedUs + WINDOW_US;
    }
    this.#leastUs = Math.min(this.#leastUs, arrivedUs - sentUs);
  }

  /** [us] to add to the times of a message whose light spans `oldestUs` to `newestUs` (sender's clock); an integer. */
  offsetUs(oldestUs: number, newestUs: number): number {
    const target = Math.round(Math.min(this.#leastUs, this.#formerLeastUs));
    if (!(target < this.#offsetUs)) this.#offsetUs = target;
    else
      this.#offsetUs = Math.max(target, this.#offsetUs - Math.max(0, Math.floor(oldestUs - this.#newestUs)));
    this.#newestUs = Math.max(this.#newestUs, newestUs);
    return this.#offsetUs;
  }
}
