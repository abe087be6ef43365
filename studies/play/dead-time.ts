import { deriveSeed, Random } from "../../src/core/random.ts";

/** [us] after a ball's launch, in which a camera's dead time begins: most balls are in the air for longer. */
const DEAD_WITHIN_US = 400_000;

/** A camera that sees nothing for a while, [fromUs, toUs) since the launch. */
export interface DeadTime {
  readonly camera: number;
  /** [us] integer */
  readonly fromUs: number;
  readonly toUs: number;
}

/** Which camera fails one ball, and when: drawn from the ball's seed. @param deadUs [us] for how long */
export function deadTime(ballSeed: number, deadUs: number, cameras: number): DeadTime {
  const random = new Random(deriveSeed(ballSeed, "dead camera"));
  const camera = random.uint32() % cameras;
  const fromUs = Math.floor(random.uniform() * DEAD_WITHIN_US);
  return { camera, fromUs, toUs: fromUs + deadUs };
}
