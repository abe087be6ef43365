import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Subscriber } from "rxjs";
import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import { type Message, sense } from "../../src/core/message.ts";
import type { EventWindow } from "../../src/kernels/event-windows.ts";
import type { CheckContext, NodeContext } from "../../src/runtime/node.ts";
import { RecordedWindows } from "./recorded-windows.ts";
import type { RecordingParams } from "./recording-params.ts";

/** [us] between two looks at a file that is followed. */
const POLL_US = 20_000;
/** [us] playback is anchored at a whole second of the run, so that sources that open their files in turn agree. */
const ANCHOR_US = 1_000_000;

/** One running source: sends the windows of a recording at their time, or whenever there is room. */
export class Playback {
  readonly #params: RecordingParams;
  readonly #context: NodeContext;
  readonly #subscriber: Subscriber<Message<EventBatch>>;
  /** [us] the run's time at which the recording starts. */
  readonly #anchorUs: number;
  #windows: RecordedWindows | null = null;
  /** Read ahead, so that it can leave on time. */
  #ready: EventWindow | null = null;
  #wantsPull = false;
  #cancelTimer: () => void = () => undefined;

  constructor(params: RecordingParams, context: NodeContext, subscriber: Subscriber<Message<EventBatch>>) {
    this.#params = params;
    this.#context = context;
    this.#subscriber = subscriber;
    this.#anchorUs = Math.floor(context.nowUs() / ANCHOR_US) * ANCHOR_US;
  }

  /** Opens the file and begins; failures go to the subscriber. */
  start(): void {
    this.#guard(() => {
      const { metrics } = this.#context;
      const path = findFile(this.#params.file, this.#context);
      this.#windows = new RecordedWindows(path, this.#params, { baseUs: this.#anchorUs, metrics });
      this.#announce(this.#windows);
      this.#advance();
    });
  }

  close(): void {
    this.#cancelTimer();
    this.#windows?.close();
    this.#windows = null;
  }

  #announce({ recording, startUs }: RecordedWindows): void {
    const { format, header } = recording;
    this.#context.log.info(`plays ${recording.path}`, {
      format: format.id,
      size: `${String(header.geometry?.width)}x${String(header.geometry?.height)}`,
      fileUsAtRunStart: startUs,
    });
  }

  /** Reads the next window and sees to it that it leaves in its time. */
  #advance(): void {
    const next = this.#windows?.next() ?? null;
    if (next === null) this.#subscriber.complete();
    else if (next === "waiting") this.#at(this.#context.nowUs() + POLL_US, () => this.#advance());
    else {
      this.#ready = next;
      this.#arrange(this.#originUs(next));
    }
  }

  #arrange(dueUs: number): void {
    const { pace, whenBusy } = this.#params;
    if (pace === "max") this.#pull();
    else if (whenBusy === "drop") this.#at(dueUs, () => this.#sendAndAdvance());
    else if (dueUs <= this.#context.nowUs()) this.#pull();
    else this.#at(dueUs, () => this.#pull());
  }

  /** Sends the window that is ready once there is room for it. */
  #pull(): void {
    this.#wantsPull = true;
    this.#context.pull(() => {
      this.#wantsPull = false;
      this.#guard(() => this.#sendAndAdvance());
      return this.#wantsPull; // the next one is to leave at once, too
    });
  }

  #sendAndAdvance(): void {
    const window = this.#ready;
    if (window === null) return;
    this.#ready = null;
    this.#subscriber.next(sense(window.batch, this.#originUs(window)));
    this.#advance();
  }

  /** [us] the run's time of a window's end. */
  #originUs({ endUs }: EventWindow): number {
    if (this.#params.pace === "max") return endUs;
    return Math.round(this.#anchorUs + (endUs - this.#anchorUs) / this.#params.speed);
  }

  #at(timeUs: number, act: () => void): void {
    this.#cancelTimer = this.#context.at(timeUs, () => this.#guard(act));
  }

  /** What fails in reading ends the stream. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#subscriber.error(error);
    }
  }
}

/** @throws SaccadeError `file-unreadable`, naming every place where the file was looked for. */
export function findFile(file: string, context: CheckContext): string {
  const places = [...new Set([context.resolvePath(file), resolve(file)])];
  const found = places.find((place) => existsSync(place));
  if (found !== undefined) return found;
  const message = `there is no recording ${places.join(", nor ")}; give its path: --set ${context.id}.file=PATH`;
  throw new SaccadeError("file-unreadable", message, { file });
}
