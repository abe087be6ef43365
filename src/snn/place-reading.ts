/** A place read from a network's outputs. */
export interface PlaceReading {
  xPx: number;
  yPx: number;
  /** [px^2] spread of the outputs round the place; 0 for a single one. */
  varianceXPx2: number;
  varianceYPx2: number;
  /** [-] probability of a ball; 1 when the network has no such output. */
  presence: number;
}
