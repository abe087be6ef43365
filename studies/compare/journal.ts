import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { SaccadeError } from "../../src/core/errors.ts";
import { systemReason } from "../../src/core/system-reason.ts";
import type { PlayedBall } from "./compare-thread.ts";

/** A ball as one row played it. */
export interface JournalLine {
  /** [-] */
  readonly ball: number;
  /** Fingerprint of all that decides what a ball comes to in the row. */
  readonly row: string;
  readonly played: PlayedBall;
}

/**
 * Balls that rows have played, a line of JSON each. A comparison that is cut goes on from there, one with another row plays that
 * row alone, and one of fewer balls is told at once. A file may hold the rows of several comparisons.
 */
export class BallJournal {
  readonly #file: string;
  /** By row and ball. */
  readonly #played = new Map<string, Map<number, PlayedBall>>();

  /**
   * Opens a file, or begins it.
   * @throws SaccadeError `file-unreadable`; `config-invalid` on a line that is none, the last one aside, which may have been cut
   */
  constructor(file: string) {
    this.#file = file;
    const text = existsSync(file) ? guarded(file, () => readFileSync(file, "utf8")) : "";
    const lines = text.split("\n").slice(0, -1); // what follows the last line's end was cut while it was written
    for (const [i, line] of lines.entries()) this.#keep(lineOf(line, { file, line: i + 1 }));
    const whole = lines.map((line) => `${line}\n`).join("");
    if (whole !== text || text === "") guarded(file, () => writeFileSync(file, whole));
  }

  /** What came of a ball; undefined when the row has not played it. */
  find(row: string, ball: number): PlayedBall | undefined {
    return this.#played.get(row)?.get(ball);
  }

  /** Writes what rows made of a ball, all or nothing. */
  add(lines: readonly JournalLine[]): void {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    guarded(this.#file, () => appendFileSync(this.#file, text));
    for (const line of lines) this.#keep(line);
  }

  #keep({ row, ball, played }: JournalLine): void {
    const balls = this.#played.get(row) ?? new Map<number, PlayedBall>();
    this.#played.set(row, balls.set(ball, played));
  }
}

function lineOf(text: string, where: { readonly file: string; readonly line: number }): JournalLine {
  let value: Partial<JournalLine> | null = null;
  try {
    value = JSON.parse(text) as Partial<JournalLine> | null;
  } catch {
    // told below, with its place
  }
  const { row, ball, played } = value ?? {};
  if (typeof row === "string" && typeof ball === "number" && played !== undefined)
    return { row, ball, played };
  const { file, line } = where;
  const message = `${file}: line ${line} is no ball (found ${text.slice(0, 40)}); name a file that saccade compare --keep has written`;
  throw new SaccadeError("config-invalid", message, where);
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `cannot keep balls in ${file}: ${systemReason(cause, "there is no such folder")}`;
    throw new SaccadeError("file-unreadable", message, { file }, { cause });
  }
}
