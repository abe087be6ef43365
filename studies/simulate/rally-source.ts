import { assert } from "../../src/core/errors.ts";
import type { BallTruthRow } from "../../sims/camera/ball-truth.ts";
import { CameraOutput, type LabelledBatch } from "../../sims/camera/camera-output.ts";
import type { ReadoutDrops } from "../../sims/camera/readout-model.ts";
import { ownFeed, type RallyFeed, ThreadFeed } from "./rally-feed.ts";
import { partsFor, type RallyOptions, type RallyPartOptions } from "./rally-options.ts";
import { RALLY_STEP_US } from "./rally-part.ts";

/** What the cameras gave in one step. */
export interface RallyTake {
  /** [us] by the run's clock, when the step ended. */
  readonly nowUs: number;
  /** Per camera, as they left it; owned by the caller. */
  readonly events: readonly LabelledBatch[];
  readonly truth: readonly (readonly BallTruthRow[])[];
}

/**
 * A rally as its cameras give it, computed on some threads. The same events for any number of them: rows are shared out,
 * put together in the order of time and pixel, and pass one readout a camera.
 */
export class RallySource {
  readonly #parts: readonly RallyPartOptions[];
  readonly #feeds: readonly RallyFeed[];
  readonly #outputs: readonly CameraOutput[];
  readonly #endUs: number;
  #nowUs = 0;

  /**
   * @param endUs [us] integer, by the run's clock
   * @throws SaccadeError `world-invalid` or `geometry-invalid`, here or at the first step
   */
  constructor(options: RallyOptions, threads: number, endUs: number) {
    this.#endUs = endUs;
    this.#parts = partsFor(options.cameras, threads);
    const isAlone = this.#parts.length === 1;
    this.#feeds = this.#parts.map((part) =>
      isAlone ? ownFeed(options, part, endUs) : new ThreadFeed(options, part, endUs),
    );
    this.#outputs = options.cameras.map(({ model: { width, height }, sensor, clock = null }) => {
      return new CameraOutput({ width, height, readout: sensor.readout, clock });
    });
  }

  /** What the readout of each camera lost so far. */
  get drops(): readonly ReadoutDrops[] {
    return this.#outputs.map((output) => output.drops);
  }

  /** The next step; null at the end. @throws SaccadeError also `thread-lost` */
  async next(): Promise<RallyTake | null> {
    if (this.#nowUs >= this.#endUs) return null;
    const steps = await Promise.all(this.#feeds.map((feed) => feed.next()));
    this.#nowUs = Math.min(this.#endUs, this.#nowUs + RALLY_STEP_US);
    const nowUs = this.#nowUs;
    const parts: LabelledBatch[][] = this.#outputs.map(() => []);
    const truth: (readonly BallTruthRow[])[] = this.#outputs.map(() => []);
    for (const [k, { cameras, truth: tells }] of this.#parts.entries()) {
      for (const [i, camera] of cameras.entries()) {
        const batch = steps[k]?.events[i];
        assert(batch !== undefined, "a part gives a batch per camera");
        parts[camera]?.push(batch);
        if (tells) truth[camera] = steps[k]?.truth[i] ?? [];
      }
    }
    const events = this.#outputs.map((output, camera) => output.passParts(parts[camera] ?? [], nowUs));
    return { nowUs, events, truth };
  }

  async close(): Promise<void> {
    await Promise.all(this.#feeds.map((feed) => feed.close()));
  }
}
