import { CapsuleGeometry, Group, Mesh, Vector3 } from "three";
import type { TrueLink } from "../../../src/core/truth.ts";
import { surface, type Quality } from "./quality.ts";

const COLOUR = 0xe8761c;
const UP = new Vector3(0, 1, 0);

/** A robot's body as capsules. Their sizes are those of the first time; what comes later only moves them. */
export class ArmView {
  readonly object = new Group();
  readonly #quality: Quality;
  readonly #from = new Vector3();
  readonly #to = new Vector3();

  constructor(quality: Quality) {
    this.#quality = quality;
    this.object.visible = false;
  }

  /** Empty: nothing is shown. */
  place(links: readonly TrueLink[]): void {
    this.object.visible = links.length > 0;
    if (links.length === 0) return;
    if (links.length !== this.object.children.length) this.#build(links);
    for (const [i, { fromM, toM }] of links.entries()) {
      const rod = this.object.children[i];
      this.#from.set(...fromM);
      this.#to.set(...toM);
      rod?.position.addVectors(this.#from, this.#to).multiplyScalar(0.5);
      rod?.quaternion.setFromUnitVectors(UP, this.#to.sub(this.#from).normalize());
    }
  }

  #build(links: readonly TrueLink[]): void {
    this.object.clear();
    for (const { fromM, toM, radiusM } of links) {
      const length = this.#from.set(...fromM).distanceTo(this.#to.set(...toM));
      const rod = new Mesh(new CapsuleGeometry(radiusM, length, 6, 20), surface(this.#quality, COLOUR, 0.5));
      rod.castShadow = true;
      this.object.add(rod);
    }
  }
}
