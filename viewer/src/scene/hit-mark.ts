import { DoubleSide, Group, Mesh, MeshBasicMaterial, RingGeometry, Vector3 } from "three";
import type { HitPoint } from "../../../src/core/perception.ts";
import { UncertainPoint } from "./uncertain-point.ts";

/** The predicted meeting point: a target that faces the arriving ball, with the ellipsoid of its covariance. */
export class HitMark {
  readonly object = new Group();
  readonly #target = new Group();
  readonly #point: UncertainPoint;
  readonly #ahead = new Vector3();

  constructor(colour: number) {
    this.#point = new UncertainPoint(colour);
    const ring = (inner: number, outer: number, opacity: number): Mesh =>
      new Mesh(
        new RingGeometry(inner, outer, 48),
        new MeshBasicMaterial({
          color: colour,
          transparent: true,
          opacity,
          side: DoubleSide,
          depthWrite: false,
        }),
      );
    this.#target.add(ring(0.05, 0.056, 0.95), ring(0.085, 0.088, 0.45));
    this.object.add(this.#target, this.#point.object);
    this.object.visible = false;
  }

  place(hit: HitPoint): void {
    this.#target.position.set(...hit.positionM);
    this.#ahead.set(...hit.positionM).sub(new Vector3(...hit.velocityMps));
    this.#target.lookAt(this.#ahead);
    this.#point.place(hit.positionM, hit.covarianceM2);
    this.object.visible = true;
  }
}
