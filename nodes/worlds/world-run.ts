import type { Observable } from "rxjs";
import type { EventBatch } from "../../src/core/event-batch.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import { sense, type Message } from "../../src/core/message.ts";
import type { BallOutcome, WorldTruth } from "../../src/core/truth.ts";
import type { NodeContext } from "../../src/runtime/node.ts";
import type { BallWorld } from "../../sims/ball-world.ts";
import type { RigCamera } from "../../sims/camera/stage-rig.ts";
import { OutputGroup, type Output } from "./output-group.ts";

/** How a world runs as a node. */
export interface WorldRun {
  readonly world: Pick<BallWorld, "advance" | "command" | "runTimeUs">;
  /** [us] between two messages on every output. */
  readonly quantumUs: number;
  /** [-] the run ends when so many balls have; null = never. */
  readonly balls: number | null;
  /** Told of every ball that ends; returns how many have. */
  count(outcome: BallOutcome): number;
}

export interface WorldStreams {
  /** What camera `index` of the world sees. */
  readonly camera: (index: number) => Observable<Message<EventBatch>>;
  readonly truth: Observable<Message<WorldTruth>>;
}

/**
 * Lets a world run on the run's clock: at the end of each quantum one batch per camera, empty ones too, and the truth.
 * A command acts from the moment it arrived here, not from the beginning of its quantum.
 */
export function runWorld(
  run: WorldRun,
  commands: Observable<Message<JointCommand>>,
  context: NodeContext,
): WorldStreams {
  const group = new OutputGroup(() => {
    const subscription = commands.subscribe({
      next: (message) => run.world.command(message.payload, context.nowUs()),
      error: (error: unknown) => group.error(error),
    });
    const cancel = context.every(run.quantumUs, tick);
    return () => {
      cancel();
      subscription.unsubscribe();
    };
  });
  const cameras = new Map<number, Output<EventBatch>>();
  const truth = group.output<WorldTruth>();

  const tick = (dueUs: number): void => {
    const step = run.world.advance(dueUs);
    for (const [camera, batch] of step.events.entries()) {
      cameras.get(camera)?.emit(seen(batch, dueUs, (shownUs) => run.world.runTimeUs(camera, shownUs)));
    }
    truth.emit(sense(step.truth, dueUs));
    let ended = 0;
    for (const outcome of step.truth.outcomes) ended = run.count(outcome);
    if (run.balls === null || ended < run.balls) return;
    group.complete();
    context.finish("all balls played");
  };
  const camera = (index: number): Observable<Message<EventBatch>> => {
    const output = group.output<EventBatch>();
    cameras.set(index, output);
    return output.stream;
  };
  return { camera, truth: truth.stream };
}

/**
 * The light of a batch is that of its events, by the run's clock, though they are stamped by the camera's; an empty one
 * says that nothing changed until now.
 */
function seen(batch: EventBatch, dueUs: number, runTimeUs: (shownUs: number) => number): Message<EventBatch> {
  const [oldest, newest] = [batch.t[0], batch.t[batch.length - 1]];
  if (oldest === undefined || newest === undefined) return sense(batch, dueUs);
  return sense(batch, Math.min(dueUs, runTimeUs(newest)), Math.min(dueUs, runTimeUs(oldest)));
}

/** Events that the readouts of a world's cameras lost, for the report; nothing when no camera has one. */
export function droppedEvents(world: Pick<BallWorld, "drops">, cameras: readonly RigCamera[]): object {
  if (cameras.every(({ sensor }) => sensor.readout === null)) return {};
  const byCamera = cameras.map(({ model }, i) => [model.id, world.drops[i]] as const);
  const dropped = world.drops.reduce(
    (sum, { region, queue, rateControl }) => sum + region + queue + rateControl,
    0,
  );
  return { eventsDropped: dropped, eventsDroppedBy: Object.fromEntries(byCamera) };
}
