import { SaccadeError } from "../../src/core/errors.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { aim } from "./aim.ts";
import { isLegalIncoming } from "./incoming.ts";
import type { Gate, Launch, Launcher } from "./launch.ts";

/** What the grid goes through: speeds [m/s], spins [rad/s], and places on the robot's half [m]. */
export const LAUNCH_GRID = {
  speedsMps: [4, 5, 6, 8, 10, 12, 15],
  spins: [
    { topspin: 0, sidespin: 0, corkscrew: 0 },
    { topspin: 150, sidespin: 0, corkscrew: 0 },
    { topspin: 350, sidespin: 0, corkscrew: 0 },
    { topspin: -150, sidespin: 0, corkscrew: 0 },
    { topspin: 100, sidespin: 200, corkscrew: 0 },
    { topspin: 100, sidespin: -200, corkscrew: 0 },
  ],
  targetsXM: [-0.5, 0, 0.5],
  targetsYM: [-0.5, -0.85, -1.2],
} as const;

const FROM_M: Vec3 = [0, 1.7, 0.25];

/**
 * Every legal combination of `LAUNCH_GRID`, in order, over and over; those that cannot land, or miss the gate, are left out.
 * @throws SaccadeError `world-invalid` when none is left.
 */
export class GridLauncher implements Launcher {
  readonly balls: readonly Launch[];

  constructor(gate: Gate | null) {
    this.balls = combinations().filter((launch) => isLegalIncoming(launch, gate));
    if (this.balls.length > 0) return;
    throw new SaccadeError("world-invalid", "launcher: no ball of the grid passes the gate; make it wider");
  }

  launch(index: number): Launch {
    const ball = this.balls[index % this.balls.length];
    if (ball !== undefined) return ball;
    throw new SaccadeError("world-invalid", `launcher: ball ${String(index)} is no number from 0 on`, {
      ball: index,
    });
  }
}

function combinations(): Launch[] {
  const { speedsMps, spins, targetsXM, targetsYM } = LAUNCH_GRID;
  return speedsMps.flatMap((speedMps) =>
    spins.flatMap((spin) =>
      targetsXM.flatMap((x) =>
        targetsYM.flatMap((y) => {
          const found = aim({ positionM: FROM_M, speedMps, spin, targetM: [x, y] });
          return found === null ? [] : [{ kind: "rally" as const, ...found }];
        }),
      ),
    ),
  );
}
