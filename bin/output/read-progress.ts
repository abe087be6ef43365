/** [ms] between two looks: a terminal needs no more. */
const PERIOD_MS = 200;
const BAR_CELLS = 24;

/** How far a long read has come, as a line of text now and then. */
export class ReadProgress {
  readonly #sizeBytes: number;
  readonly #startMs = performance.now();
  #shownMs = this.#startMs; // so that what is soon done shows nothing

  /** @param sizeBytes [bytes] of the whole */
  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  /** [ms] since the start. */
  get elapsedMs(): number {
    return performance.now() - this.#startMs;
  }

  /** A line when it is time for one, else null. @param events [events] so far */
  line(readBytes: number, events: number): string | null {
    const nowMs = performance.now();
    if (nowMs - this.#shownMs < PERIOD_MS) return null;
    this.#shownMs = nowMs;
    const share = this.#sizeBytes === 0 ? 1 : Math.min(1, readBytes / this.#sizeBytes);
    const elapsedS = (nowMs - this.#startMs) / 1000;
    const leftS = share > 0 ? elapsedS * (1 / share - 1) : NaN;
    const rate = events / 1e6 / elapsedS;
    const done = "#".repeat(Math.round(share * BAR_CELLS)).padEnd(BAR_CELLS, ".");
    const figures = [
      `${(events / 1e6).toFixed(1)} M events`,
      `${rate.toFixed(1)} M/s`,
      `${leftS.toFixed(0)} s left`,
    ];
    return `[${done}] ${(share * 100).toFixed(0).padStart(3)} %  ${figures.join("  ")}`;
  }
}
