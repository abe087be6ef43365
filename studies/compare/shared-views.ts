import type { Room, MakeRoom } from "../../nodes/worlds/table-tennis.ts";
import { createEventBatch, type EventBatch } from "../../src/core/event-batch.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import type { TrueBall } from "../../src/core/truth.ts";
import type { Vec3 } from "../../src/core/vec3.ts";
import type { WorldStep } from "../../sims/ball-world.ts";
import { tableTennisWorld, type TableTennisOptions } from "../../sims/table-tennis/world.ts";

/**
 * A room whose balls and views do not depend on when commands come: what a shared room shows until the racket meets the ball,
 * this one shows, too, to the bit.
 */
export const ownRoom: MakeRoom = (options) => tableTennisWorld({ ...options, commandsWait: true });

/**
 * What cameras see of one ball, simulated once for all who play it. Until the racket meets it, a ball and its events are the same
 * whoever plays, as long as the cameras do not see the robot; from then on nothing is shown, for nobody needs to know where a
 * ball on its way back is. A scene with a robot in it is not shared. Rooms are for one ball each.
 */
export class SharedViews {
  readonly #views = new Map<string, UntouchedBall>();

  /** The next room; one with the same ball and cameras as one before shows what that one showed. */
  readonly makeRoom: MakeRoom = (options, quantumUs) =>
    options.scenery === "plain"
      ? new SharedRoom(options, this.#viewOf(options, quantumUs))
      : ownRoom(options, quantumUs);

  /** Forgets all views: another ball is next. */
  clear(): void {
    this.#views.clear();
  }

  #viewOf(options: TableTennisOptions, quantumUs: number): UntouchedBall {
    const { seed, cameras, rig, launch, times } = options;
    const key = JSON.stringify([seed, cameras, rig, launch, times, quantumUs]);
    const found = this.#views.get(key) ?? new UntouchedBall(options);
    this.#views.set(key, found);
    return found;
  }
}

/** A ball that nobody plays, before cameras; as far as somebody asked for it. */
class UntouchedBall {
  readonly #world: Room;
  readonly #steps = new Map<number, WorldStep>();

  constructor(options: TableTennisOptions) {
    this.#world = ownRoom({ ...options, robot: { kind: "none" } }, 0);
  }

  get drops(): Room["drops"] {
    return this.#world.drops;
  }

  runTimeUs(camera: number, shownUs: number): number {
    return this.#world.runTimeUs(camera, shownUs);
  }

  /** What happened in the time before `toUs`, which whoever asks first asks for in order. */
  until(toUs: number): WorldStep {
    const found = this.#steps.get(toUs) ?? this.#world.advance(toUs);
    this.#steps.set(toUs, found);
    return found;
  }
}

/** A room without cameras of its own. */
class SharedRoom implements Room {
  readonly #world: Room;
  readonly #view: UntouchedBall;
  readonly #blank: readonly EventBatch[];
  #isTouched = false;

  constructor(options: TableTennisOptions, view: UntouchedBall) {
    this.#world = ownRoom({ ...options, cameras: [] }, 0);
    this.#view = view;
    this.#blank = options.cameras.map(({ model: { width, height } }) => createEventBatch(width, height, 0));
  }

  get game(): Room["game"] {
    return this.#world.game;
  }

  get counts(): Room["counts"] {
    return this.#world.counts;
  }

  get drops(): Room["drops"] {
    return this.#view.drops;
  }

  runTimeUs(camera: number, shownUs: number): number {
    return this.#view.runTimeUs(camera, shownUs);
  }

  command(command: JointCommand, atUs: number): void {
    this.#world.command(command, atUs);
  }

  advance(toUs: number): WorldStep {
    const { truth } = this.#world.advance(toUs);
    if (this.#isTouched) return { truth, events: this.#blank };
    const seen = this.#view.until(toUs);
    this.#isTouched = !isSame(truth.ball, seen.truth.ball);
    return { truth, events: this.#isTouched ? this.#blank : seen.events };
  }
}

/** To the bit. */
const isSame = (a: TrueBall, b: TrueBall): boolean =>
  a.inPlay === b.inPlay &&
  a.index === b.index &&
  isEqual(a.positionM, b.positionM) &&
  isEqual(a.velocityMps, b.velocityMps) &&
  isEqual(a.spinRadps, b.spinRadps);

const isEqual = (a: Vec3, b: Vec3): boolean => a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
