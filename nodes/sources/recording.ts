import { Observable } from "rxjs";
import { SaccadeError } from "../../src/core/errors.ts";
import type { EventBatch } from "../../src/core/event-batch.ts";
import type { Message } from "../../src/core/message.ts";
import { EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { RecordedWindows } from "./recorded-windows.ts";
import { recordingParams } from "./recording-params.ts";
import { findFile, Playback } from "./recording-playback.ts";

/**
 * A recording as a camera. Events leave as sorted windows, on a time base on which the instant `fromUs` after the first
 * event is 0, with row 0 at the top whatever the file stores; an event before its window's end that lags more than
 * `sortUs` is dropped and counted as `late`. A clock that falls back by more than a second was set anew: the
 * time goes on from the newest event, counted as `clockRestarts`. Triggers, inertial samples and frames are counted.
 */
export const recordingSource = defineNode({
  kind: "source/recording",
  summary: "Plays a recording of any format, at its own pace or as fast as the pipeline can take it.",
  inputs: {},
  outputs: { events: EVENTS },
  params: recordingParams,
  costUs: 20, // a window of 1000 events is decoded and cut in about 20 us
  pulls: true,
  check: (given, context) => {
    const metrics = { count: () => undefined };
    new RecordedWindows(findFile(given.file, context), given, { baseUs: 0, metrics }).close();
  },
  create: (given, context) => {
    if (given.follow && context.clockKind === "virtual") {
      throw new SaccadeError(
        "config-invalid",
        "follow: true waits for another program, so it needs the wall clock",
      );
    }
    return () => ({
      events: new Observable<Message<EventBatch>>((subscriber) => {
        const playback = new Playback(given, context, subscriber);
        playback.start();
        return () => playback.close();
      }),
    });
  },
});
