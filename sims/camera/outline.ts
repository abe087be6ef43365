/** Places of what a row cuts out of an outline [px]: outside `outerFrom .. outerTo` nothing is covered, inside `innerFrom .. innerTo` all. */
export const CUT = { outerFrom: 0, outerTo: 1, innerFrom: 2, innerTo: 3 } as const;

/** What lies over a piece of a row, from near to far: one place per pixel, the piece's first pixel first. */
export interface RowLight {
  readonly row: number;
  /** [px] the first column and the last. */
  readonly from: number;
  readonly to: number;
  /** [-] light so far, and the part of the pixel that is still to be covered. */
  readonly light: Float64Array;
  readonly left: Float64Array;
}

/**
 * The image of one thing at one instant: what it covers, how far a pixel is from its edge, how bright it is there. The
 * edge is blurred: at signed distance d from the outline (negative inside) a thing covers clamp(1/2 - d / (2 edgePx)) of
 * a pixel. Outlines are convex, so a row of pixels meets each in one piece. Mutable, used over and over.
 */
export interface Outline {
  /** False = not in the image at all; the rest is void then. */
  readonly visible: boolean;
  /** [m] distance from the camera along its axis; the nearer hides the farther. */
  readonly depthM: number;
  /** [px] a box around everything that is covered at all, real numbers. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Whether it is equally bright everywhere. */
  readonly flat: boolean;
  /** Writes what a row cuts out of it to `out`, as `CUT` says; an empty piece has its end before its beginning. */
  cut(row: number, out: Float64Array): void;
  /** Lays itself over a piece of a row, under what has been laid there before: a call per piece, since one per pixel costs more than what it does. */
  lay(piece: RowLight): void;
  /** [px] signed distance of a pixel's centre from the outline, exact near it. */
  distancePx(column: number, row: number): number;
}
