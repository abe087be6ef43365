/** [ms] over which the speed is taken: a machine's load changes. */
const SPEED_WINDOW_MS = 10_000;
const BAR_CELLS = 24;

/** How far a training has come, as a line of text. */
export class TrainProgress {
  readonly #samplesPerStep: number;
  #stage = "";
  #marks: { readonly atMs: number; readonly step: number }[] = [];

  /** @param samplesPerStep samples of a batch */
  constructor(samplesPerStep: number) {
    this.#samplesPerStep = samplesPerStep;
  }

  /** @param loss mean loss of the last whole epoch */
  line(
    stage: string,
    { step, steps }: { readonly step: number; readonly steps: number },
    loss?: number,
  ): string {
    const nowMs = performance.now();
    if (stage !== this.#stage) this.#marks = [];
    this.#stage = stage;
    this.#marks.push({ atMs: nowMs, step });
    while (this.#marks.length > 2 && nowMs - (this.#marks[0]?.atMs ?? nowMs) > SPEED_WINDOW_MS)
      this.#marks.shift();
    const since = this.#marks[0] ?? { atMs: nowMs, step };
    const stepsPerS = ((step - since.step) / Math.max(1, nowMs - since.atMs)) * 1000;
    const done = "#".repeat(Math.round((step / steps) * BAR_CELLS)).padEnd(BAR_CELLS, ".");
    const figures = [
      `${stage} ${((step / steps) * 100).toFixed(0).padStart(3)} %`,
      ...(loss === undefined ? [] : [`loss ${loss.toFixed(4)}`]),
      `${(stepsPerS * this.#samplesPerStep).toFixed(0)} samples/s`,
      ...(stepsPerS > 0 ? [`${((steps - step) / stepsPerS).toFixed(0)} s left`] : []),
    ];
    return `[${done}] ${figures.join("  ")}`;
  }
}
