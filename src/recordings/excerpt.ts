import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import { batchFor } from "../codecs/codec.ts";
import { turnRows, type Origin } from "./origin.ts";
import type { Recording, ReadResult } from "./recording.ts";

/** Which events of a recording, and how they are placed in the image. */
export interface ExcerptOptions {
  /** [us] after the first event; earlier ones are left out. Default: from the first on. */
  readonly fromUs?: number;
  /** [us] after the first event; this one and later ones are left out. Default: to the end. */
  readonly toUs?: number;
  /** Which corner (0, 0) is to be. Default: as the format stores it. */
  readonly origin?: Origin;
}

/** [events] looked at to find the time of the first one. */
const PROBE_EVENTS = 4096;
/** [us] rows may lag so far behind: the end is reached when the stream has gone so far beyond it. */
const LAG_US = 100_000;

/** The events of a part of a recording, in file order. */
export class Excerpt {
  readonly recording: Recording;
  /** [bytes] where reading began. */
  readonly startByte: number;
  /** [us] the earliest time among the first events of the recording, raw; NaN when it holds none. */
  readonly firstUs: number;
  /** [us] raw time at which the excerpt starts: that of the first event, or so much later as `fromUs` says. */
  readonly startUs: number;
  readonly #fromUs: number;
  readonly #toUs: number;
  readonly #origin: Origin;
  /** Rows read to find the first time and not given out yet. */
  readonly #probe: EventBatch;
  #given = 0;
  #isOver = false;

  /** Reads the first events. @throws SaccadeError what reading throws. */
  constructor(recording: Recording, options: ExcerptOptions = {}) {
    this.recording = recording;
    const beforeProbe = recording.readBytes;
    this.#probe = batchFor(recording.header, PROBE_EVENTS);
    recording.read(this.#probe);
    this.firstUs = earliest(this.#probe);
    this.startUs = this.firstUs + (options.fromUs ?? 0);
    this.#fromUs = this.firstUs + (options.fromUs ?? -Infinity);
    this.#toUs = this.firstUs + (options.toUs ?? Infinity);
    this.#origin = options.origin ?? recording.header.origin;
    const goesOn = (options.fromUs ?? 0) > 0 && this.#probe.length > 0;
    if (goesOn) {
      recording.seek(this.#fromUs);
      this.#probe.length = 0;
    }
    this.startByte = goesOn ? recording.readBytes : beforeProbe;
  }

  /** An empty batch to read into. */
  batch(capacity: number): EventBatch {
    return batchFor(this.recording.header, capacity);
  }

  /**
   * For whoever has read to the end and got nothing: a part that was asked for must hold something.
   * @throws SaccadeError `usage` when the recording holds events, but none in this part of it.
   */
  refuseToBeEmpty(): void {
    if (this.#fromUs === -Infinity && this.#toUs === Infinity) return;
    if (Number.isNaN(this.firstUs)) return;
    const { path } = this.recording;
    const bounds = [this.#fromUs, this.#toUs].map((atUs) => `${(atUs - this.firstUs) / 1e6} s`);
    const part =
      this.#toUs === Infinity
        ? `after ${bounds[0]}`
        : `from ${this.#fromUs === -Infinity ? "0 s" : bounds[0]} to ${bounds[1]}`;
    const message = `${path} holds no event ${part}, counted from its first one: \`saccade events info\` tells its times`;
    throw new SaccadeError("usage", message, { file: path });
  }

  /** As `Recording.read`. */
  read(out: EventBatch): ReadResult {
    if (this.#isOver) return "end";
    const from = out.length;
    const result = this.#given < this.#probe.length ? this.#giveProbe(out) : this.recording.read(out);
    this.#isOver = this.#keep(out, from);
    turnRows(out, from, this.recording.header.origin, this.#origin);
    return this.#isOver ? "end" : result;
  }

  #giveProbe(out: EventBatch): ReadResult {
    const count = Math.min(this.#probe.length - this.#given, out.t.length - out.length);
    const end = this.#given + count;
    out.t.set(this.#probe.t.subarray(this.#given, end), out.length);
    out.x.set(this.#probe.x.subarray(this.#given, end), out.length);
    out.y.set(this.#probe.y.subarray(this.#given, end), out.length);
    out.p.set(this.#probe.p.subarray(this.#given, end), out.length);
    out.length += count;
    this.#given = end;
    return "more";
  }

  /** Takes the rows from `from` on that lie outside the excerpt out again; returns whether its end has been passed. */
  #keep(batch: EventBatch, from: number): boolean {
    if (this.#fromUs === -Infinity && this.#toUs === Infinity) return false;
    const { t, x, y, p } = batch;
    let isOver = false;
    let n = from;
    for (let i = from; i < batch.length && !isOver; i++) {
      const timeUs = t[i] ?? NaN;
      isOver = timeUs >= this.#toUs + LAG_US;
      if (!(timeUs >= this.#fromUs && timeUs < this.#toUs)) continue;
      t[n] = timeUs;
      x[n] = x[i] ?? 0;
      y[n] = y[i] ?? 0;
      p[n] = p[i] ?? 0;
      n++;
    }
    batch.length = n;
    return isOver;
  }
}

/** [us] the earliest time, rows left out that lag so far behind the first that the clock must have been set anew. */
function earliest({ t, length }: EventBatch): number {
  let firstUs = length === 0 ? NaN : (t[0] ?? NaN);
  const leastUs = firstUs - LAG_US;
  for (let i = 0; i < length; i++) {
    const timeUs = t[i] ?? NaN;
    if (timeUs < firstUs && timeUs >= leastUs) firstUs = timeUs;
  }
  return firstUs;
}
