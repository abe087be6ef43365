import type { EventBatch } from "../../src/core/event-batch.ts";
import type { DecodeStats } from "../../src/codecs/decode-stats.ts";
import { EventWindows, type EventWindow, type WindowCounts } from "../../src/kernels/event-windows.ts";
import { Excerpt } from "../../src/recordings/excerpt.ts";
import { openSized } from "../../src/recordings/open-sized.ts";
import type { ReadResult, Recording, RecordingOptions } from "../../src/recordings/recording.ts";
import type { Metrics } from "../../src/runtime/node.ts";
import type { RecordingParams } from "./recording-params.ts";

/** [events] read at once. */
const READ_EVENTS = 16_384;
/** [events] of a window by time: 13 MiB; one with more is sent in parts. */
const MAX_WINDOW_EVENTS = 1_048_576;
/** [us] a clock that falls back by more was set anew. */
const RESTART_US = 1_000_000;

/** The windows of a recording on the time base of the run, pass after pass when it loops. Keeps the node's counters. */
export class RecordedWindows {
  readonly #path: string;
  readonly #params: RecordingParams;
  readonly #metrics: Metrics;
  /** [us] run's time base: start of this pass. */
  #baseUs: number;
  #pass: Pass;

  /** Opens the file. @param baseUs [us] what the start of the excerpt becomes @throws SaccadeError as `openSized` */
  constructor(path: string, params: RecordingParams, options: { baseUs: number; metrics: Metrics }) {
    this.#path = path;
    this.#params = params;
    this.#metrics = options.metrics;
    this.#baseUs = options.baseUs;
    this.#pass = new Pass(path, params);
  }

  get recording(): Recording {
    return this.#pass.excerpt.recording;
  }

  /** [us] raw time in the file that the start of the excerpt has; NaN while it holds no event. */
  get startUs(): number {
    return this.#pass.excerpt.startUs;
  }

  /** The next window; `waiting` when the file must grow first, null after the last. @throws SaccadeError on damage. */
  next(): EventWindow | "waiting" | null {
    if (this.#params.follow && Number.isNaN(this.startUs)) this.#reopen(); // it held no event to count from
    try {
      let window = this.#pass.next();
      if (window === null && this.#params.loop && this.#pass.hasEvents) {
        this.#startOver();
        window = this.#pass.next();
      }
      return window === null || window === "waiting" ? window : this.#shifted(window);
    } finally {
      this.#pass.count(this.#metrics);
    }
  }

  close(): void {
    this.#pass.count(this.#metrics);
    this.recording.close();
  }

  #startOver(): void {
    this.#baseUs += this.#pass.lengthUs;
    this.#reopen();
    this.#metrics.count("loops");
  }

  #reopen(): void {
    this.close();
    this.#pass = new Pass(this.#path, this.#params);
  }

  #shifted({ batch, endUs }: EventWindow): EventWindow {
    const shiftUs = this.#baseUs - this.startUs;
    for (let i = 0; i < batch.length; i++) batch.t[i] = (batch.t[i] ?? NaN) + shiftUs;
    return { batch, endUs: endUs + shiftUs };
  }
}

/** One pass through the file, in raw time. */
class Pass {
  readonly excerpt: Excerpt;
  readonly #scratch: EventBatch;
  readonly #windows: EventWindows;
  readonly #counted: Record<string, number> = {};
  #events = 0;
  #isOver = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(path: string, params: RecordingParams) {
    const { fromUs, toUs, windowUs, batchEvents, sortUs, emptyUs } = params;
    const recording = openSized(path, readingOptions(params));
    this.excerpt = new Excerpt(recording, {
      ...(fromUs === 0 ? {} : { fromUs }), // from 0 on, also what follows a clock that was set anew
      ...(toUs === undefined ? {} : { toUs }),
      origin: "top-left",
    });
    this.#scratch = this.excerpt.batch(READ_EVENTS);
    this.#windows = new EventWindows(this.#scratch.width, this.#scratch.height, {
      startUs: this.excerpt.startUs,
      windowUs: batchEvents === undefined ? windowUs : null,
      windowEvents: batchEvents ?? MAX_WINDOW_EVENTS,
      sortUs,
      restartUs: RESTART_US,
      emptyUs,
    });
  }

  get hasEvents(): boolean {
    return this.#events > 0;
  }

  /** [us] from the start to the end of the last window. */
  get lengthUs(): number {
    return this.#windows.closedUs - this.excerpt.startUs;
  }

  /** The windows of all events before damage come before the error. */
  next(): EventWindow | "waiting" | null {
    for (;;) {
      const window = this.#windows.next(this.#isOver);
      if (window !== null) return window;
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#isOver || this.#read() === "waiting") return this.#isOver ? null : "waiting";
    }
  }

  #read(): ReadResult {
    this.#scratch.length = 0;
    let result: ReadResult = "end";
    try {
      result = this.excerpt.read(this.#scratch);
    } catch (error) {
      this.#failure = { error };
    }
    this.#events += this.#scratch.length;
    this.#windows.push(this.#scratch);
    this.#isOver = result === "end";
    return this.#scratch.length > 0 ? "more" : result;
  }

  /** Adds what has happened since the last call to the node's counters. */
  count(metrics: Metrics): void {
    this.#countNew(metrics, this.#windows.counts);
    // bytes and events read ahead, or before the excerpt, are no figures of this source
    this.#countNew(metrics, { ...this.excerpt.recording.stats, bytes: 0, events: this.#events });
  }

  #countNew(metrics: Metrics, figures: WindowCounts | DecodeStats): void {
    for (const [name, value] of Object.entries(figures) as [string, number][]) {
      const more = value - (this.#counted[name] ?? 0);
      if (more <= 0) continue;
      metrics.count(name, more);
      this.#counted[name] = value;
    }
  }
}

function readingOptions({ salvage, follow, geometry, stream }: RecordingParams): RecordingOptions {
  return {
    salvage,
    follow,
    ...(geometry === undefined ? {} : { geometry }),
    ...(stream === undefined ? {} : { stream }),
  };
}
