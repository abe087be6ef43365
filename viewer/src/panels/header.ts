import type { PlayCount } from "../data/feed.ts";
import { byId, setText } from "./dom.ts";
import { clock, eventRate, NOTHING, percent } from "./format.ts";

/** How the page stands with its server: `behind` = live, but an earlier instant is on display. */
export type ConnectionState = "waiting" | "live" | "behind" | "lost";

const STATE_TEXT: Readonly<Record<ConnectionState, string>> = {
  waiting: "connecting",
  live: "live",
  behind: "replaying",
  lost: "no server",
};

/** The top bar: connection, clock, play counters, event rate. */
export class Header {
  readonly #pill = byId("connection");
  readonly #clock = byId("clock");
  readonly #balls = byId("balls");
  readonly #returns = byId("returns");
  readonly #rate = byId("return-rate");
  readonly #events = byId("event-rate");

  showConnection(state: ConnectionState): void {
    if (this.#pill.dataset["state"] === state) return;
    this.#pill.dataset["state"] = state;
    setText(this.#pill, "");
    const text = document.createElement("b");
    text.textContent = STATE_TEXT[state];
    this.#pill.append(document.createElement("i"), text);
  }

  /** @param timeUs [us] instant on display; null before the first message. */
  showClock(timeUs: number | null): void {
    setText(this.#clock, timeUs === null ? NOTHING : clock(timeUs));
  }

  showPlay(play: PlayCount | null): void {
    setText(this.#balls, play === null ? NOTHING : String(play.balls));
    setText(this.#returns, play === null ? NOTHING : String(play.returns));
    setText(this.#rate, play === null ? NOTHING : percent(play.returns, play.balls));
  }

  /** @param perSecond [1/s] events of both cameras; NaN without a camera. */
  showEventRate(perSecond: number): void {
    setText(this.#events, Number.isFinite(perSecond) ? eventRate(perSecond) : NOTHING);
  }
}
