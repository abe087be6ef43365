import { exactExp, exactLog } from "../core/exact-math.ts";
import type { Track } from "../core/track.ts";

export interface ClusterOptions {
  /** [px] an event within this distance of a cluster's centre belongs to it. */
  readonly radiusPx: number;
  /** [-] share of the way to an event that the centre takes; small = smooth, large = quick. */
  readonly mixing: number;
  /** [us] time in which the mass of a cluster without events falls to 1/e. */
  readonly decayUs: number;
  /** [-] mass (recent events) from which on a cluster is a track. */
  readonly minMass: number;
}

/** [us] between two points of a cluster's path, and how many of the newest the velocity is fitted to. */
const PATH_STEP_US = 2000;
const PATH_POINTS = 8;
/** [-] of `minMass`, a track goes on down to this share of it: one that hovers at the limit does not break. */
const TRACK_ENDS_AT = 0.25;
/** [-] mass at which a cluster that is no track is forgotten: a single event lasts `decayUs * ln 2`. */
const FORGOTTEN_AT = 0.5;

/** The options, with what follows from them. */
export interface ClusterRules extends ClusterOptions {
  /** [us] from the instant at which its mass is 1 until a track ends, and until any other cluster is forgotten. */
  readonly trackTailUs: number;
  readonly otherTailUs: number;
}

/** Works out once what every cluster needs. */
export const clusterRules = (options: ClusterOptions): ClusterRules => ({
  ...options,
  trackTailUs: -options.decayUs * exactLog(TRACK_ENDS_AT * options.minMass),
  otherTailUs: -options.decayUs * exactLog(FORGOTTEN_AT),
});

/**
 * A moving thing as a cluster of events: each event pulls the centre towards itself, and mass counts events with
 * exponential forgetting. Sources: M. Litzenberger et al., "Embedded vision system for real-time object tracking using an
 * asynchronous transient vision sensor" (2006), for centre and assignment; T. Delbruck and P. Lichtsteiner, "Fast sensory
 * motor control based on event-based hybrid neuromorphic-procedural system" (2007), and jAER's RectangularClusterTracker
 * for mass, visibility and a velocity fitted to the path.
 */
export class Cluster {
  /** [-] -1 until it is a track. */
  id = -1;
  readonly bornUs: number;
  seenUs: number;
  events = 1;
  /** [us] instant at which its mass will have fallen to 1, or had: of two clusters the one with the larger has more mass. */
  oneUs: number;
  readonly #rules: ClusterRules;
  /** [px] centre at `seenUs`. */
  #x: number;
  #y: number;
  /** [px/us] */
  #vx = 0;
  #vy = 0;
  #mass = 1;
  /** [px^2] mean square distance of recent events from the centre. */
  #spread = 0;
  /** Newest points of the path: [us], [px], [px]. */
  readonly #path: (readonly [number, number, number])[] = [];

  /** Begins with one event. */
  constructor(timeUs: number, xPx: number, yPx: number, rules: ClusterRules) {
    this.bornUs = timeUs;
    this.seenUs = timeUs;
    this.#x = xPx;
    this.#y = yPx;
    this.#rules = rules;
    this.oneUs = timeUs;
    this.#path.push([timeUs, xPx, yPx]);
  }

  get isTrack(): boolean {
    return this.id >= 0;
  }

  /** Whether it has gathered so much mass that it should become a track. */
  get isRipe(): boolean {
    return !this.isTrack && this.#mass >= this.#rules.minMass;
  }

  /** [-] recent events, at an instant not before the newest. */
  massAt(timeUs: number): number {
    return this.#mass * exactExp((this.seenUs - timeUs) / this.#rules.decayUs);
  }

  /** Whether too little of it is left to go on. */
  isOverAt(timeUs: number): boolean {
    return timeUs > this.oneUs + (this.isTrack ? this.#rules.trackTailUs : this.#rules.otherTailUs);
  }

  /** [px^2] squared distance of a place from where the centre should be by now. */
  distance2(timeUs: number, xPx: number, yPx: number): number {
    const aheadUs = timeUs - this.seenUs;
    const dx = xPx - (this.#x + this.#vx * aheadUs);
    const dy = yPx - (this.#y + this.#vy * aheadUs);
    return dx * dx + dy * dy;
  }

  /** Takes an event in; times may not fall. */
  add(timeUs: number, xPx: number, yPx: number): void {
    const { mixing } = this.#rules;
    const distance2 = this.distance2(timeUs, xPx, yPx);
    const aheadUs = timeUs - this.seenUs;
    const [x, y] = [this.#x + this.#vx * aheadUs, this.#y + this.#vy * aheadUs];
    this.#x = x + mixing * (xPx - x);
    this.#y = y + mixing * (yPx - y);
    this.#spread += mixing * (distance2 - this.#spread);
    this.#setMass(this.massAt(timeUs) + 1, timeUs);
    this.events++;
    this.#followPath();
  }

  /** Takes in another cluster that turned out to be the same thing; the older one of the two goes on. */
  absorb(other: Cluster): void {
    const timeUs = Math.max(this.seenUs, other.seenUs);
    const [own, others] = [this.massAt(timeUs), other.massAt(timeUs)];
    const share = others / (own + others);
    const aheadUs = timeUs - this.seenUs;
    const [x, y] = [this.#x + this.#vx * aheadUs, this.#y + this.#vy * aheadUs];
    this.#x = x + share * (other.#x - x);
    this.#y = y + share * (other.#y - y);
    this.#spread += share * (other.#spread - this.#spread);
    this.events += other.events;
    this.#setMass(own + others, timeUs);
  }

  /** [px^2] squared distance of two centres. */
  apart2(other: Cluster): number {
    const [dx, dy] = [other.#x - this.#x, other.#y - this.#y];
    return dx * dx + dy * dy;
  }

  track(): Track {
    return {
      id: this.id,
      xPx: this.#x,
      yPx: this.#y,
      vxPxps: this.#vx * 1e6,
      vyPxps: this.#vy * 1e6,
      radiusPx: Math.sqrt(this.#spread),
      events: this.events,
      bornUs: this.bornUs,
      seenUs: this.seenUs,
    };
  }

  #setMass(mass: number, timeUs: number): void {
    this.#mass = mass;
    this.seenUs = timeUs;
    this.oneUs = timeUs + this.#rules.decayUs * exactLog(mass);
  }

  /** Now and then notes the place, and fits a line through the newest places. */
  #followPath(): void {
    const path = this.#path;
    if (this.seenUs - (path.at(-1)?.[0] ?? -Infinity) < PATH_STEP_US) return;
    path.push([this.seenUs, this.#x, this.#y]);
    if (path.length > PATH_POINTS) path.shift();
    if (path.length >= 3) [this.#vx, this.#vy] = slopes(path);
  }
}

/** Least-squares slopes of two quantities over the first: [px/us] of (x, y) over time. */
function slopes(points: readonly (readonly [number, number, number])[]): readonly [number, number] {
  const n = points.length;
  const mean = (k: 0 | 1 | 2): number => points.reduce((sum, point) => sum + point[k], 0) / n;
  const [t0, x0, y0] = [mean(0), mean(1), mean(2)];
  let [tt, tx, ty] = [0, 0, 0];
  for (const [t, x, y] of points) {
    tt += (t - t0) * (t - t0);
    tx += (t - t0) * (x - x0);
    ty += (t - t0) * (y - y0);
  }
  return [tx / tt, ty / tt];
}
