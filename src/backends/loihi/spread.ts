import type { LoihiChip } from "./chip.ts";
import { type Load, sum } from "./core-use.ts";
import { barrierOf } from "./mesh-costs.ts";

/** [-] of a layer's senders that fire in the one step of a window that is theirs: about what trackers show. */
const ACTIVITY = 0.1;

/**
 * Slices by part for a short window, at least `fewest`. A window is taken to last as long as, in every step, the slowest
 * core's looking at its neurons and the barrier, and, once for each part, its slowest core's synapses where a tenth of the
 * senders fire. One more core goes to the part where it saves most, again and again; of all these cuts the shortest counts.
 */
export function fastestCounts(
  loads: readonly Load[],
  fewest: readonly number[],
  { chip, available }: { readonly chip: LoihiChip; readonly available: number },
): number[] {
  const works = loads.map((load): Work => workOf(load, chip));
  const counts = [...fewest];
  let best = { counts: [...counts], ns: Infinity };
  for (let total = sum(counts); total <= available; total++) {
    const ns =
      windowNs(works, counts) +
      loads.length * barrierOf(chip.times, Math.ceil(total / chip.mesh.coresPerTile));
    if (ns < best.ns) best = { counts: [...counts], ns };
    const next = mostSaved(works, counts);
    if (next < 0) break;
    counts[next] = (counts[next] ?? 1) + 1;
  }
  return best.counts;
}

/** What a part costs on one core. */
interface Work {
  readonly neurons: number;
  /** [ns] in every step. */
  readonly accessNs: number;
  /** [ns] in its own step. */
  readonly synapsesNs: number;
}

function workOf({ part, wirings, spec }: Load, { times }: LoihiChip): Work {
  if (spec === null) return { neurons: 1, accessNs: 0, synapsesNs: 0 };
  const synapsesNs = wirings.reduce((ns, { kind, fanIn }) => {
    const each = { dense: times.denseNs, "one-to-one": times.sparseNs, conv: times.convNs }[kind];
    return ns + ACTIVITY * fanIn * part.count * each.value;
  }, 0);
  return { neurons: part.count, accessNs: part.count * times.accessNs.value, synapsesNs };
}

/** [ns] without barriers. */
function windowNs(works: readonly Work[], counts: readonly number[]): number {
  const slowest = Math.max(...works.map(({ accessNs }, i) => accessNs / (counts[i] ?? 1)));
  return works.length * slowest + sum(works.map(({ synapsesNs }, i) => synapsesNs / (counts[i] ?? 1)));
}

/** The part that one more core shortens the window by most; -1 when each neuron has a core of its own. */
function mostSaved(works: readonly Work[], counts: readonly number[]): number {
  let best = { index: -1, ns: Infinity };
  works.forEach(({ neurons }, index) => {
    if ((counts[index] ?? 1) >= neurons) return;
    const ns = windowNs(
      works,
      counts.map((count, i) => (i === index ? count + 1 : count)),
    );
    if (ns < best.ns) best = { index, ns };
  });
  return best.index;
}
