import { norm, type Vec3 } from "../../../src/core/vec3.ts";
import { byId, setFigure, setText } from "./dom.ts";
import { compact, NOTHING } from "./format.ts";

/** What the ball card shows; null where nothing is known. */
export interface BallFigures {
  /** [m/s] */
  readonly velocityMps: Vec3 | null;
  /** [rad/s] */
  readonly spinRadps: Vec3 | null;
  /** [mm] distance of the estimate from the truth of the instant it refers to. */
  readonly errorMm: number | null;
  /** [ms] until the predicted hit; negative once it has passed. */
  readonly timeToHitMs: number | null;
}

const RADPS_PER_RPS = 2 * Math.PI;

/** Speed, spin, error of the estimate and time to the hit, in figures. */
export class BallPanel {
  readonly #speed = byId("ball-speed");
  readonly #spin = byId("ball-spin");
  readonly #error = byId("ball-error");
  readonly #hit = byId("ball-hit");

  show(figures: BallFigures): void {
    const { velocityMps, spinRadps, errorMm, timeToHitMs } = figures;
    put(this.#speed, velocityMps && norm(velocityMps), "m/s");
    put(this.#spin, spinRadps && norm(spinRadps) / RADPS_PER_RPS, "turns/s");
    put(this.#error, errorMm, "mm");
    put(this.#hit, timeToHitMs === null || timeToHitMs < 0 ? null : Math.round(timeToHitMs), "ms");
  }
}

function put(element: HTMLElement, value: number | null, unit: string): void {
  if (value === null || !Number.isFinite(value)) {
    element.removeAttribute("data-text");
    setText(element, NOTHING);
  } else setFigure(element, Number.isInteger(value) ? String(value) : compact(value), unit);
}
