import type { Vec3 } from "../../src/core/vec3.ts";

/** A spin by what it does to a flight [rad/s]: dips it, bends it to the right of its way, turns about its way. */
export interface SpinParts {
  readonly topspin: number;
  readonly sidespin: number;
  readonly corkscrew: number;
}

/** World-frame spin of a ball that flies along the level direction (fx, fy), a unit vector. */
export const spinAlong = ([fx, fy]: readonly [number, number], parts: SpinParts): Vec3 => [
  -fy * parts.topspin + fx * parts.corkscrew,
  fx * parts.topspin + fy * parts.corkscrew,
  -parts.sidespin,
];
