import { finalize, tap } from "rxjs";
import { z } from "zod";
import { TRACKS } from "../../src/core/port-types.ts";
import type { TrackSet } from "../../src/core/track.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { TracksTable } from "./tracks-table.ts";
import { TracksTally } from "./tracks-tally.ts";

/** Figures of tracks in the report under `tracking`, by camera; the tracks themselves as a table if asked for. */
export const tracksSink = defineNode({
  kind: "sink/tracks",
  summary: "Reports how many tracks there were, how long they lasted and how fast they were.",
  inputs: { tracks: { type: TRACKS, policy: "drop-oldest", depth: 256 } },
  outputs: {},
  params: z.strictObject({
    minLifetimeMs: z
      .number()
      .min(0)
      .max(3_600_000)
      .default(20)
      .describe("[ms] a track that ends earlier is only counted"),
    csv: z
      .string()
      .min(1)
      .optional()
      .describe(
        "write every sight of every track there; a relative path starts at the pipeline file's folder",
      ),
  }),
  costUs: 5,
  create: (params, context) => {
    const log = new TracksLog(params.minLifetimeMs * 1000);
    context.report("tracking", () => log.figures());
    return (inputs) => {
      const table = tableFor(params.csv, context);
      return inputs.tracks.pipe(
        tap({
          next: ({ payload }) => {
            log.add(payload);
            table?.add(payload);
          },
          complete: () => log.finish(),
        }),
        finalize(() => table?.close()),
      );
    };
  },
});

function tableFor(csv: string | undefined, context: NodeContext): TracksTable | null {
  return csv === undefined ? null : new TracksTable(context.resolvePath(csv));
}

/** One tally per camera. */
class TracksLog {
  readonly #minLifetimeUs: number;
  readonly #tallies = new Map<string, TracksTally>();

  constructor(minLifetimeUs: number) {
    this.#minLifetimeUs = minLifetimeUs;
  }

  add(set: TrackSet): void {
    let tally = this.#tallies.get(set.camera);
    if (tally === undefined) {
      tally = new TracksTally(this.#minLifetimeUs);
      this.#tallies.set(set.camera, tally);
    }
    tally.add(set);
  }

  finish(): void {
    for (const tally of this.#tallies.values()) tally.finish();
  }

  figures(): object {
    return Object.fromEntries([...this.#tallies].map(([camera, tally]) => [camera, tally.figures()]));
  }
}
