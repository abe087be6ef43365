import { forEachRun, type Wiring } from "../wiring.ts";

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
