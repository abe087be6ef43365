import type { CameraModel } from "../../src/core/camera.ts";
import { exactLog } from "../../src/core/exact-math.ts";
import type { BallPath } from "./ball-path.ts";
import { halfChord, hiddenDisc, hide, motionPx, projectBall, type ImageDisc } from "./image-disc.ts";
import type { PixelSink, Scene } from "./scene.ts";

/** How ball and room look. Light is relative: 40 and 220 are grey levels of an 8-bit picture. */
export interface BallLook {
  /** [m] */
  readonly radiusM: number;
  /** [-] light of the ball, everywhere on it. */
  readonly ballLight: number;
  /** [-] light of everything else. */
  readonly roomLight: number;
  /** [px] the edge of the ball is blurred over this much on either side of its outline (lens and pixel area). */
  readonly edgePx: number;
}

/** [-] white ball before a dark room; an edge as wide as a pixel and a half. */
export const DEFAULT_LOOK = { ballLight: 220, roomLight: 40, edgePx: 0.75 } as const;

/**
 * One ball before a uniform room, seen by a pinhole camera: a disc whose light at signed distance d from its outline is
 * room + (ball - room) * clamp(1/2 - d / (2 edgePx)). A sphere's outline is an ellipse; up to a field of view of 64 deg
 * the disc is a good stand-in. The disc must be larger than its edge.
 */
export class BallScene implements Scene {
  readonly #camera: CameraModel;
  readonly #path: BallPath;
  readonly #look: BallLook;
  readonly #roomLog: number;
  readonly #ballLog: number;
  readonly #place = { timeUs: NaN, x: NaN, y: NaN, z: NaN };
  #timeUs = 0;
  #old = hiddenDisc();
  #new = hiddenDisc();

  constructor(camera: CameraModel, path: BallPath, look: BallLook) {
    this.#camera = camera;
    this.#path = path;
    this.#look = look;
    this.#roomLog = exactLog(look.roomLight);
    this.#ballLog = exactLog(look.ballLight);
  }

  restingLogLight(): number {
    return this.#roomLog;
  }

  nextInstant(untilUs: number, mostPx: number): number {
    if (this.#path.isEmpty) return untilUs;
    const endUs = Math.min(untilUs, this.#path.pieceEndUs(this.#timeUs));
    this.#discAt(endUs, this.#new);
    const moved = motionPx(this.#old, this.#new);
    if (moved <= mostPx) return endUs;
    return this.#timeUs + ((endUs - this.#timeUs) * mostPx) / moved;
  }

  moveTo(timeUs: number, sink: PixelSink): void {
    this.#discAt(timeUs, this.#new);
    this.#showChanges(sink);
    [this.#old, this.#new] = [this.#new, this.#old];
    this.#timeUs = timeUs;
  }

  #discAt(timeUs: number, out: ImageDisc): void {
    if (this.#path.isEmpty) {
      hide(out);
      return;
    }
    this.#path.at(timeUs, this.#place);
    projectBall(this.#camera, this.#place, this.#look.radiusM, out);
  }

  /** Shows the rows that the old disc, the new disc or both reach into. */
  #showChanges(sink: PixelSink): void {
    const { edgePx } = this.#look;
    const [a, b] = [this.#old, this.#new];
    const top = Math.min(a.y - a.radius, b.y - b.radius) - edgePx;
    const bottom = Math.max(a.y + a.radius, b.y + b.radius) + edgePx;
    const lastRow = Math.min(this.#camera.height - 1, Math.floor(bottom));
    for (let row = Math.max(0, Math.ceil(top)); row <= lastRow; row++) this.#showRow(row, sink);
  }

  /** Hot path: of a row, shows what lies between the outermost edge and the inside that both discs share. */
  #showRow(row: number, sink: PixelSink): void {
    const { edgePx } = this.#look;
    const [a, b] = [this.#old, this.#new];
    const reachA = halfChord(a, row, edgePx);
    const reachB = halfChord(b, row, edgePx);
    const from = Math.max(0, Math.ceil(Math.min(a.x - reachA, b.x - reachB)));
    const to = Math.min(this.#camera.width - 1, Math.floor(Math.max(a.x + reachA, b.x + reachB)));
    const insideA = halfChord(a, row, -edgePx);
    const insideB = halfChord(b, row, -edgePx);
    const insideFrom = Math.ceil(Math.max(a.x - insideA, b.x - insideB));
    const insideTo = Math.floor(Math.min(a.x + insideA, b.x + insideB));
    if (insideFrom > insideTo) {
      this.#showSpan(row, from, to, sink);
      return;
    }
    this.#showSpan(row, from, Math.min(to, insideFrom - 1), sink);
    this.#showSpan(row, Math.max(from, insideTo + 1), to, sink);
  }

  /** Shows the columns `from .. to` of a row as the new disc covers them. */
  #showSpan(row: number, from: number, to: number, sink: PixelSink): void {
    const { edgePx, ballLight, roomLight } = this.#look;
    const { x, y, radius } = this.#new;
    const dy2 = (row - y) * (row - y);
    for (let column = from; column <= to; column++) {
      const outside = Math.sqrt((column - x) * (column - x) + dy2) - radius; // [px] signed distance to the outline
      let logLight = this.#roomLog;
      if (outside <= -edgePx) logLight = this.#ballLog;
      else if (outside < edgePx) {
        const covered = 0.5 - outside / (2 * edgePx);
        logLight = exactLog(roomLight + (ballLight - roomLight) * covered);
      }
      sink.see(column, row, logLight);
    }
  }
}
