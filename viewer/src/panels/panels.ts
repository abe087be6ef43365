import type { Detection } from "../../../src/core/perception.ts";
import type { Feed, Side } from "../data/feed.ts";
import type { Moment } from "../data/moment.ts";
import { BallPanel } from "./ball-panel.ts";
import { byId } from "./dom.ts";
import { EventPanel } from "./event-panel.ts";
import { Header } from "./header.ts";
import { LatencyPanel } from "./latency-panel.ts";

/** All that shows figures and pictures around the scene. */
export class Panels {
  readonly header = new Header();
  readonly cameras: Readonly<Record<Side, EventPanel>> = {
    left: new EventPanel(byId("left-panel")),
    right: new EventPanel(byId("right-panel")),
  };
  readonly #ball = new BallPanel();
  readonly #latency = new LatencyPanel();
  #runId = "";

  show(feed: Feed, moment: Moment): void {
    if (feed.runId !== this.#runId) this.#begin(feed.runId);
    const { timeUs } = moment;
    this.header.showClock(timeUs);
    this.header.showPlay(feed.play);
    this.#ball.show(moment);
    const left = this.cameras.left.show(feed.left.pictures, timeUs, mark(moment.left));
    const right = this.cameras.right.show(feed.right.pictures, timeUs, mark(moment.right));
    this.header.showEventRate(Number.isNaN(left) ? right : left + (right || 0));
    this.#latency.show([...feed.budgets.values()]);
  }

  #begin(runId: string): void {
    this.#runId = runId;
    this.#latency.clear();
    this.cameras.left.clear();
    this.cameras.right.clear();
  }
}

function mark(detection: Detection | null): { xPx: number; yPx: number; sigmaPx: number } | null {
  if (detection === null) return null;
  const [xx, , yy] = detection.covariancePx2;
  return { xPx: detection.xPx, yPx: detection.yPx, sigmaPx: Math.sqrt(Math.max(xx, yy, 0)) };
}
