import type { IntegerRuns } from "../kernels/integer-runs.ts";
import { forEachRun, type Wiring } from "./wiring.ts";

/** What each sender's spike adds where. `unit`: places of the receiver that all runs reach together, or not at all. */
export function runsOf(wiring: Wiring, weights: Int32Array, unit = 1): IntegerRuns {
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
    synapses: new Int32Array(senders),
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
      table.synapses[place]! += length;
      for (let k = 0; k < length; k++) if (weights[at + k] !== 0) table.effective[place]!++;
      run++;
    });
  }
  return table;
}
