import { PALETTE, channels } from "../palette.ts";

/** [-] ages that are told apart on the screen. */
const STEPS = 64;
/** [us] an event is drawn for this long. */
export const PERSISTENCE_US = 90_000;
const BACKGROUND = 0x0b1018;

/**
 * A picture in which events glow and fade: each cell shows the age and polarity of its newest event.
 * Only cells that glow are visited, so the cost does not depend on the size of the sensor.
 */
export class DecayImage {
  readonly width: number;
  readonly height: number;
  /** RGBA, row-major, top left first; for ImageData. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly #words: Uint32Array;
  /** [us] newest event of a cell; -Infinity where nothing glows. */
  readonly #bornUs: Float64Array;
  readonly #polarity: Uint8Array;
  readonly #glowing: Uint32Array;
  #count = 0;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8ClampedArray(width * height * 4);
    this.#words = new Uint32Array(this.pixels.buffer).fill(DARK);
    this.#bornUs = new Float64Array(width * height).fill(-Infinity);
    this.#polarity = new Uint8Array(width * height);
    this.#glowing = new Uint32Array(width * height);
  }

  /** Cells that glow. */
  get glowing(): number {
    return this.#count;
  }

  /**
   * Lights at `timeUs` [us] the cells in which something happened. `counts` holds a byte per cell, row-major: ON events
   * in bits 7..4, OFF events in bits 3..0; the more frequent polarity shows.
   */
  add(counts: Uint8Array, timeUs: number): void {
    const cells = Math.min(counts.length, this.#words.length);
    for (let at = 0; at < cells; at++) {
      const count = counts[at] ?? 0;
      if (count === 0) continue;
      if (this.#bornUs[at] === -Infinity) this.#glowing[this.#count++] = at;
      this.#bornUs[at] = timeUs;
      this.#polarity[at] = count >> 4 >= (count & 15) ? 1 : 0;
    }
  }

  /** Draws every glowing cell as it looks at `timeUs` [us], and forgets those that have faded. */
  paint(timeUs: number): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = this.#glowing[i] ?? 0;
      const age = timeUs - (this.#bornUs[at] ?? 0);
      if (age >= PERSISTENCE_US) {
        this.#bornUs[at] = -Infinity;
        this.#words[at] = DARK;
        continue;
      }
      const step = Math.max(0, Math.floor((age / PERSISTENCE_US) * STEPS));
      this.#words[at] = (this.#polarity[at] === 1 ? ON : OFF)[step] ?? DARK;
      this.#glowing[kept++] = at;
    }
    this.#count = kept;
  }

  clear(): void {
    this.#words.fill(DARK);
    this.#bornUs.fill(-Infinity);
    this.#count = 0;
  }
}

/** A pixel as the browser stores it: red in the lowest byte (all engines run little-endian). */
const word = (red: number, green: number, blue: number): number =>
  ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;

const DARK = word(...channels(BACKGROUND));
const ON = fade(PALETTE.on);
const OFF = fade(PALETTE.off);

/** From a bright flash through the colour to the background. */
function fade(colour: number): Uint32Array {
  const dark = channels(BACKGROUND);
  const full = channels(colour);
  return Uint32Array.from({ length: STEPS }, (_, step) => {
    const strength = Math.exp((-3.2 * step) / STEPS);
    const flash = Math.max(0, 1 - step / 6) * 0.5;
    const mix = (i: 0 | 1 | 2): number => {
      const base = dark[i] + (full[i] - dark[i]) * strength;
      return base + (255 - base) * flash;
    };
    return word(mix(0), mix(1), mix(2));
  });
}
