import { square } from "../../src/core/matrix.ts";
import type { Track, TrackSet } from "../../src/core/track.ts";
import { ErrorStatistics, type ErrorSummary } from "./score-statistics.ts";

/** One track from its first sight to its last. */
export interface TrackLife {
  readonly id: number;
  /** [us] on the stream's clock. */
  readonly bornUs: number;
  readonly lifetimeMs: number;
  /** [-] */
  readonly events: number;
  /** [px] way of the centre, and the straight line from its start to its end. */
  readonly lengthPx: number;
  readonly displacementPx: number;
  /** [px/s] length over lifetime, and the largest that the tracker said. */
  readonly meanSpeedPxps: number;
  readonly maxSpeedPxps: number;
}

/** What came of one camera's tracks. */
export interface TrackFigures {
  /** [-] tracks that lasted long enough, ended or not; those that did not; and those that go on. */
  readonly tracks: number;
  readonly short: number;
  readonly alive: number;
  /** Over the tracks that have ended; absent without any. */
  readonly lifetimeMs?: ErrorSummary;
  readonly meanSpeedPxps?: ErrorSummary;
  readonly maxSpeedPxps?: ErrorSummary;
  /** The longest-lived tracks that have ended, longest first. */
  readonly longest: readonly TrackLife[];
}

const LONGEST = 10; // [-] tracks that are listed one by one

/** A track that goes on. */
interface Running {
  readonly start: Track;
  last: Track;
  lengthPx: number;
  maxSpeedPxps: number;
}

/** Lifetimes and speeds of one camera's tracks, in constant memory but for the tracks that go on. */
export class TracksTally {
  readonly #minLifetimeUs: number;
  readonly #running = new Map<number, Running>();
  readonly #lifetimeMs = new ErrorStatistics(60_000, 1);
  readonly #meanSpeed = new ErrorStatistics(100_000, 10);
  readonly #maxSpeed = new ErrorStatistics(100_000, 10);
  readonly #longest: TrackLife[] = [];
  #short = 0;

  /** @param minLifetimeUs [us] tracks that end earlier are only counted */
  constructor(minLifetimeUs: number) {
    this.#minLifetimeUs = minLifetimeUs;
  }

  add({ tracks }: TrackSet): void {
    for (const track of tracks) {
      const running = this.#running.get(track.id);
      if (running === undefined) this.#begin(track);
      else goOn(running, track);
    }
    if (this.#running.size === tracks.length) return;
    const present = new Set(tracks.map((track) => track.id));
    for (const [id, running] of this.#running) if (!present.has(id)) this.#end(id, running);
  }

  /** Nothing more will come: what goes on has ended. */
  finish(): void {
    for (const [id, running] of this.#running) this.#end(id, running);
  }

  figures(): TrackFigures {
    const lifetimeMs = this.#lifetimeMs.summary();
    const meanSpeedPxps = this.#meanSpeed.summary();
    const maxSpeedPxps = this.#maxSpeed.summary();
    const alive = [...this.#running.values()].filter(({ start, last }) => this.#isLong(start, last)).length;
    return {
      tracks: this.#lifetimeMs.n + alive,
      short: this.#short,
      alive,
      ...(lifetimeMs && { lifetimeMs }),
      ...(meanSpeedPxps && { meanSpeedPxps }),
      ...(maxSpeedPxps && { maxSpeedPxps }),
      longest: [...this.#longest],
    };
  }

  #begin(track: Track): void {
    this.#running.set(track.id, { start: track, last: track, lengthPx: 0, maxSpeedPxps: speedOf(track) });
  }

  #isLong(start: Track, last: Track): boolean {
    return last.seenUs - start.bornUs >= this.#minLifetimeUs;
  }

  #end(id: number, running: Running): void {
    this.#running.delete(id);
    const { start, last } = running;
    if (!this.#isLong(start, last)) {
      this.#short++;
      return;
    }
    const life = lifeOf(running);
    this.#lifetimeMs.add(life.lifetimeMs);
    this.#meanSpeed.add(life.meanSpeedPxps);
    this.#maxSpeed.add(life.maxSpeedPxps);
    const at = this.#longest.findIndex((other) => other.lifetimeMs < life.lifetimeMs);
    this.#longest.splice(at < 0 ? this.#longest.length : at, 0, life);
    this.#longest.length = Math.min(this.#longest.length, LONGEST);
  }
}

function goOn(running: Running, track: Track): void {
  running.lengthPx += distance(running.last, track);
  running.maxSpeedPxps = Math.max(running.maxSpeedPxps, speedOf(track));
  running.last = track;
}

function lifeOf({ start, last, lengthPx, maxSpeedPxps }: Running): TrackLife {
  const lifetimeUs = last.seenUs - start.bornUs;
  const watchedUs = last.seenUs - start.seenUs;
  return {
    id: last.id,
    bornUs: start.bornUs,
    lifetimeMs: lifetimeUs / 1000,
    events: last.events,
    lengthPx,
    displacementPx: distance(start, last),
    meanSpeedPxps: watchedUs > 0 ? (lengthPx / watchedUs) * 1e6 : 0,
    maxSpeedPxps,
  };
}

const speedOf = ({ vxPxps, vyPxps }: Track): number => Math.sqrt(square(vxPxps) + square(vyPxps));
const distance = (a: Track, b: Track): number => Math.sqrt(square(a.xPx - b.xPx) + square(a.yPx - b.yPx));
