import { exactExp } from "../core/exact-math.ts";
import { overTable } from "./ball-flight.ts";
import { part, type BallBelief } from "./ball-belief.ts";
import { restitutionOf, type BallModel } from "./ball-model.ts";

const NEAR_M = 0.06; // [m] over the table; further away no instant of bounce is that uncertain, or the track is lost anyhow
const FAR_SIGMAS = 4;
const SLOWEST_MPS = 0.2; // [m/s] a slower ball does not bounce, it lies

/**
 * How a belief near its bounce differs in height from the ball: the belief has bounced or has not, the ball may do the other.
 * Let the instant of contact be uncertain by s, and t the time since (or until) the belief's. The ball that is on the other
 * side is higher than the belief's straight line by K (d - t), d the error of the instant and K the change of vertical speed.
 * Of this corner (a rectified normal variable) the fields give mean, best straight line in height and vertical speed, and
 * the variance left over; a place that was averaged over a window is treated as one whose instant is uncertain, too.
 */
export class BounceCorner {
  /** [m] by which the ball is higher than the belief on average. */
  shiftM = 0;
  /** [m^2] left over. */
  varianceM2 = 0;
  /** [-], [s] of the straight line: change of that height per height and per vertical speed of the belief. */
  byHeight = 0;
  bySpeed = 0;
  readonly #model: BallModel;

  constructor(model: BallModel) {
    this.#model = model;
  }

  /** @param windowS [s] over which a place is averaged. */
  look(belief: BallBelief, windowS: number): void {
    this.shiftM = this.varianceM2 = this.byHeight = this.bySpeed = 0;
    const { mean } = belief;
    const heightM = mean[2]! - this.#model.radiusM;
    if (!(heightM < NEAR_M && heightM >= 0) || Math.abs(mean[5]!) < SLOWEST_MPS) return;
    if (overTable(part(mean, 0))) this.#round(belief, heightM, windowS);
  }

  #round({ mean, covariance, size }: BallBelief, heightM: number, windowS: number): void {
    const { gravityMps2 } = this.#model;
    const rising = mean[5]! > 0;
    const contactMps = Math.sqrt(mean[5]! * mean[5]! + 2 * gravityMps2 * heightM);
    const awayS = (contactMps - Math.abs(mean[5]!)) / gravityMps2; // since or until the contact
    const e = restitutionOf(this.#model, contactMps, Math.sqrt(mean[3]! * mean[3]! + mean[4]! * mean[4]!));
    const turnMps = rising ? contactMps * (1 + 1 / Math.max(0.1, e)) : contactMps * (1 + e);
    const lever = rising ? -awayS : awayS; // the contact's height, seen from here
    const zz = covariance[2 * size + 2]!;
    const zv = covariance[2 * size + 5]!;
    const vv = covariance[5 * size + 5]!;
    const timeVariance = Math.max(0, zz + lever * (2 * zv + lever * vv)) / (contactMps * contactMps);
    const variance = timeVariance + (windowS * windowS) / 12;
    const sigma = Math.sqrt(variance);
    if (!(awayS < FAR_SIGMAS * sigma)) return;
    const a = awayS / sigma;
    const density = normalDensity(a);
    const other = normalTail(a, density);
    const first = sigma * (density - a * other);
    const second = variance * ((1 + a * a) * other - a * density);
    this.shiftM = turnMps * first;
    this.varianceM2 = turnMps * turnMps * Math.max(0, second - first * first - other * other * timeVariance);
    this.byHeight = (-turnMps * other) / contactMps;
    this.bySpeed = this.byHeight * lever;
  }
}

const PER_ROOT_2_PI = 0.3989422804014327;

const normalDensity = (a: number): number => PER_ROOT_2_PI * exactExp((-a * a) / 2);

/** [-] share of a standard normal variable above a >= 0, to 7.5e-8. Abramowitz and Stegun 26.2.17. */
function normalTail(a: number, density: number): number {
  const t = 1 / (1 + 0.2316419 * a);
  const series = 0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)));
  return density * t * series;
}
