import { DELAY_MOST } from "./limits.ts";
import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import type { Route } from "./routes.ts";

/** When parts do a step of the network, and how long spikes wait for it. */
export interface Timing {
  /** [ticks] from a window's first, by part: when it does its first step. */
  readonly starts: readonly number[];
  /** [ticks] by route, from the sender's tick to that of the receiver. */
  readonly delays: readonly number[];
  readonly violations: readonly Violation[];
}

export interface TimingInput {
  readonly parts: readonly Part[];
  readonly routes: readonly Route[];
  /** [steps] that the network declares, by route. */
  readonly declared: readonly number[];
  /** By part: whether its spikes go through splitters. */
  readonly isSplit: readonly boolean[];
}

/** Each part as early as its inputs allow: one tick behind neurons, two behind neurons whose spikes are split. */
export function timingOf({ parts, routes, declared, isSplit }: TimingInput): Timing {
  const starts: number[] = [];
  const least = ({ from }: Route): number =>
    parts[from]?.role === "input" ? 0 : isSplit[from] === true ? 2 : 1;
  for (const part of parts) {
    const own = [...routes.entries()].filter(([, { to }]) => to === part.index);
    const earliest = own.map(([r, route]) => (starts[route.from] ?? 0) + least(route) - (declared[r] ?? 0));
    starts.push(Math.max(0, ...earliest));
  }
  const delays = routes.map(
    ({ from, to }, r) => (starts[to] ?? 0) - (starts[from] ?? 0) + (declared[r] ?? 0),
  );
  const violations = routes.flatMap((route, r): Violation[] => {
    const { from, to } = route;
    const need = delays[r] ?? 0;
    const limit = DELAY_MOST + (isSplit[from] === true ? 1 : 0);
    if (need <= limit) return [];
    const slack = need - (declared[r] ?? 0);
    const formula = `${declared[r] ?? 0} declared + ${slack} for the layers that others pass = ${need} ticks`;
    const hint = slack > limit ? "fewer layers that this way passes by" : `a delay of ${limit - slack} steps`;
    return [{ code: "DELAY", layer: parts[to]?.path ?? "network", need, limit, formula, hint }];
  });
  return { starts, delays, violations };
}
