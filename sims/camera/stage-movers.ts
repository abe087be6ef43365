import type { CameraView } from "./camera-view.ts";
import { CapsuleOutline } from "./capsule-outline.ts";
import { EllipseOutline, type Shading } from "./ellipse-outline.ts";
import type { Mover } from "./layers.ts";
import type { Blade, Capsule } from "./stage.ts";

/** Something on the stage, in the eyes of one camera. */
export interface StageMover extends Mover {
  /** Sets `next` to its image in a pose of the stage. */
  project(pose: Float64Array): void;
  /** [px] how far its outline moves from `shown` to `next`, at most about, when both are visible. */
  motionPx(): number;
}

/** How a mover is drawn in one camera. */
export interface MoverLook {
  readonly view: CameraView;
  /** [px] blur on either side of an outline. */
  readonly edgePx: number;
  /** [-] full light. */
  readonly light: number;
}

/** The ball: an ellipse, since off the axis a ball's image is one. */
export class BallMover implements StageMover {
  shown: EllipseOutline;
  next: EllipseOutline;
  readonly #view: CameraView;
  readonly #radiusM: number;

  constructor(look: MoverLook, radiusM: number, shading: Shading) {
    this.#view = look.view;
    this.#radiusM = radiusM;
    this.shown = new EllipseOutline(look.edgePx, shading);
    this.next = new EllipseOutline(look.edgePx, shading);
    this.shown.light = this.next.light = look.light;
  }

  /** With J the derivative of the image by the place, the outline is that of S = r^2 J J'. */
  project(pose: Float64Array): void {
    const view = this.#view;
    view.lookAt(pose[0]!, pose[1]!, pose[2]!);
    if (!(view.depthM > this.#radiusM)) {
      this.next.hide();
      return;
    }
    this.next.place(view.x, view.y, view.depthM);
    const { dx, dy } = view;
    const scale = this.#radiusM * this.#radiusM;
    this.next.shape(scale * inner(dx, dx), scale * inner(dx, dy), scale * inner(dy, dy));
  }

  motionPx(): number {
    return this.next.motionPx(this.shown);
  }
}

/** A blade: the image of an ellipsoid with two long axes in its face and a short one along its normal. */
export class BladeMover implements StageMover {
  shown: EllipseOutline;
  next: EllipseOutline;
  readonly #view: CameraView;
  readonly #blade: Blade;
  readonly #at: number;
  readonly #normal = new Float64Array(3);
  readonly #along = new Float64Array(3);
  readonly #across = new Float64Array(3);

  /** @param at index of its numbers in a pose */
  constructor(look: MoverLook, blade: Blade, at: number) {
    this.#view = look.view;
    this.#blade = blade;
    this.#at = at;
    this.shown = new EllipseOutline(look.edgePx);
    this.next = new EllipseOutline(look.edgePx);
    this.shown.light = this.next.light = look.light;
  }

  /** S = sum over the three axes a of J a a' J'. */
  project(pose: Float64Array): void {
    const at = this.#at;
    const view = this.#view;
    const { halfLengthM, halfWidthM, thicknessM } = this.#blade;
    view.lookAt(pose[at]!, pose[at + 1]!, pose[at + 2]!);
    if (!(view.depthM > halfLengthM + halfWidthM)) {
      this.next.hide();
      return;
    }
    this.next.place(view.x, view.y, view.depthM);
    const [n, l, w] = [this.#normal, this.#along, this.#across];
    // between two knots the directions are a little shorter than 1
    direction(n, pose, at + 3);
    direction(l, pose, at + 6);
    w[0] = n[1]! * l[2]! - n[2]! * l[1]!;
    w[1] = n[2]! * l[0]! - n[0]! * l[2]!;
    w[2] = n[0]! * l[1]! - n[1]! * l[0]!;
    const { dx, dy } = view;
    const [lengthX, lengthY] = [halfLengthM * inner(dx, l), halfLengthM * inner(dy, l)];
    const [widthX, widthY] = [halfWidthM * inner(dx, w), halfWidthM * inner(dy, w)];
    const [thickX, thickY] = [(thicknessM / 2) * inner(dx, n), (thicknessM / 2) * inner(dy, n)];
    this.next.shape(
      lengthX * lengthX + widthX * widthX + thickX * thickX,
      lengthX * lengthY + widthX * widthY + thickX * thickY,
      lengthY * lengthY + widthY * widthY + thickY * thickY,
    );
  }

  motionPx(): number {
    return this.next.motionPx(this.shown);
  }
}

/** A link of an arm. Its discs have the width of the link across its axis, at either end. */
export class CapsuleMover implements StageMover {
  shown: CapsuleOutline;
  next: CapsuleOutline;
  readonly #view: CameraView;
  readonly #radiusM: number;
  readonly #at: number;
  // derivatives by the place at the near end, kept while the far end is looked at
  readonly #dx = new Float64Array(3);
  readonly #dy = new Float64Array(3);

  constructor(look: MoverLook, capsule: Capsule, at: number) {
    this.#view = look.view;
    this.#radiusM = capsule.radiusM;
    this.#at = at;
    this.shown = new CapsuleOutline(look.edgePx);
    this.next = new CapsuleOutline(look.edgePx);
    this.shown.light = this.next.light = look.light;
  }

  project(pose: Float64Array): void {
    const at = this.#at;
    const { next } = this;
    const view = this.#view;
    next.hide();
    view.lookAt(pose[at]!, pose[at + 1]!, pose[at + 2]!);
    const depth0 = view.depthM;
    if (!(depth0 > this.#radiusM)) return;
    next.x0 = view.x;
    next.y0 = view.y;
    this.#dx.set(view.dx);
    this.#dy.set(view.dy);
    view.lookAt(pose[at + 3]!, pose[at + 4]!, pose[at + 5]!);
    if (!(view.depthM > this.#radiusM)) return;
    next.x1 = view.x;
    next.y1 = view.y;
    const length = Math.sqrt(
      (next.x1 - next.x0) * (next.x1 - next.x0) + (next.y1 - next.y0) * (next.y1 - next.y0),
    );
    // unit normal of the axis in the image; any will do where the axis points at the camera
    const nx = length > 0 ? (next.y0 - next.y1) / length : 1;
    const ny = length > 0 ? (next.x1 - next.x0) / length : 0;
    next.radius0 = this.#radiusM * acrossPx(this.#dx, this.#dy, nx, ny);
    next.radius1 = this.#radiusM * acrossPx(view.dx, view.dy, nx, ny);
    next.update((depth0 + view.depthM) / 2);
  }

  motionPx(): number {
    const { shown, next } = this;
    return Math.max(
      distance(shown.x0 - next.x0, shown.y0 - next.y0) + Math.abs(shown.radius0 - next.radius0),
      distance(shown.x1 - next.x1, shown.y1 - next.y1) + Math.abs(shown.radius1 - next.radius1),
    );
  }
}

/** [px/m] how wide a sphere's image is along the direction (nx, ny). */
function acrossPx(dx: Float64Array, dy: Float64Array, nx: number, ny: number): number {
  return Math.sqrt(nx * nx * inner(dx, dx) + 2 * nx * ny * inner(dx, dy) + ny * ny * inner(dy, dy));
}

/** Writes three numbers of a pose, scaled to length 1. */
function direction(out: Float64Array, pose: Float64Array, at: number): void {
  const [x, y, z] = [pose[at]!, pose[at + 1]!, pose[at + 2]!];
  const length = Math.sqrt(x * x + y * y + z * z);
  out[0] = x / length;
  out[1] = y / length;
  out[2] = z / length;
}

const inner = (a: Float64Array, b: Float64Array): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);
