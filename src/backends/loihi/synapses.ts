import { forEachRun, type Wiring } from "../wiring.ts";

/**
 * What each sender's spike adds where, as flat arrays: the runs of sender place p are `start[p] .. start[p + 1] - 1`, each
 * `length` targets from place `target` on, with the weights from `at` on.
 */
export interface SynapseRuns {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly at: Int32Array;
  readonly length: Int32Array;
  /** By run: the first unit of the receiver that it reaches, and how many; see `unitOf`. */
  readonly unit: Int32Array;
  readonly units: Int32Array;
  readonly weights: Int32Array;
  /** By sender place: synapses with a weight that is not 0. */
  readonly effective: Int32Array;
}

/**
 * The most neighbouring places that the runs of some wirings reach together, or not at all: the channels of a cell where
 * kernels slide, else 1. Ends of slices lie between units.
 */
export function unitOf(
  wirings: readonly Wiring[],
  slices: readonly { readonly from: number; readonly to: number }[],
): number {
  const [first] = wirings;
  if (first === undefined || first.weighted === null) return 1;
  const { outChannels } = first.weighted.geometry;
  if (slices.some(({ from, to }) => from % outChannels !== 0 || to % outChannels !== 0)) return 1;
  let broken = 0;
  for (const wiring of wirings) {
    for (let sender = 0; sender < wiring.folded.to.length; sender++) {
      forEachRun(wiring, sender, (target, _, length) => {
        if (target % outChannels !== 0 || length % outChannels !== 0) broken++;
      });
    }
  }
  return broken === 0 ? outChannels : 1;
}

export function runsOf(wiring: Wiring, weights: Int32Array, unit: number): SynapseRuns {
  const { senderPlaces } = wiring;
  const senders = senderPlaces.length;
  const elements = new Int32Array(senders);
  senderPlaces.forEach((place, element) => (elements[place] = element));
  const start = new Int32Array(senders + 1);
  for (let place = 0; place < senders; place++) {
    let runs = 0;
    forEachRun(wiring, elements[place] ?? 0, () => runs++);
    start[place + 1] = (start[place] ?? 0) + runs;
  }
  const count = start[senders] ?? 0;
  const table = {
    start,
    target: new Int32Array(count),
    at: new Int32Array(count),
    length: new Int32Array(count),
    unit: new Int32Array(count),
    units: new Int32Array(count),
    weights,
    effective: new Int32Array(senders),
  };
  let run = 0;
  for (let place = 0; place < senders; place++) {
    forEachRun(wiring, elements[place] ?? 0, (target, at, length) => {
      table.target[run] = target;
      table.at[run] = at;
      table.length[run] = length;
      table.unit[run] = target / unit;
      table.units[run] = length / unit;
      for (let k = 0; k < length; k++) if (weights[at + k] !== 0) table.effective[place]!++;
      run++;
    });
  }
  return table;
}
