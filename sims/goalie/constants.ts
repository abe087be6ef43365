import { quantities } from "../../src/core/quantity.ts";
import type { JointLimit } from "../robot/limits.ts";

const TOY = "the size of the robot goalie of Delbruck and Lichtsteiner (ISCAS 2007), not its measures";

/** The goalie's field: floor z = 0, goal line y = 0, balls come from y > 0. */
export const GOALIE = quantities({
  ballRadius: { value: 0.02, unit: "m", source: TOY, basis: "assumed" },
  goalWidth: { value: 0.5, unit: "m", source: TOY, basis: "assumed" },
  shotDistance: { value: 1, unit: "m", source: TOY, basis: "assumed" },
  paddleWidth: { value: 0.12, unit: "m", source: TOY, basis: "assumed" },
  paddleRestitution: { value: 0.5, unit: "-", source: "none", basis: "assumed" },
  rollingDeceleration: {
    value: 0.1,
    unit: "m/s^2",
    source: "rolling resistance 0.01 on a hard floor",
    basis: "assumed",
  },
});

/** The paddle's one axis, along the goal line; assumed: a fast hobby servo on an arm of 0.2 m. */
export const PADDLE_LIMIT = {
  min: -0.25,
  max: 0.25,
  speed: 1.6,
  acceleration: 40,
} as const satisfies JointLimit;
