import type { JointCommand } from "../core/joint-command.ts";
import { atMost, finite, numbers, text } from "./check.ts";
import type { saccade } from "./gen/saccade.js";

/** [-] most joints a robot may have on the wire. */
export const MAX_JOINTS = 64;

export function toWireJointCommand(command: JointCommand): saccade.v1.JointCommand.$Properties {
  return { ...command, positions: [...command.positions], velocities: [...command.velocities] };
}

/** @throws SaccadeError `wire-invalid`, also on any value that is not finite: a robot must not be told NaN. */
export function fromWireJointCommand(message: saccade.v1.JointCommand.$Properties): JointCommand {
  const positions = finiteList(message.positions, "joint_command.positions");
  const velocities = finiteList(message.velocities, "joint_command.velocities");
  return {
    robot: text(message.robot, "joint_command.robot", 64),
    positions,
    velocities: numbers(velocities, "joint_command.velocities", positions.length),
    reachAtUs: finite(message.reachAtUs, "joint_command.reach_at_us"),
    validUntilUs: finite(message.validUntilUs, "joint_command.valid_until_us"),
  };
}

function finiteList(values: readonly number[] | null | undefined, field: string): readonly number[] {
  const list = atMost(values, field, MAX_JOINTS);
  list.forEach((value, joint) => finite(value, `${field}[${joint}]`));
  return list;
}
