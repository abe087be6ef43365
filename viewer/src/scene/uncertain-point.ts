import { Group, Matrix4, Mesh, MeshBasicMaterial, SphereGeometry } from "three";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { ellipsoidMatrix } from "../data/ellipsoid.ts";
import { BALL_RADIUS } from "./ball.ts";

/** Ellipsoids are drawn at two standard deviations. */
const SIGMAS = 2;

/** An estimated place: a see-through ball, and around it the ellipsoid of its covariance. */
export class UncertainPoint {
  readonly object = new Group();
  readonly #centre: Mesh;
  readonly #ellipsoid: Mesh;
  readonly #matrix = new Matrix4();

  constructor(colour: number) {
    this.#centre = new Mesh(
      new SphereGeometry(BALL_RADIUS * 1.05, 24, 16),
      new MeshBasicMaterial({ color: colour, transparent: true, opacity: 0.4, depthWrite: false }),
    );
    this.#ellipsoid = new Mesh(
      new SphereGeometry(1, 24, 16),
      new MeshBasicMaterial({ color: colour, transparent: true, opacity: 0.2, depthWrite: false }),
    );
    this.#ellipsoid.matrixAutoUpdate = false;
    this.object.add(this.#centre, this.#ellipsoid);
    this.object.visible = false;
  }

  /** Centre [m] and row-major 3x3 covariance [m^2], world frame. */
  place([x, y, z]: Vec3, covarianceM2: readonly number[]): void {
    this.#centre.position.set(x, y, z);
    const [a, , , b, c, , d, e, f] = ellipsoidMatrix(covarianceM2, SIGMAS);
    this.#matrix.set(a, 0, 0, x, b, c, 0, y, d, e, f, z, 0, 0, 0, 1);
    this.#ellipsoid.matrix.copy(this.#matrix);
    this.#ellipsoid.matrixWorldNeedsUpdate = true;
    this.object.visible = true;
  }
}
