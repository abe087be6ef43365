import { ArrowHelper, CylinderGeometry, Group, Matrix4, Mesh, Vector3 } from "three";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { surface, type Quality } from "./quality.ts";

/** [m] radius of the blade that is drawn. */
const RADIUS = 0.078;

/** The racket: its local +z is the face normal, its local -y the handle. */
export class RacketView {
  readonly object = new Group();
  readonly #x = new Vector3();
  readonly #y = new Vector3();
  readonly #z = new Vector3();
  readonly #basis = new Matrix4();

  constructor(quality: Quality) {
    const disc = (radius: number, thickness: number, colour: number, z: number): Mesh => {
      const mesh = new Mesh(
        new CylinderGeometry(radius, radius, thickness, 48),
        surface(quality, colour, 0.6),
      );
      mesh.rotation.x = Math.PI / 2;
      mesh.position.z = z;
      mesh.castShadow = true;
      return mesh;
    };
    this.object.add(disc(RADIUS, 0.003, 0xd3313a, -0.0015), disc(RADIUS, 0.003, 0x14171c, -0.0105));
    this.object.add(disc(RADIUS + 0.0015, 0.006, 0xc89a63, -0.006));
    const handle = new Mesh(new CylinderGeometry(0.013, 0.015, 0.1, 12), surface(quality, 0x8a5a33, 0.5));
    handle.position.set(0, -RADIUS - 0.046, -0.006);
    handle.castShadow = true;
    this.object.add(handle);
    const normal = new ArrowHelper(new Vector3(0, 0, 1), new Vector3(), 0.17, 0xffffff, 0.03, 0.016);
    this.object.add(normal);
    this.object.visible = false;
  }

  /**
   * Centre of the face [m], its unit normal and the direction from the handle to the tip, world frame. A handle of unknown
   * direction points down as far as the normal lets it; where the face looks straight up, towards the robot.
   */
  place(positionM: Vec3, normal: Vec3, along: Vec3 = [0, 0, 1]): void {
    this.#z.set(...normal).normalize();
    this.#y.set(...along);
    this.#y.addScaledVector(this.#z, -this.#y.dot(this.#z));
    if (this.#y.lengthSq() < 1e-6) this.#y.set(0, 1, 0);
    this.#y.normalize();
    this.#x.crossVectors(this.#y, this.#z);
    this.#basis.makeBasis(this.#x, this.#y, this.#z);
    this.object.quaternion.setFromRotationMatrix(this.#basis);
    this.object.position.set(...positionM);
    this.object.visible = true;
  }
}
