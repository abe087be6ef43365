import { type BallOutcome, OUTCOME_REASONS, type WorldTruth } from "../core/truth.ts";
import { atMost, finite, integer, numbers, oneOf, present, toWireVec3, vec3 } from "./check.ts";
import type { saccade } from "./gen/saccade.js";
import { MAX_JOINTS } from "./joint-command.ts";

/** [-] balls that may end between two states. */
const MAX_OUTCOMES = 4096;
/** [-] capsules that a robot may be made of. */
const MAX_LINKS = 64;

export function toWireWorldState(truth: WorldTruth): saccade.v1.WorldState.$Properties {
  const { ball, racket } = truth;
  return {
    timeUs: truth.timeUs,
    ball: {
      positionM: toWireVec3(ball.positionM),
      velocityMps: toWireVec3(ball.velocityMps),
      spinRadps: toWireVec3(ball.spinRadps),
      index: ball.index,
      inPlay: ball.inPlay,
    },
    racket: {
      positionM: toWireVec3(racket.positionM),
      velocityMps: toWireVec3(racket.velocityMps),
      normal: toWireVec3(racket.normal),
      ...(racket.along === undefined ? {} : { along: toWireVec3(racket.along) }),
    },
    joints: [...truth.joints],
    links: (truth.links ?? []).map(({ fromM, toM, radiusM }) => ({
      fromM: toWireVec3(fromM),
      toM: toWireVec3(toM),
      radiusM,
    })),
    outcomes: truth.outcomes.map(({ landingM = [], ...outcome }) => ({
      ...outcome,
      landingM: [...landingM],
    })),
  };
}

/** @throws SaccadeError `wire-invalid`. */
export function fromWireWorldState(message: saccade.v1.WorldState.$Properties): WorldTruth {
  const ball = present(message.ball, "world_state.ball");
  const racket = present(message.racket, "world_state.racket");
  return {
    timeUs: finite(message.timeUs, "world_state.time_us"),
    ball: {
      positionM: vec3(ball.positionM, "world_state.ball.position_m"),
      velocityMps: vec3(ball.velocityMps, "world_state.ball.velocity_mps"),
      spinRadps: vec3(ball.spinRadps, "world_state.ball.spin_radps"),
      index: integer(ball.index, "world_state.ball.index"),
      inPlay: ball.inPlay ?? false,
    },
    racket: {
      positionM: vec3(racket.positionM, "world_state.racket.position_m"),
      velocityMps: vec3(racket.velocityMps, "world_state.racket.velocity_mps"),
      normal: vec3(racket.normal, "world_state.racket.normal"),
      ...(racket.along == null ? {} : { along: vec3(racket.along, "world_state.racket.along") }),
    },
    ...linksOf(message.links),
    joints: atMost(message.joints, "world_state.joints", MAX_JOINTS),
    outcomes: atMost(message.outcomes, "world_state.outcomes", MAX_OUTCOMES).map(fromWireOutcome),
  };
}

function fromWireOutcome(message: saccade.v1.BallOutcome.$Properties): BallOutcome {
  const outcome = {
    index: integer(message.index, "world_state.outcomes.index"),
    legal: message.legal ?? false,
    contact: message.contact ?? false,
    returned: message.returned ?? false,
    launchSpeedMps: finite(message.launchSpeedMps, "world_state.outcomes.launch_speed_mps"),
    ...reasonOf(message.reason ?? ""),
  };
  if ((message.landingM ?? []).length === 0) return outcome;
  const [x = NaN, y = NaN] = numbers(message.landingM, "world_state.outcomes.landing_m", 2);
  return { ...outcome, landingM: [x, y] };
}

function linksOf(
  links: readonly saccade.v1.TrueLink.$Properties[] | null | undefined,
): Pick<WorldTruth, "links"> {
  const some = atMost(links, "world_state.links", MAX_LINKS);
  if (some.length === 0) return {};
  return {
    links: some.map(({ fromM, toM, radiusM }) => ({
      fromM: vec3(fromM, "world_state.links.from_m"),
      toM: vec3(toM, "world_state.links.to_m"),
      radiusM: finite(radiusM, "world_state.links.radius_m"),
    })),
  };
}

function reasonOf(word: string): Pick<BallOutcome, "reason"> {
  if (word === "") return {};
  return { reason: oneOf(word, OUTCOME_REASONS, "world_state.outcomes.reason") };
}
