import { SaccadeError } from "../core/errors.ts";

/** Keeps the first `SaccadeError` that a step throws, and throws it again instead of any further step. */
export class FailureLatch {
  #failure: SaccadeError | null = null;

  /** @throws SaccadeError what the step throws, or what one before it has thrown. */
  run<T>(step: () => T): T {
    if (this.#failure !== null) throw this.#failure;
    try {
      return step();
    } catch (error) {
      if (error instanceof SaccadeError) this.#failure = error;
      throw error;
    }
  }

  /** Forgets the failure: reading goes on elsewhere. */
  reset(): void {
    this.#failure = null;
  }
}
