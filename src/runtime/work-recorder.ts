/** [-] numbers per slice: node, started [ns], ended [ns]. */
export const SLICE_FIELDS = 3;

/** [-] slices kept per thread; a run that does more work keeps its first ones. */
const MAX_SLICES = 200_000;

/** Records when each node worked, for traces and cost profiles, in bounded memory. */
export class WorkRecorder {
  #rows = new Float64Array(1024 * SLICE_FIELDS);
  #count = 0;

  add(node: number, startedNs: number, endedNs: number): void {
    if (this.#count >= MAX_SLICES) return;
    const at = this.#count++ * SLICE_FIELDS;
    if (at >= this.#rows.length) {
      const grown = new Float64Array(this.#rows.length * 2);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows[at] = node;
    this.#rows[at + 1] = startedNs;
    this.#rows[at + 2] = endedNs;
  }

  slices(): Float64Array {
    return this.#rows.slice(0, this.#count * SLICE_FIELDS);
  }
}
