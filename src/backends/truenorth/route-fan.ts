import { fanInOf } from "./fan-in.ts";
import type { MappedPart } from "./mapped-part.ts";
import type { Route } from "./routes.ts";

/** What the spikes of a part reach over one route, by element: connections, and those whose weight is not 0. */
export interface RouteFan {
  readonly from: number;
  readonly to: number;
  readonly synapses: Int32Array;
  readonly effective: Int32Array;
  /** [-] all connections: the operations of a dense machine in a step. */
  readonly dense: number;
}

export function routeFanOf({ from, to, wiring }: Route, parts: readonly MappedPart[]): RouteFan {
  const senders = parts[from]?.part.count ?? 0;
  const [synapses, effective] = [new Int32Array(senders), new Int32Array(senders)];
  const target = parts[to];
  const way = target?.wirings[wiring];
  let dense = 0;
  if (target !== undefined && way !== undefined) {
    const steps = target.coded?.steps[wiring] ?? new Int8Array(0);
    const fan = fanInOf(way);
    for (let element = 0; element < target.part.count; element++) {
      fan.forEach(element, (sender, at) => {
        synapses[sender]!++;
        dense++;
        if (steps[at] !== 0) effective[sender]!++;
      });
    }
  }
  return { from, to, synapses, effective, dense };
}
