import { AXONS } from "./limits.ts";
import type { PackedCore } from "./pack.ts";

/** From a part over one wiring to another. */
export interface Route {
  readonly from: number;
  readonly to: number;
  readonly wiring: number;
}

/** Where a part's spikes go, by element: entries `start[e] .. start[e + 1] - 1`. */
export interface Destinations {
  readonly start: Int32Array;
  /** [-] the first of the axons in a row that a weight takes; `axons` says how many. */
  readonly axon: Int32Array;
  /** Index of a route. */
  readonly route: Int32Array;
}

/** A part's cores, numbered on the chip, and the routes that end there, by wiring. */
export interface Reached {
  readonly cores: readonly PackedCore[];
  readonly firstCore: number;
  readonly axons: number;
  readonly routes: readonly number[];
}

/** Destinations of every element of a part that sends. */
export function destinationsOf(
  count: number,
  routes: readonly Route[],
  from: number,
  reached: readonly (Reached | null)[],
): Destinations {
  const targets = reached.filter(
    (each) => each?.routes.some((route) => routes[route]?.from === from) === true,
  ) as readonly Reached[];
  const start = new Int32Array(count + 1);
  const visitAll = (visit: (sender: number, axon: number, route: number) => void): void => {
    for (const target of targets) forEachAxon(target, routes, from, visit);
  };
  visitAll((sender) => start[sender + 1]!++);
  for (let e = 0; e < count; e++) start[e + 1]! += start[e]!;
  const next = start.slice();
  const axon = new Int32Array(start[count] ?? 0);
  const route = new Int32Array(axon.length);
  visitAll((sender, at, over) => {
    axon[next[sender]!] = at;
    route[next[sender]!++] = over;
  });
  return { start, axon, route };
}

function forEachAxon(
  { cores, firstCore, axons, routes: own }: Reached,
  routes: readonly Route[],
  from: number,
  visit: (sender: number, axon: number, route: number) => void,
): void {
  for (const [c, { senders, wirings }] of cores.entries()) {
    for (const [i, sender] of senders.entries()) {
      const route = own[wirings[i] ?? -1] ?? -1;
      if (routes[route]?.from === from) visit(sender, (firstCore + c) * AXONS + i * axons, route);
    }
  }
}
