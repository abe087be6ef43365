import type { ArmKinematics } from "../../core/arm/arm-kinematics.ts";
import { TABLE } from "../../tracking/ball-model.ts";

/** [m] the blade as a disc, and the room that it and the links keep from table and edges. */
const BLADE_RADIUS_M = 0.08;
const ROOM_M = 0.01;
/** [-] links are looked at in so many points along their axis. */
const POINTS = 3;

/**
 * Whether an arm and its racket keep away from the table: nothing of them over the table's outline lies lower than its
 * surface. The block under the table counts as table. Hot path: nothing is allocated after the constructor.
 */
export class TableClearance {
  readonly #kinematics: ArmKinematics;
  /** Per point: frame, x, y, z in it, radius. */
  readonly #points: readonly (readonly [number, number, number, number, number])[];

  /** Looks at `kinematics` as it is set. Links at or before the shoulder do not move near the table. */
  constructor(kinematics: ArmKinematics) {
    this.#kinematics = kinematics;
    const { capsules, joints } = kinematics.arm;
    const shoulder = joints.findIndex(({ kind }) => kind === "revolute") + 1;
    this.#points = capsules
      .filter(({ joint }) => joint >= shoulder)
      .flatMap(({ joint, fromM, toM, radiusM }) =>
        Array.from({ length: POINTS }, (_, i) => {
          const share = i / (POINTS - 1);
          const at = (axis: 0 | 1 | 2): number => fromM[axis] + share * (toM[axis] - fromM[axis]);
          return [joint + 1, at(0), at(1), at(2), radiusM] as const;
        }),
      );
  }

  isClear(): boolean {
    const f = this.#kinematics.frames;
    const t = this.#kinematics.toolAt;
    const nz = f[t + 10]!;
    const drop = BLADE_RADIUS_M * Math.sqrt(Math.max(0, 1 - nz * nz));
    if (!isClear(f[t + 3]!, f[t + 7]!, f[t + 11]! - drop, BLADE_RADIUS_M)) return false;
    for (const [frame, x, y, z, radius] of this.#points) {
      const i = frame * 12;
      const wx = f[i]! * x + f[i + 1]! * y + f[i + 2]! * z + f[i + 3]!;
      const wy = f[i + 4]! * x + f[i + 5]! * y + f[i + 6]! * z + f[i + 7]!;
      const wz = f[i + 8]! * x + f[i + 9]! * y + f[i + 10]! * z + f[i + 11]!;
      if (!isClear(wx, wy, wz - radius, radius)) return false;
    }
    return true;
  }
}

/** Whether something `wide` [m] around (x, y) whose lowest point is at `lowest` is beside the table or above it. */
const isClear = (x: number, y: number, lowest: number, wide: number): boolean =>
  lowest > ROOM_M ||
  Math.abs(x) > TABLE.halfWidthM + wide + ROOM_M ||
  Math.abs(y) > TABLE.halfLengthM + wide + ROOM_M;
