import { normal } from "../../src/core/normal.ts";
import type { Random } from "../../src/core/random.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import { quantities } from "../../src/core/quantity.ts";
import { AMATEUR_RALLIES, AMATEUR_SERVES } from "./amateur-states.ts";
import type { Launch } from "./launch.ts";
import { spinAlong } from "./spin-frame.ts";
import { statesIn, unpackState } from "./state-text.ts";

const LAID =
  "none measured; laid so that more of the states fly as they did, onto the robot's half: 95 % of the rally balls, 90 % without spin";

/** The spin of amateur balls, stated: its topspin and what else it has are normal and independent. */
export const AMATEUR_SPIN = quantities({
  topspinMean: { value: 80, unit: "rad/s", source: LAID, basis: "assumed" },
  topspinSd: { value: 50, unit: "rad/s", source: LAID, basis: "assumed" },
  otherSd: { value: 40, unit: "rad/s", source: LAID, basis: "assumed" },
});

/** Draws a ball of amateur play: place and velocity of a measured one, spin as `AMATEUR_SPIN` states, legal or not. */
export function drawAmateur(random: Random, serveShare: number): Launch {
  const isServe = random.uniform() < serveShare;
  const states = isServe ? AMATEUR_SERVES : AMATEUR_RALLIES;
  const { positionM, velocityMps } = unpackState(states, Math.floor(random.uniform() * statesIn(states)));
  return {
    kind: isServe ? "serve" : "rally",
    positionM,
    velocityMps,
    spinRadps: drawSpin(random, velocityMps),
  };
}

function drawSpin(random: Random, [vx, vy]: Vec3): Vec3 {
  const level = Math.sqrt(vx * vx + vy * vy);
  const { topspinMean, topspinSd, otherSd } = AMATEUR_SPIN;
  return spinAlong([vx / level, vy / level], {
    topspin: topspinMean.value + topspinSd.value * normal(random),
    sidespin: otherSd.value * normal(random),
    corkscrew: otherSd.value * normal(random),
  });
}
