import type { Wiring } from "../wiring.ts";

/** Goes through the senders of a target: the sender's element, and where its weight lies among `distinctWeights`. */
export type VisitSender = (sender: number, at: number) => void;

/** A wiring seen from its targets; all by element, row-major. */
export interface FanIn {
  readonly wiring: Wiring;
  /** Calls `visit` for each connection of a target, edges as they are. */
  readonly forEach: (target: number, visit: VisitSender) => void;
}

export function fanInOf(wiring: Wiring): FanIn {
  const { weighted, folded } = wiring;
  const { start, senders } = sendersByElement(folded.to);
  const visitSenders = (element: number, at: number, visit: VisitSender): void => {
    for (let i = start[element] ?? 0; i < (start[element + 1] ?? 0); i++) visit(senders[i]!, at);
  };
  if (weighted === null) return { wiring, forEach: (target, visit) => visitSenders(target, 0, visit) };
  const g = weighted.geometry;
  const cells = g.outRows * g.outColumns;
  const outPerGroup = g.outChannels / g.groups;
  const perGroup = g.channels / g.groups;
  return {
    wiring,
    forEach: (target, visit) => {
      const out = Math.floor(target / cells);
      const firstChannel = Math.floor(out / outPerGroup) * perGroup;
      const top = Math.floor((target % cells) / g.outColumns) * g.strideRows - g.padRows;
      const left = (target % g.outColumns) * g.strideColumns - g.padColumns;
      for (let tap = 0; tap < perGroup * g.kernelRows * g.kernelColumns; tap++) {
        const kernelRow = Math.floor(tap / g.kernelColumns) % g.kernelRows;
        const y = top + kernelRow * g.dilationRows;
        const x = left + (tap % g.kernelColumns) * g.dilationColumns;
        if (y < 0 || y >= g.rows || x < 0 || x >= g.columns) continue;
        const channel = firstChannel + Math.floor(tap / (g.kernelRows * g.kernelColumns));
        const block = firstChannel * g.kernelRows * g.kernelColumns + tap;
        visitSenders(
          (channel * g.rows + y) * g.columns + x,
          block * outPerGroup + (out % outPerGroup),
          visit,
        );
      }
    },
  };
}

/** Senders of element e are `senders[start[e]] .. senders[start[e + 1] - 1]`. */
function sendersByElement(to: Int32Array): { readonly start: Int32Array; readonly senders: Int32Array } {
  const elements = to.reduce((most, element) => Math.max(most, element), -1) + 1;
  const start = new Int32Array(elements + 1);
  for (const element of to) if (element >= 0) start[element + 1]!++;
  for (let e = 0; e < elements; e++) start[e + 1]! += start[e]!;
  const next = start.slice();
  const senders = new Int32Array(start[elements] ?? 0);
  to.forEach((element, sender) => {
    if (element >= 0) senders[next[element]!++] = sender;
  });
  return { start, senders };
}
