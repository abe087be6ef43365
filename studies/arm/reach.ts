import { ArmPlanner, type ArmPlannerOptions, type NoStroke } from "../../src/control/arm/arm-planner.ts";
import { JointMotion } from "../../src/core/motion/joint-motion.ts";
import type { Launch } from "../../sims/table-tennis/launch.ts";

/** Which of some balls an arm that waits at home can return. */
export interface Reach {
  readonly balls: number;
  /** [-] balls with a stroke. */
  readonly reachable: number;
  /** [-] the others, by why. */
  readonly rejected: Readonly<Partial<Record<NoStroke, number>>>;
}

/** [-] searches per ball: each looks elsewhere. */
const LOOKS = 3;
const KNOWN = new Array<number>(81).fill(0);

/**
 * Plans a stroke for each ball, its true state told at launch. A ball counts as reachable when some stroke to the target
 * exists within the joints' positions, speeds, accelerations and jerks in the time there is, clear of the table.
 */
export function reachOf(options: ArmPlannerOptions, balls: readonly Launch[]): Reach {
  const { arm } = options;
  const planner = new ArmPlanner(options);
  const waiting = new JointMotion(
    arm.joints.map(({ limits }) => limits),
    arm.home,
  );
  const rejected: Partial<Record<NoStroke, number>> = {};
  let reachable = 0;
  for (const [track, ball] of balls.entries()) {
    const state = { ...ball, covariance: KNOWN, validAtUs: 0, track };
    let stroke = planner.plan(state, waiting);
    for (let again = 1; again < LOOKS && typeof stroke === "string"; again++)
      stroke = planner.plan(state, waiting);
    if (typeof stroke === "string") rejected[stroke] = (rejected[stroke] ?? 0) + 1;
    else reachable++;
  }
  return { balls: balls.length, reachable, rejected };
}
