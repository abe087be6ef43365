import { SPEEDS, type Playback, type Span } from "../data/playback.ts";
import { find, setText } from "./dom.ts";

const SPEED_TEXT: Readonly<Record<number, string>> = {
  1: "1×",
  0.5: "½×",
  0.25: "¼×",
  0.1: "⅒×",
  0.02: "1/50×",
};

/** Pause, slow motion, scrubbing and the way back to live. */
export class PlaybackBar {
  readonly #playback: Playback;
  readonly #pause = find(HTMLButtonElement, "#pause");
  readonly #speed = find(HTMLButtonElement, "#speed");
  readonly #live = find(HTMLButtonElement, "#live");
  readonly #scrub = find(HTMLInputElement, "#scrub");
  #span: Span = { oldestUs: 0, newestUs: 0, held: false };
  #dragging = false;

  constructor(playback: Playback) {
    this.#playback = playback;
    this.#pause.addEventListener("click", () => playback.togglePause());
    this.#speed.addEventListener("click", () => this.slower());
    this.#live.addEventListener("click", () => playback.goLive());
    this.#scrub.addEventListener("pointerdown", () => (this.#dragging = true));
    this.#scrub.addEventListener("pointerup", () => (this.#dragging = false));
    this.#scrub.addEventListener("input", () => this.#seek());
  }

  /** The next slower speed; after the slowest, real time. */
  slower(): void {
    const at = SPEEDS.findIndex((speed) => speed === this.#playback.speed);
    this.#playback.setSpeed(SPEEDS[(at + 1) % SPEEDS.length] ?? 1);
  }

  /** Pauses and moves by this many microseconds of run time. */
  step(deltaUs: number): void {
    this.#playback.step(deltaUs, this.#span);
  }

  /** @param timeUs [us] instant on display. */
  show(timeUs: number, span: Span): void {
    this.#span = span;
    const { paused, speed, live } = this.#playback;
    this.#pause.setAttribute("aria-pressed", String(paused));
    this.#live.setAttribute("aria-pressed", String(live));
    this.#speed.setAttribute("aria-pressed", String(speed !== 1));
    setText(this.#speed, SPEED_TEXT[speed] ?? String(speed));
    const length = span.newestUs - span.oldestUs;
    if (!this.#dragging) this.#scrub.value = String(length > 0 ? (timeUs - span.oldestUs) / length : 1);
  }

  #seek(): void {
    const { oldestUs, newestUs } = this.#span;
    this.#playback.seek(oldestUs + Number(this.#scrub.value) * (newestUs - oldestUs));
  }
}
