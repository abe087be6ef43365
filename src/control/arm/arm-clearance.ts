import { ArmKinematics } from "../../core/arm/arm-kinematics.ts";
import type { ArmDescription } from "../../core/arm/arm.ts";
import { SelfClearance } from "../../core/arm/self-clearance.ts";
import type { JointMotion } from "../../core/motion/joint-motion.ts";
import { TableClearance } from "./table-clearance.ts";

/** What an arm would run into. */
export type ArmObstacle = "in-table" | "in-itself";

/** Whether an arm keeps clear of table and itself, in a pose. Hot path: allocates nothing after the constructor. */
export class ArmClearance {
  readonly #table: TableClearance;
  readonly #self: SelfClearance;

  /** Looks at `kinematics` as it is set. */
  constructor(kinematics: ArmKinematics) {
    this.#table = new TableClearance(kinematics);
    this.#self = new SelfClearance(kinematics);
  }

  obstacle(): ArmObstacle | null {
    if (!this.#table.isClear()) return "in-table";
    return this.#self.isClear() ? null : "in-itself";
  }
}

/** [-] of the way: where an arm is looked at. */
const LOOKS = [0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9, 1] as const;

/** The same on a planned way. */
export class WayClearance {
  readonly #kinematics: ArmKinematics;
  readonly #clearance: ArmClearance;
  readonly #looked: Float64Array;

  constructor(arm: ArmDescription) {
    this.#kinematics = new ArmKinematics(arm);
    this.#clearance = new ArmClearance(this.#kinematics);
    this.#looked = new Float64Array(arm.joints.length);
  }

  /** On the way that `motion.canReach` said yes to last, which takes `inS` [s] and goes on for `onS` [s]. */
  obstacle(motion: JointMotion, inS: number, onS: number): ArmObstacle | null {
    for (const look of LOOKS) {
      const found = this.#at(motion, look * inS);
      if (found !== null) return found;
    }
    return onS > 0 ? this.#at(motion, inS + onS) : null;
  }

  #at(motion: JointMotion, afterS: number): ArmObstacle | null {
    motion.plannedInto(this.#looked, afterS);
    this.#kinematics.set(this.#looked);
    return this.#clearance.obstacle();
  }
}
