import type { JointCommand } from "../../../src/core/joint-command.ts";
import type { BallState, Detection, HitPoint } from "../../../src/core/perception.ts";
import type { BallOutcome, WorldTruth } from "../../../src/core/truth.ts";
import type { Envelope } from "../../../src/wire/envelope.ts";
import type { EventImage, LatencyReport } from "../../../src/wire/view.ts";
import type { Span } from "./playback.ts";
import { Track } from "./track.ts";

export type Side = "left" | "right";

/** [-] frames kept for slow motion and scrubbing: 12 s at 60 Hz. */
const CAPACITY = 720;

/** Events of one camera between two frames of the server. */
export interface Picture {
  readonly image: EventImage;
  /** [-] events in it, as far as its counters reach. */
  readonly events: number;
}

/** What one camera sent. */
export class CameraFeed {
  readonly pictures = new Track<Picture>(CAPACITY);
  readonly detections = new Track<Detection>(CAPACITY);
}

/** Balls so far. */
export interface PlayCount {
  readonly balls: number;
  readonly returns: number;
}

/** Everything received of the current run, each stream in order of the instant at which the server sent it. */
export class Feed {
  readonly world = new Track<WorldTruth>(CAPACITY);
  readonly estimate = new Track<BallState>(CAPACITY);
  readonly hit = new Track<HitPoint>(CAPACITY);
  readonly command = new Track<JointCommand>(CAPACITY);
  readonly left = new CameraFeed();
  readonly right = new CameraFeed();
  /** By name; these are figures of the whole run so far, so there is no history to keep. */
  readonly budgets = new Map<string, LatencyReport>();
  /** By ball index: an outcome may come twice, after a pause of the connection. */
  readonly #outcomes = new Map<number, BallOutcome>();
  #runId = "";
  #returns = 0;
  #held = false;
  #newestUs = -Infinity;
  #oldestUs = Infinity;

  /**
   * Takes a message; the first one of another run clears what is held of the last. The topic is the name of the
   * viewer node's input: those of the two cameras begin with `left` and `right`.
   */
  take(envelope: Envelope): void {
    const { body, runId, sentUs } = envelope;
    if (runId !== this.#runId) this.#begin(runId);
    if (body.type === "truth") this.#count(body.payload.outcomes);
    if (body.type === "latency-report") this.budgets.set(body.payload.budget, body.payload);
    else if (!this.#held && this.#keep(envelope)) {
      this.#newestUs = Math.max(this.#newestUs, sentUs);
      this.#oldestUs = Math.min(this.#oldestUs, sentUs);
    }
  }

  /** Names the run on display; empty before the first message. */
  get runId(): string {
    return this.#runId;
  }

  /** What can be shown; null before the first message. */
  get span(): Span | null {
    if (this.#newestUs === -Infinity) return null;
    const oldestUs = [this.world, this.estimate, this.left.pictures, this.right.pictures]
      .map((track) => (track.length === CAPACITY ? (track.oldest?.timeUs ?? 0) : this.#oldestUs))
      .reduce((a, b) => Math.max(a, b));
    return { oldestUs, newestUs: this.#newestUs, held: this.#held };
  }

  /**
   * Told whether an instant before the newest is on display. It must not be forgotten while somebody looks at it, so
   * once there is no more room, nothing new is taken until the display is live again.
   */
  keepFor(lookingBack: boolean): void {
    const tracks = [this.world, this.estimate, this.left.pictures, this.right.pictures];
    this.#held = lookingBack && tracks.some((track) => track.length === CAPACITY);
  }

  /** Balls so far; null without a world. */
  get play(): PlayCount | null {
    return this.world.length === 0 ? null : { balls: this.#outcomes.size, returns: this.#returns };
  }

  #begin(runId: string): void {
    this.#runId = runId;
    const tracks = [this.world, this.estimate, this.hit, this.command];
    for (const track of tracks) track.clear();
    for (const camera of [this.left, this.right]) {
      camera.pictures.clear();
      camera.detections.clear();
    }
    this.budgets.clear();
    this.#outcomes.clear();
    this.#returns = 0;
    this.#newestUs = -Infinity;
    this.#oldestUs = Infinity;
  }

  /** Puts a message on its track; false when it is of no use to a viewer. */
  #keep({ body, topic, sentUs }: Envelope): boolean {
    const camera = topic.startsWith("left") ? this.left : this.right;
    switch (body.type) {
      case "truth":
        this.world.push(sentUs, body.payload);
        return true;
      case "ball-state":
        this.estimate.push(sentUs, body.payload);
        return true;
      case "hit-point":
        this.hit.push(sentUs, body.payload);
        return true;
      case "joint-command":
        this.command.push(sentUs, body.payload);
        return true;
      case "detection":
        camera.detections.push(sentUs, body.payload);
        return true;
      case "event-image":
        camera.pictures.push(sentUs, { image: body.payload, events: countEvents(body.payload.pixels) });
        return true;
      default:
        return false;
    }
  }

  #count(outcomes: readonly BallOutcome[]): void {
    for (const outcome of outcomes) {
      if (this.#outcomes.has(outcome.index)) continue;
      this.#outcomes.set(outcome.index, outcome);
      if (outcome.returned) this.#returns++;
    }
  }
}

function countEvents(pixels: Uint8Array): number {
  let events = 0;
  for (const counts of pixels) events += (counts >> 4) + (counts & 15);
  return events;
}
