import type { EventBatch } from "../../../src/core/event-batch.ts";

/** [-] most columns of a picture: as wide as a panel of the page is on a screen of twice the usual density. */
const MAX_COLUMNS = 360;

/** Events of one camera since the last flush, on a grid that is no finer than the page can show. */
export interface BinnedEvents {
  /** [-] cells of the grid. */
  readonly width: number;
  readonly height: number;
  /** [-] row-major, one byte a cell: ON events in bits 7..4, OFF events in bits 3..0, each stopping at 15. */
  readonly pixels: Uint8Array;
  /** [px] edge of a cell on the sensor. */
  readonly cellPx: number;
}

/** Collects the events of one camera between two frames of the viewer, so that no raw stream goes to the browser. */
export class EventBinner {
  #sensorWidth = 0;
  #sensorHeight = 0;
  #cellPx = 1;
  #width = 0;
  #height = 0;
  #pixels = new Uint8Array(0);
  #fresh = false;

  /** Adds a batch; a change of the sensor's size starts anew. */
  add(batch: EventBatch): void {
    if (batch.width !== this.#sensorWidth || batch.height !== this.#sensorHeight) this.#resize(batch);
    const cell = this.#cellPx;
    for (let i = 0; i < batch.length; i++) {
      const column = ((batch.x[i] ?? 0) / cell) | 0;
      const row = ((batch.y[i] ?? 0) / cell) | 0;
      const at = row * this.#width + column;
      const counts = this.#pixels[at] ?? 0;
      if (batch.p[i] === 1) this.#pixels[at] = counts < 0xf0 ? counts + 0x10 : counts;
      else this.#pixels[at] = (counts & 0xf) < 0xf ? counts + 1 : counts;
    }
    this.#fresh = true;
  }

  /** Hands over what came since the last flush; the caller owns it. Null when no batch came. */
  flush(): BinnedEvents | null {
    if (!this.#fresh) return null;
    const pixels = this.#pixels.slice();
    const binned = { width: this.#width, height: this.#height, pixels, cellPx: this.#cellPx };
    this.#pixels.fill(0);
    this.#fresh = false;
    return binned;
  }

  #resize({ width, height }: EventBatch): void {
    this.#sensorWidth = width;
    this.#sensorHeight = height;
    this.#cellPx = Math.ceil(width / MAX_COLUMNS);
    this.#width = Math.ceil(width / this.#cellPx);
    this.#height = Math.ceil(height / this.#cellPx);
    this.#pixels = new Uint8Array(this.#width * this.#height);
  }
}
