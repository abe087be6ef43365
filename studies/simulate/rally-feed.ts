import { Worker } from "node:worker_threads";
import { SaccadeError } from "../../src/core/errors.ts";
import { siblingModule } from "../../src/runtime/module-url.ts";
import type { RallyOptions, RallyPartOptions } from "./rally-options.ts";
import { RallyPart, type RallyStep } from "./rally-part.ts";
import type { RallyAnswer, RallySetup } from "./rally-thread.ts";

const ENTRY = siblingModule("rally-thread", import.meta.url);
/** [-] steps that a thread may be ahead of the slowest one. */
const AHEAD = 8;

/** Where the steps of a part come from. */
export interface RallyFeed {
  /** @throws SaccadeError what `RallyPart` throws; `thread-lost` */
  next(): Promise<RallyStep>;
  close(): Promise<void>;
}

/** A part that is computed here. */
export function ownFeed(options: RallyOptions, part: RallyPartOptions, endUs: number): RallyFeed {
  const rally = new RallyPart(options, part);
  return { next: () => Promise.resolve(rally.step(endUs)), close: () => Promise.resolve() };
}

/** A part that is computed on a thread of its own, some steps ahead. */
export class ThreadFeed implements RallyFeed {
  readonly #worker: Worker;
  readonly #given: RallyAnswer[] = [];
  #failure: SaccadeError | null = null;
  #wake: () => void = () => undefined;

  constructor(options: RallyOptions, part: RallyPartOptions, endUs: number) {
    const workerData: RallySetup = { options, part, endUs };
    this.#worker = new Worker(ENTRY, { workerData });
    this.#worker.on("message", (answer: RallyAnswer) => {
      this.#given.push(answer);
      this.#wake();
    });
    const lost = (cause: unknown): void => {
      const reason = cause instanceof Error ? cause.message : `exit code ${String(cause)}`;
      this.#failure = new SaccadeError(
        "thread-lost",
        `a simulating thread was lost: ${reason}`,
        {},
        { cause },
      );
      this.#wake();
    };
    this.#worker.on("error", lost).on("exit", lost);
    for (let i = 0; i < AHEAD; i++) this.#worker.postMessage(null);
  }

  async next(): Promise<RallyStep> {
    while (this.#given.length === 0 && this.#failure === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const answer = this.#given.shift();
    if (answer === undefined) throw this.#failure ?? new SaccadeError("thread-lost", "no step");
    if (!("step" in answer)) throw new SaccadeError(answer.code, answer.message, answer.where);
    this.#worker.postMessage(null);
    return answer.step;
  }

  async close(): Promise<void> {
    this.#worker.removeAllListeners();
    await this.#worker.terminate();
  }
}
