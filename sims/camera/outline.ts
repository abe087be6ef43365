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
  /** [px] of the row given to `cut`: outside `outerFrom .. outerTo` nothing is covered, inside `innerFrom .. innerTo` all. */
  readonly outerFrom: number;
  readonly outerTo: number;
  readonly innerFrom: number;
  readonly innerTo: number;
  /** Sets the four fields above; an empty piece has its end before its beginning. */
  cut(row: number): void;
  /** [px] signed distance of a pixel's centre from the outline, exact near it. */
  distancePx(column: number, row: number): number;
  /** [-] */
  lightAt(column: number, row: number): number;
}
