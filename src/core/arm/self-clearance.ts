import { Random } from "../random.ts";
import { ArmKinematics } from "./arm-kinematics.ts";
import type { ArmDescription, LinkCapsule } from "./arm.ts";
import { segmentDistance2 } from "./segment-distance.ts";

/** [m] the blade as a ball around its centre. */
const BLADE_RADIUS_M = 0.078;
/** [m] room that links keep from one another. */
const ROOM_M = 0.01;
/** [-] poses in all of which links touch that do so by the way they are built. */
const POSES = 40;
const SEED = 17;

/**
 * Whether links and racket of an arm keep clear of one another. Not regarded are links whose joints follow one another, and
 * those that touch whatever the joints do. Hot path: `isClear` allocates nothing.
 */
export class SelfClearance {
  /** Pairs of links by their joints (-1 the base) that are not regarded: they touch by the way they are built. */
  readonly joined: readonly (readonly [number, number])[];
  readonly #kinematics: ArmKinematics;
  readonly #parts: readonly LinkCapsule[];
  readonly #pairs: Int32Array;
  /** Per part its two ends in the world. */
  readonly #points: Float64Array;

  /** Looks at `kinematics` as it is set. */
  constructor(kinematics: ArmKinematics) {
    this.#kinematics = kinematics;
    const { arm } = kinematics;
    this.#parts = [...arm.capsules, blade(arm)];
    this.#points = new Float64Array(6 * this.#parts.length);
    const apart = this.#parts.flatMap((a, i) =>
      this.#parts.flatMap((b, j) => (j > i && Math.abs(a.joint - b.joint) > 1 ? [[i, j] as const] : [])),
    );
    const joined = this.#alwaysTouching(apart);
    this.joined = joined.map(([i, j]) => [this.#parts[i]!.joint, this.#parts[j]!.joint]);
    this.#pairs = Int32Array.from(apart.filter((pair) => !joined.includes(pair)).flat());
  }

  /** For the joint positions that the kinematics have been set to. */
  isClear(): boolean {
    this.#place(this.#kinematics);
    for (let i = 0; i < this.#pairs.length; i += 2) {
      if (this.#touch(this.#pairs[i]!, this.#pairs[i + 1]!)) return false;
    }
    return true;
  }

  #alwaysTouching(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
    const { arm } = this.#kinematics;
    const kinematics = new ArmKinematics(arm);
    const random = new Random(SEED);
    let touching = [...pairs];
    for (let pose = 0; pose < POSES; pose++) {
      kinematics.set(arm.joints.map(({ limits }) => random.between(limits.min, limits.max)));
      this.#place(kinematics);
      touching = touching.filter(([i, j]) => this.#touch(i, j));
    }
    return touching;
  }

  #place({ frames }: ArmKinematics): void {
    const points = this.#points;
    for (let i = 0; i < this.#parts.length; i++) {
      const { joint, fromM, toM } = this.#parts[i]!;
      const f = (joint + 1) * 12;
      for (let row = 0; row < 3; row++) {
        const r = f + row * 4;
        const [x, y, z, at] = [frames[r]!, frames[r + 1]!, frames[r + 2]!, frames[r + 3]!];
        points[6 * i + row] = x * fromM[0] + y * fromM[1] + z * fromM[2] + at;
        points[6 * i + 3 + row] = x * toM[0] + y * toM[1] + z * toM[2] + at;
      }
    }
  }

  #touch(i: number, j: number): boolean {
    const least = this.#parts[i]!.radiusM + this.#parts[j]!.radiusM + ROOM_M;
    return segmentDistance2(this.#points, 6 * i, 6 * j) < least * least;
  }
}

const blade = ({ tool, joints }: ArmDescription): LinkCapsule => ({
  joint: joints.length - 1,
  fromM: tool.positionM,
  toM: tool.positionM,
  radiusM: BLADE_RADIUS_M,
});
