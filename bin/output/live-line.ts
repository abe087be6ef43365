import { stripVTControlCharacters } from "node:util";

/** [ms] between two lines where the output is not a terminal. */
const PLAIN_PERIOD_MS = 5000;

/** A line on stderr that is rewritten in place; on anything but a terminal, a new line now and then. */
export class LiveLine {
  #lastMs = -Infinity;
  #shown = false;

  show(text: string): void {
    const { stderr } = process;
    if (stderr.isTTY) {
      const plain = stripVTControlCharacters(text);
      const fitting = plain.length < stderr.columns ? text : plain.slice(0, stderr.columns - 1);
      stderr.write(`\r\x1b[K${fitting}`);
      this.#shown = true;
      return;
    }
    const nowMs = performance.now();
    if (nowMs - this.#lastMs < PLAIN_PERIOD_MS) return;
    this.#lastMs = nowMs;
    stderr.write(`${text}\n`);
  }

  /** Takes the line away, so that other output starts clean. */
  clear(): void {
    if (this.#shown) process.stderr.write("\r\x1b[K");
    this.#shown = false;
  }
}
