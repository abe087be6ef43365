import type { Part } from "../parts.ts";
import type { Wiring } from "../wiring.ts";
import type { CodedPart, PartShape } from "./coded-part.ts";
import type { PartNeurons } from "./neurons-of-part.ts";
import type { PackedCore } from "./pack.ts";
import type { ReadoutBank } from "./readout-bank.ts";
import type { Destinations, Route } from "./routes.ts";
import type { Splitters } from "./splitters.ts";

/** A part on its cores. Of an input only `part` and `destinations` say anything. */
export interface MappedPart {
  readonly part: Part;
  readonly wirings: readonly Wiring[];
  readonly shape: PartShape;
  readonly coded: CodedPart | null;
  /** Null for inputs and readouts. */
  readonly neurons: PartNeurons | null;
  readonly bank: ReadoutBank | null;
  /** Biases of the weights, by output channel, added up. */
  readonly bias: Float64Array;
  readonly cores: readonly PackedCore[];
  /** [-] number of its first core; the others follow. */
  readonly firstCore: number;
  readonly splitters: Splitters;
  readonly firstSplitter: number;
  readonly destinations: Destinations;
  /** By element: its neuron on the chip; of a readout the first. */
  readonly neuronOf: Int32Array;
}

/** The axons that an element's spikes go to, one after the other. */
export function axonsOf(
  { destinations: { start, axon, route } }: MappedPart,
  parts: readonly MappedPart[],
  routes: readonly Route[],
  element: number,
): { readonly axon: number; readonly route: number }[] {
  const found: { readonly axon: number; readonly route: number }[] = [];
  for (let i = start[element] ?? 0; i < (start[element + 1] ?? 0); i++) {
    const over = route[i] ?? -1;
    const axons = parts[routes[over]?.to ?? -1]?.coded?.code.types.length ?? 0;
    for (let type = 0; type < axons; type++) found.push({ axon: (axon[i] ?? 0) + type, route: over });
  }
  return found;
}
