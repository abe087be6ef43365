import type { Mark } from "../codecs/codec.ts";

/** [bytes] between two marks at first; doubles whenever the index is full. */
const SPACING_BYTES = 1_048_576;
/** [-] marks kept: an index of any file stays below a few hundred kilobytes. */
const MAX_MARKS = 2048;

/** Places in a stream at which a decoder can go on, by time; built while the stream is read. */
export class TimeIndex {
  #marks: Mark[] = [];
  /** [us] largest time reached at each mark or before. */
  #reachedUs: number[] = [];
  #spacingBytes = SPACING_BYTES;

  /** [bytes] a mark before this place is not needed. */
  get wantedByte(): number {
    const last = this.#marks.at(-1);
    return last === undefined ? 0 : last.byte + this.#spacingBytes;
  }

  /** Takes a mark, if it lies far enough behind those that are there. */
  add(mark: Mark): void {
    if (mark.byte < this.wantedByte) return;
    this.#reachedUs.push(Math.max(mark.timeUs, this.#reachedUs.at(-1) ?? -Infinity));
    this.#marks.push(mark);
    if (this.#marks.length > MAX_MARKS) this.#thinOut();
  }

  /** The last mark before which no event is as late as `timeUs`; null when there is none. */
  before(timeUs: number): Mark | null {
    const at = this.#reachedUs.findLastIndex((reachedUs) => reachedUs < timeUs);
    return at < 0 ? null : (this.#marks[at] ?? null);
  }

  /** Keeps every other mark, the first among them. */
  #thinOut(): void {
    this.#marks = this.#marks.filter((_, i) => i % 2 === 0);
    this.#reachedUs = this.#reachedUs.filter((_, i) => i % 2 === 0);
    this.#spacingBytes *= 2;
  }
}
