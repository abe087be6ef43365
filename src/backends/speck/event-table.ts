import { forEachRun, type Wiring } from "../wiring.ts";

/**
 * What each sender's event updates, as flat arrays: the runs of sender place p are `start[p] .. start[p + 1] - 1`, each
 * `length` places from `target` on with the weights from `at` on, targets ascending: row by row of the map, the channels of
 * a cell side by side. Weights of neighbouring cells are laid side by side, too, once for all senders that see the same.
 */
export interface EventTable {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  readonly weights: Int16Array;
  /** By sender place: synapses, and those of them with a weight that is not 0. */
  readonly synapses: Int32Array;
  readonly effective: Int32Array;
}

interface Run {
  readonly target: number;
  readonly at: number;
  readonly length: number;
}

/** @param weights each once, in the order of `distinctWeights` */
export function eventTableOf(wiring: Wiring, weights: Int32Array): EventTable {
  const { senderPlaces } = wiring;
  const elements = new Int32Array(senderPlaces.length);
  senderPlaces.forEach((place, element) => (elements[place] = element));
  const packed = new PackedWeights(weights);
  const runs: Run[] = [];
  const start = Int32Array.from({ length: elements.length + 1 });
  const synapses = new Int32Array(elements.length);
  const effective = new Int32Array(elements.length);
  elements.forEach((element, place) => {
    for (const joined of neighbours(runsFrom(wiring, element))) {
      const run = packed.add(joined);
      runs.push(run);
      synapses[place]! += run.length;
      effective[place]! += packed.effective(run);
    }
    start[place + 1] = runs.length;
  });
  return {
    start,
    target: Int32Array.from(runs, ({ target }) => target),
    at: Int32Array.from(runs, ({ at }) => at),
    length: Int32Array.from(runs, ({ length }) => length),
    weights: packed.all(),
    synapses,
    effective,
  };
}

function runsFrom(wiring: Wiring, element: number): Run[] {
  const runs: Run[] = [];
  forEachRun(wiring, element, (target, at, length) => runs.push({ target, at, length }));
  return runs.sort((a, b) => a.target - b.target);
}

/** Groups of runs that stand side by side. */
function neighbours(runs: readonly Run[]): Run[][] {
  const groups: Run[][] = [];
  let end = -1;
  for (const run of runs) {
    const group = groups.at(-1);
    if (group !== undefined && run.target === end) group.push(run);
    else groups.push([run]);
    end = run.target + run.length;
  }
  return groups;
}

/** Weights in the order in which runs want them, each stretch kept once. */
class PackedWeights {
  readonly #weights: Int32Array;
  readonly #places = new Map<string, number>();
  readonly #stretches: Int32Array[] = [];
  /** By stretch start: how many of its weights are not 0. */
  readonly #effective = new Map<number, number>();
  #length = 0;

  constructor(weights: Int32Array) {
    this.#weights = weights;
  }

  /** One run for runs that stand side by side. */
  add(runs: readonly Run[]): Run {
    const key = runs.map(({ at, length }) => `${at}+${length}`).join();
    const length = runs.reduce((sum, run) => sum + run.length, 0);
    const known = this.#places.get(key);
    const at = known ?? this.#length;
    if (known === undefined) {
      const stretch = runs.flatMap((run) => [...this.#weights.subarray(run.at, run.at + run.length)]);
      this.#places.set(key, at);
      this.#stretches.push(Int32Array.from(stretch));
      this.#effective.set(
        at,
        stretch.reduce((count, weight) => count + (weight === 0 ? 0 : 1), 0),
      );
      this.#length += length;
    }
    return { target: runs[0]?.target ?? 0, at, length };
  }

  effective({ at }: Run): number {
    return this.#effective.get(at) ?? 0;
  }

  all(): Int16Array {
    const all = new Int16Array(this.#length);
    let at = 0;
    for (const stretch of this.#stretches) {
      all.set(stretch, at);
      at += stretch.length;
    }
    return all;
  }
}
