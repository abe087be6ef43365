import { closeSync, openSync, writeFileSync } from "node:fs";
import { SaccadeError } from "../../src/core/errors.ts";
import { systemReason } from "../../src/core/system-reason.ts";
import type { Track, TrackSet } from "../../src/core/track.ts";

/** [characters] gathered before they are written. */
const GATHERED = 65_536;
const HEAD = "camera,track,time_us,x_px,y_px,vx_pxps,vy_pxps,radius_px,events\n";

/** Writes every sight of every track as a row of comma-separated text. */
export class TracksTable {
  readonly #path: string;
  readonly #descriptor: number;
  #text = HEAD;
  #isOpen = true;
  /** [us] newest sight written per track that goes on, by camera: each numbers its own. */
  readonly #seenUs = new Map<string, ReadonlyMap<number, number>>();

  /** Makes the file, or empties it. @throws SaccadeError `file-unreadable` */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor = this.#guard(() => openSync(path, "w"));
  }

  /** Adds the tracks that have been seen again since the last set. */
  add({ camera, tracks }: TrackSet): void {
    const before = this.#seenUs.get(camera);
    const seenUs = new Map<number, number>();
    for (const track of tracks) {
      if (before?.get(track.id) !== track.seenUs) this.#text += rowOf(camera, track);
      seenUs.set(track.id, track.seenUs);
    }
    this.#seenUs.set(camera, seenUs);
    if (this.#text.length > GATHERED) this.#flush();
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#flush();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #flush(): void {
    this.#guard(() => {
      writeFileSync(this.#descriptor, this.#text); // whole: writeSync may stop short on a full disk
    });
    this.#text = "";
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (cause) {
      const message = `cannot write ${this.#path}: ${systemReason(cause, "there is no such folder")}`;
      throw new SaccadeError("file-unreadable", message, { file: this.#path }, { cause });
    }
  }
}

function rowOf(camera: string, track: Track): string {
  const { id, seenUs, xPx, yPx, vxPxps, vyPxps, radiusPx, events } = track;
  const figures = [xPx, yPx, vxPxps, vyPxps, radiusPx].map((value) => value.toFixed(2));
  return `${camera},${id},${seenUs},${figures.join(",")},${events}\n`;
}
