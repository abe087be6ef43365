import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { distinctWeights, forEachRun, type Wiring } from "../wiring.ts";
import { SYNAPSES } from "./limits.ts";

/** Synapses to count one by one; beyond, the widest window is taken. */
const MOST_COUNTED = 2e7;

/** [-] synapses of a part's neuron with most of them: weights of 0 take none. */
export function widestFanIn(part: Part, wirings: readonly Wiring[]): number {
  const all = wirings.reduce((sum, { fanIn }) => sum + fanIn, 0);
  if (all * part.count > MOST_COUNTED) return all;
  const taken = new Int32Array(part.count);
  for (const wiring of wirings) {
    const weights = distinctWeights(wiring);
    for (let sender = 0; sender < wiring.folded.to.length; sender++) {
      forEachRun(wiring, sender, (place, at, length) => {
        for (let n = 0; n < length; n++) if (weights[at + n] !== 0) taken[place + n]!++;
      });
    }
  }
  return taken.reduce((most, count) => Math.max(most, count), 0);
}

/** More inputs than a neuron has synapses. */
export function fanInViolation(part: Part, wirings: readonly Wiring[], need: number): Violation | null {
  if (need <= SYNAPSES) return null;
  const windows = wirings.map(({ fanInFormula, kind }) =>
    kind === "conv" ? `${fanInFormula} of a kernel` : fanInFormula,
  );
  const isShared = wirings.some(({ kind }) => kind === "conv");
  const sharing = isShared ? ": kernels are not shared, each place has synapses of its own" : "";
  return {
    code: "FANIN_GT_64",
    layer: part.path,
    need,
    limit: SYNAPSES,
    formula: `${windows.join(" + ")}, ${need} of a neuron that are not 0${sharing}`,
    hint: wirings.length === 1 && wirings[0] !== undefined ? hintFor(wirings[0]) : leastHint,
  };
}

const leastHint = `${SYNAPSES} weights of a neuron that are not 0`;

/** As many channels as a kernel of its size leaves, or the largest kernel that one channel leaves. */
function hintFor({ weighted, kind }: Wiring): string {
  if (weighted === null || kind !== "conv") return `${SYNAPSES} inputs, or ${leastHint}`;
  const { kernelRows, kernelColumns } = weighted.geometry;
  const channels = Math.floor(SYNAPSES / (kernelRows * kernelColumns));
  const side = Math.floor(Math.sqrt(SYNAPSES));
  const kernel = `a kernel of ${side}x${side} on one channel`;
  return `${channels > 0 ? `${channels} input channels in a group` : kernel}, or ${leastHint}`;
}
