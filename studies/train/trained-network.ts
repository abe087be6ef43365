import type { BackendName } from "../../src/backends/backend.ts";
import type { Int8Network } from "../../src/dense/int8-network.ts";
import type { Trained } from "./predict.ts";

/** A network trained on some of the frames. */
export interface TrainedNetwork extends Trained {
  /** Of its last training: of the readout alone where a chip's outputs taught it. */
  readonly epochLosses: readonly number[];
  /** Where the recipe wants it in 8 bits. */
  readonly int8?: Int8Network;
  /** Where it was made for a chip. */
  readonly onChip?: OnChip;
}

/** How a network was brought onto a chip. */
export interface OnChip {
  readonly backend: BackendName;
  /** The network in floats that it was made from. */
  readonly floats: Trained;
  readonly layers: readonly LayerOnChip[];
}

/** A layer on the chip beside the same in floats. */
export interface LayerOnChip {
  readonly layer: string;
  /** [activation of the ANN] that a threshold stands for; with an ANN only. */
  readonly threshold?: number;
  /** [-] root mean square of rate · threshold - activation, as a share of the activations' own; with an ANN only. */
  readonly deviation?: number;
  /** [chip's units a unit of the network] and [bits] that the weights really use; as the fit report has them. */
  readonly scale: number;
  readonly bits: number;
  /** [-] weights that had to be clipped. */
  readonly saturated: number;
  /** [-] sums a window that met a bound of the chip's states. */
  readonly clips: number;
}
