import type { Program } from "../backend.ts";
import type { Part } from "../parts.ts";
import type { Wiring } from "../wiring.ts";
import type { Blocks } from "./blocks.ts";
import type { ScaledColumns } from "./columns.ts";
import type { ChipState } from "./crossbar.ts";
import type { AnalogNeurons } from "./neurons.ts";

/** What comes into a part from another. */
export interface PlacedWiring {
  readonly wiring: Wiring;
  /** Null where there are no weights: then it is digital. */
  readonly crossbar: PlacedCrossbar | null;
}

export interface PlacedCrossbar {
  readonly blocks: Blocks;
  readonly scaled: ScaledColumns;
  /** [-] most that an element of what comes in says. */
  readonly range: number;
}

/** A part on the chip. */
export interface PlacedPart {
  readonly part: Part;
  readonly wirings: readonly PlacedWiring[];
  /** Null for the input and a readout. */
  readonly neurons: AnalogNeurons | null;
}

export interface AnalogProgram extends Program {
  readonly parts: readonly PlacedPart[];
  /** Indices of parts. */
  readonly input: number;
  readonly output: number;
  readonly inputMost: number;
  readonly state: ChipState;
}
