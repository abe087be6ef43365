import { Ball } from "../ball/ball.ts";
import { FlightPath } from "../ball/flight-path.ts";
import type { Surface } from "../ball/surface.ts";
import type { BallOutcome } from "../../src/core/truth.ts";
import { ARENA, ARENA_SURFACES } from "./arena.ts";
import type { Gate, Launch } from "./launch.ts";
import { Referee } from "./referee.ts";

/** [s] */
const STEP_S = 0.004;
const MOST_STEPS = 750;

/** Tells a referee what an unplayed ball has just bounced off. */
export function tellReferee(referee: Referee, surface: Surface, ball: Ball): BallOutcome | null {
  if (surface === ARENA.net) return referee.net();
  if (surface === ARENA.floor) return referee.floor();
  return ball.z >= 0 ? referee.table(ball.x, ball.y) : referee.side();
}

/**
 * How a ball ends that nobody plays; `missed` and `double-bounce` are legal balls. Null when it passes a gate before, untouched
 * since its one legal bounce.
 */
export function leftAlone(launch: Launch, gate: Gate | null): BallOutcome | null {
  const referee = new Referee();
  referee.start(0, 0, launch.kind);
  const seen: { outcome: BallOutcome | null } = { outcome: null };
  const path = new FlightPath(ARENA_SURFACES, (surface, _afterS, at) => {
    seen.outcome ??= tellReferee(referee, surface, at);
  });
  const ball = new Ball();
  ball.set(launch);
  for (let step = 0; step < MOST_STEPS; step++) {
    path.step(ball, STEP_S);
    if (seen.outcome !== null) return seen.outcome;
    if (gate !== null && ball.y <= gate.yM)
      return isInGate(ball, gate) && referee.isLegal ? null : referee.remove();
  }
  return referee.remove();
}

/**
 * Whether a ball is legal by the rules; with a gate, whether it also passes through it after exactly one bounce on the
 * robot's half.
 */
export function isLegalIncoming(launch: Launch, gate: Gate | null): boolean {
  const outcome = leftAlone(launch, gate);
  return gate === null ? outcome?.legal === true : outcome === null;
}

const isInGate = ({ x, y, z }: Ball, gate: Gate): boolean =>
  y <= gate.yM && x >= gate.xM[0] && x <= gate.xM[1] && z >= gate.zM[0] && z <= gate.zM[1];
