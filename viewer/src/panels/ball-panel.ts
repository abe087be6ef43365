import { norm, type Vec3 } from "../../../src/core/vec3.ts";
import type { Moment } from "../data/moment.ts";
import { byId, setFigure, setText } from "./dom.ts";
import { compact, NOTHING } from "./format.ts";

const RADPS_PER_TURNSPS = 2 * Math.PI;

/** Speed, spin and who sees the ball; error of the estimate, time to the hit, life of the robot's command. */
export class BallPanel {
  readonly #speed = byId("ball-speed");
  readonly #spin = byId("ball-spin");
  readonly #seenBy = byId("seen-by");
  readonly #error = byId("ball-error");
  readonly #hit = byId("ball-hit");
  readonly #command = byId("command");

  show(moment: Moment): void {
    const { world, estimate, errorMm } = moment;
    const ball = world?.ball.inPlay === true ? world.ball : estimate;
    put(this.#speed, length(ball?.velocityMps), "m/s");
    put(this.#spin, length(ball?.spinRadps) / RADPS_PER_TURNSPS, "turns/s");
    put(this.#error, errorMm ?? NaN, "mm");
    setText(this.#seenBy, seenBy(moment));
    this.#showDeadlines(moment);
  }

  #showDeadlines({ timeUs, hit, command }: Moment): void {
    const left = (untilUs: number | undefined): number => Math.round(((untilUs ?? NaN) - timeUs) / 1000);
    const hitMs = left(hit?.arrivalUs);
    const validMs = left(command?.validUntilUs);
    put(this.#hit, hitMs >= 0 ? hitMs : NaN, "ms");
    put(this.#command, validMs >= 0 ? validMs : NaN, "ms", validMs < 0 ? "expired" : NOTHING);
    this.#command.classList.toggle("late", validMs < 0);
  }
}

function seenBy({ left, right }: Moment): string {
  if (left !== null && right !== null) return "both";
  if (left !== null) return "left";
  return right === null ? NOTHING : "right";
}

const length = (vector: Vec3 | undefined): number => (vector === undefined ? NaN : norm(vector));

/** Shows a figure; whole numbers without decimals, and `otherwise` in place of NaN. */
function put(element: HTMLElement, value: number, unit: string, otherwise = NOTHING): void {
  if (Number.isFinite(value)) {
    setFigure(element, Number.isInteger(value) ? String(value) : compact(value), unit);
    return;
  }
  element.removeAttribute("data-text");
  setText(element, otherwise);
}
