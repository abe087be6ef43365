import { BufferGeometry, Float32BufferAttribute, Line, LineDashedMaterial } from "three";
import type { Vec3 } from "../../../src/core/vec3.ts";
import type { Feed } from "../data/feed.ts";
import { estimatedPoint, sameBall, truePoint, type Moment } from "../data/moment.ts";
import { arc, pathThrough } from "../data/path.ts";
import { PALETTE } from "../palette.ts";
import { ArmView } from "./arm.ts";
import { BallView } from "./ball.ts";
import { HitMark } from "./hit-mark.ts";
import type { Quality } from "./quality.ts";
import { RacketView } from "./racket.ts";
import { buildRoom } from "./room.ts";
import type { Stage } from "./stage.ts";
import { buildTable } from "./table.ts";
import { Trail } from "./trail.ts";
import { UncertainPoint } from "./uncertain-point.ts";

/** [us] length of the trails behind the balls. */
const TRAIL_US = 900_000;
/** [-] most pieces of a trail: 0.9 s at 60 Hz in 4 pieces each, and room for faster streams. */
const TRAIL_PIECES = 400;
/** [-] pieces of the predicted path. */
const PREDICTED_PIECES = 48;

/** Everything in the room that moves. */
export class WorldView {
  readonly #ball: BallView;
  readonly #racket: RacketView;
  readonly #arm: ArmView;
  readonly #estimate = new UncertainPoint(PALETTE.estimate);
  readonly #hit = new HitMark(PALETTE.hit);
  readonly #trueTrail = new Trail(PALETTE.truth, TRAIL_PIECES, 6);
  readonly #estimatedTrail = new Trail(PALETTE.estimate, TRAIL_PIECES, 2);
  readonly #predicted = new Line(
    new BufferGeometry(),
    new LineDashedMaterial({
      color: PALETTE.hit,
      dashSize: 0.03,
      gapSize: 0.025,
      transparent: true,
      opacity: 0.9,
    }),
  );

  constructor(stage: Stage, quality: Quality) {
    this.#ball = new BallView(quality, PALETTE.truth);
    this.#racket = new RacketView(quality);
    this.#arm = new ArmView(quality);
    this.#estimatedTrail.object.renderOrder = 1; // over the wider true one
    const places = new Float32Array(3 * (PREDICTED_PIECES + 1));
    this.#predicted.geometry.setAttribute("position", new Float32BufferAttribute(places, 3));
    this.#predicted.frustumCulled = false;
    this.#predicted.visible = false;
    stage.add(
      buildRoom(quality),
      buildTable(quality),
      this.#racket.object,
      this.#ball.object,
      this.#arm.object,
    );
    stage.add(this.#trueTrail.object, this.#estimatedTrail.object, this.#predicted);
    stage.add(this.#estimate.object, this.#hit.object);
  }

  /** Puts everything where it is at one instant. */
  show(feed: Feed, moment: Moment): void {
    const { ballM, racketM, links, world, estimate, hit } = moment;
    if (ballM === null) this.#ball.object.visible = false;
    else this.#ball.place(ballM);
    if (racketM === null || world === null) this.#racket.object.visible = false;
    else this.#racket.place(racketM, world.racket.normal, world.racket.along);
    this.#arm.place(links);
    if (estimate === null) this.#estimate.object.visible = false;
    else this.#estimate.place(estimate.positionM, positionCovariance(estimate.covariance));
    if (hit === null) this.#hit.object.visible = false;
    else this.#hit.place(hit);
    this.#drawTrails(feed, moment);
    this.#drawPrediction(moment);
  }

  #drawTrails(feed: Feed, { timeUs, ballM }: Moment): void {
    const span = { fromUs: timeUs - TRAIL_US, toUs: timeUs };
    const truth = pathThrough(feed.world, span, { point: truePoint, joined: sameBall });
    this.#trueTrail.draw(ballM === null ? truth : [...truth, ballM]);
    const estimated = pathThrough(feed.estimate, span, {
      point: estimatedPoint,
      joined: (a, b) => a.track === b.track,
    });
    this.#estimatedTrail.draw(estimated);
  }

  #drawPrediction({ estimate, hit }: Moment): void {
    const shown = estimate !== null && hit !== null && hit.track === estimate.track;
    this.#predicted.visible = shown && hit.arrivalUs > estimate.validAtUs;
    if (!shown || hit.arrivalUs <= estimate.validAtUs) return;
    const to = { ...hit, timeUs: hit.arrivalUs };
    const path: Vec3[] = [estimate.positionM, ...arc(estimatedPoint(estimate), to, PREDICTED_PIECES)];
    const position = this.#predicted.geometry.getAttribute("position");
    path.forEach((place, i) => position.setXYZ(i, ...place));
    position.needsUpdate = true;
    this.#predicted.computeLineDistances();
  }
}

/** The 3x3 block of the position in a 9x9 covariance, row-major. */
const positionCovariance = (c: readonly number[]): number[] =>
  [0, 1, 2, 9, 10, 11, 18, 19, 20].map((i) => c[i] ?? 0);
