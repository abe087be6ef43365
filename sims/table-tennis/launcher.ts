import { SaccadeError } from "../../src/core/errors.ts";
import { deriveSeed, Random } from "../../src/core/random.ts";
import { drawAmateur } from "./amateur-launcher.ts";
import { drawElite } from "./elite-launcher.ts";
import { GridLauncher } from "./grid-launcher.ts";
import { isLegalIncoming } from "./incoming.ts";
import { REACHABLE, type Gate, type Launch, type Launcher } from "./launch.ts";

export const LAUNCH_TIERS = ["amateur", "elite", "grid"] as const;
export type LaunchTier = (typeof LAUNCH_TIERS)[number];

/** Which balls come. */
export interface LaunchOptions {
  /** `amateur`: measured states; `elite`: by published quantiles of match play; `grid`: systematic, the seed does not count. */
  readonly tier: LaunchTier;
  /** Only balls that pass this gate, if any, untouched since their bounce; without it every legal ball comes. */
  readonly gate: Gate | null;
  /** [-] of the amateur balls, the part that is served; the data hold 0.18. */
  readonly serveShare: number;
}

export const AMATEUR_LAUNCH: LaunchOptions = { tier: "amateur", gate: REACHABLE, serveShare: 0 };

const MOST_DRAWS = 2000;

/**
 * The balls of a seed: number `index` is the first draw of its own stream whose flight, left alone, is legal and passes
 * the gate. Whoever asks for it gets the same ball, so that many workers can share the work.
 * @throws SaccadeError `world-invalid` when there are no such balls: at once for the grid, else by `launch`.
 */
export function createLauncher(seed: number, options: LaunchOptions): Launcher {
  const { tier, gate, serveShare } = options;
  if (tier === "grid") return new GridLauncher(gate);
  const isWanted = (launch: Launch): boolean => isLegalIncoming(launch, gate);
  const draw = (random: Random): Launch | null => {
    if (tier === "elite") return drawElite(random, isWanted);
    const launch = drawAmateur(random, serveShare);
    return isWanted(launch) ? launch : null;
  };
  return {
    launch: (index) => {
      const random = new Random(deriveSeed(seed, "ball", tier, String(index)));
      for (let n = 0; n < MOST_DRAWS; n++) {
        const launch = draw(random);
        if (launch !== null) return launch;
      }
      throw new SaccadeError(
        "world-invalid",
        `launcher: no legal ${tier} ball passes the gate in ${String(MOST_DRAWS)} draws; make the gate wider`,
        { ball: index },
      );
    },
  };
}
