import type { EventImage } from "../../../src/wire/view.ts";
import type { Picture } from "../data/feed.ts";
import { DecayImage, PERSISTENCE_US } from "../data/decay-image.ts";
import type { Sample, Track } from "../data/track.ts";
import { find, setText } from "./dom.ts";
import { eventRate } from "./format.ts";

/** A place on the sensor [px] and its standard deviation [px]. */
export interface SeenBall {
  readonly xPx: number;
  readonly yPx: number;
  readonly sigmaPx: number;
}

/** [us] the rate is averaged over this much. */
const RATE_WINDOW_US = 250_000;

/** One camera's live picture: events that glow and fade, and a cross where the tracker sees the ball. */
export class EventPanel {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #overlay: SVGSVGElement;
  readonly #note: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #picture: HTMLElement;
  #image = new DecayImage(1, 1);
  #data = new ImageData(this.#image.pixels, 1, 1);
  #shownUs = -Infinity;
  #drawn = 0;
  #sensor = "";

  constructor(root: HTMLElement) {
    this.canvas = find(HTMLCanvasElement, "canvas", root);
    const context = this.canvas.getContext("2d");
    if (context === null) throw new TypeError("this browser gives no 2D canvas");
    this.#context = context;
    this.#picture = find(HTMLElement, ".picture", root);
    this.#overlay = find(SVGSVGElement, "svg", root);
    this.#note = find(HTMLElement, ".note", root);
    this.#empty = find(HTMLElement, "p", root);
  }

  /** [-] events drawn since the page was opened. */
  get eventsDrawn(): number {
    return this.#drawn;
  }

  /** Draws the instant `timeUs` [us]. Returns the event rate [1/s] around it, NaN without pictures. */
  show(pictures: Track<Picture>, timeUs: number, ball: SeenBall | null): number {
    const last = pictures.indexAt(timeUs);
    const newest = pictures.sample(last);
    if (newest === undefined) return NaN;
    this.#fit(newest.value.image);
    this.#addSince(pictures, last, timeUs);
    this.#image.paint(timeUs);
    this.#context.putImageData(this.#data, 0, 0);
    this.#mark(ball);
    const rate = rateAround(pictures, last, timeUs);
    setText(this.#note, `${this.#sensor} · ${eventRate(rate)}`);
    return rate;
  }

  /** Forgets what glows; for a new run. */
  clear(): void {
    this.#image.clear();
    this.#shownUs = -Infinity;
  }

  /** Lights what came since the last instant shown; after a jump, what would still glow. */
  #addSince(pictures: Track<Picture>, last: number, timeUs: number): void {
    const jumped = timeUs < this.#shownUs || timeUs - this.#shownUs > PERSISTENCE_US;
    if (jumped) this.#image.clear();
    const since = jumped ? timeUs - PERSISTENCE_US : this.#shownUs;
    let first = last;
    while (first >= 0 && (pictures.sample(first)?.timeUs ?? -Infinity) > since) first--;
    for (let i = first + 1; i <= last; i++) this.#add(pictures.sample(i));
    this.#shownUs = timeUs;
  }

  #add(sample: Sample<Picture> | undefined): void {
    if (sample === undefined || sample.value.image.width !== this.#image.width) return;
    this.#image.add(sample.value.image.pixels, sample.timeUs);
    this.#drawn += sample.value.events;
  }

  #fit({ width, height, cellPx }: EventImage): void {
    if (this.#image.width === width && this.#image.height === height) return;
    this.#image = new DecayImage(width, height);
    this.#data = new ImageData(this.#image.pixels, width, height);
    this.canvas.width = width;
    this.canvas.height = height;
    this.#picture.style.aspectRatio = `${width} / ${height}`;
    this.#overlay.setAttribute("viewBox", `-0.5 -0.5 ${width * cellPx} ${height * cellPx}`);
    this.#sensor = `${width * cellPx}×${height * cellPx}`;
    this.#empty.hidden = true;
    this.#shownUs = -Infinity;
  }

  #mark(ball: SeenBall | null): void {
    if (ball === null) {
      this.#overlay.replaceChildren();
      return;
    }
    const { xPx: x, yPx: y } = ball;
    const unit = this.#overlay.viewBox.baseVal.width / 100;
    const gap = 2 * unit;
    const arm = 7 * unit;
    const path = svg("path", {
      d:
        `M${x - arm} ${y}H${x - gap}M${x + gap} ${y}H${x + arm}` +
        `M${x} ${y - arm}V${y - gap}M${x} ${y + gap}V${y + arm}`,
      "stroke-width": String(unit * 0.5),
    });
    const spread = svg("circle", {
      cx: String(x),
      cy: String(y),
      r: String(Math.max(2 * ball.sigmaPx, gap)),
      "stroke-width": String(unit * 0.35),
      "stroke-opacity": "0.7",
    });
    this.#overlay.replaceChildren(path, spread);
  }
}

function rateAround(pictures: Track<Picture>, last: number, timeUs: number): number {
  let events = 0;
  let i = last;
  for (; i >= 0; i--) {
    const sample = pictures.sample(i);
    if (sample === undefined || timeUs - sample.timeUs >= RATE_WINDOW_US) break;
    events += sample.value.events;
  }
  const spanUs = Math.min(RATE_WINDOW_US, timeUs - (pictures.oldest?.timeUs ?? timeUs));
  return spanUs > 0 ? (events * 1e6) / spanUs : 0;
}

function svg(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
