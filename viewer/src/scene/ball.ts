import {
  AdditiveBlending,
  BufferGeometry,
  CanvasTexture,
  CircleGeometry,
  Float32BufferAttribute,
  Group,
  Line,
  LineBasicMaterial,
  Mesh,
  MeshBasicMaterial,
  SphereGeometry,
  Sprite,
  SpriteMaterial,
} from "three";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { TABLE } from "./table.ts";
import { surface, type Quality } from "./quality.ts";

/** [m] radius of a table-tennis ball (ITTF Laws 2.3.1: 40 mm across). */
export const BALL_RADIUS = 0.02;

/** The true ball, a glow that keeps it visible from afar, and its plumb line to the table or the floor. */
export class BallView {
  readonly object = new Group();
  readonly #ball: Group = new Group();
  readonly #plumb: Line;
  readonly #foot: Mesh;

  constructor(quality: Quality, colour: number) {
    const sphere = new Mesh(new SphereGeometry(BALL_RADIUS, 32, 20), surface(quality, 0xfff4e6, 0.4));
    sphere.castShadow = true;
    this.#ball.add(sphere, glow(colour));
    const material = new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.35 });
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new Float32BufferAttribute([0, 0, 0, 0, 0, -1], 3));
    this.#plumb = new Line(geometry, material);
    this.#foot = new Mesh(
      new CircleGeometry(BALL_RADIUS * 1.15, 24),
      new MeshBasicMaterial({ color: 0x000000, transparent: true, opacity: 0.45, depthWrite: false }),
    );
    this.object.add(this.#ball, this.#plumb, this.#foot);
    this.object.visible = false;
  }

  /** [m] centre, world frame. */
  place(positionM: Vec3): void {
    const [x, y, z] = positionM;
    this.#ball.position.set(x, y, z);
    const ground = groundBelow(positionM);
    this.#plumb.position.set(x, y, z);
    this.#plumb.scale.z = Math.max(z - ground, 1e-6);
    this.#foot.position.set(x, y, ground + 0.002);
    this.object.visible = true;
  }
}

/** [m] height of what lies straight below a point: the table's top, or the floor. */
export function groundBelow([x, y, z]: Vec3): number {
  const overTable = Math.abs(x) <= TABLE.widthM / 2 && Math.abs(y) <= TABLE.lengthM / 2 && z >= 0;
  return overTable ? 0 : -TABLE.heightM;
}

/** A soft light of constant size on the screen. */
export function glow(colour: number, size = 0.05): Sprite {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  if (context !== null) {
    const gradient = context.createRadialGradient(32, 32, 0, 32, 32, 32);
    gradient.addColorStop(0, "rgba(255,255,255,0.9)");
    gradient.addColorStop(0.25, "rgba(255,255,255,0.35)");
    gradient.addColorStop(1, "rgba(255,255,255,0)");
    context.fillStyle = gradient;
    context.fillRect(0, 0, 64, 64);
  }
  const sprite = new Sprite(
    new SpriteMaterial({
      map: new CanvasTexture(canvas),
      color: colour,
      blending: AdditiveBlending,
      depthWrite: false,
      sizeAttenuation: false,
    }),
  );
  sprite.scale.setScalar(size);
  return sprite;
}
