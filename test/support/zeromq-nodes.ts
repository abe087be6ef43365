import { closeSync, openSync, writeSync } from "node:fs";
import { ignoreElements, Observable, tap } from "rxjs";
import { z } from "zod";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";

/** Writes every detection and its origin to a file, one JSON line each, for comparison between runs. */
export const keepDetections = defineNode({
  kind: "test/keep-detections",
  summary: "writes detections to a file",
  inputs: { detection: { type: DETECTION, policy: "block", depth: 16 } },
  outputs: {},
  params: z.strictObject({ file: z.string().describe("absolute path") }),
  costUs: 1,
  create: ({ file }) => {
    return ({ detection }) =>
      new Observable((subscriber) => {
        const fd = openSync(file, "w");
        subscriber.add(() => closeSync(fd));
        subscriber.add(
          detection.subscribe({
            next: ({ payload, originUs }) => writeSync(fd, `${JSON.stringify({ originUs, ...payload })}\n`),
            complete: () => subscriber.complete(),
          }),
        );
      });
  },
});

/** Takes one batch of events and is never done with it. */
export const stuck = defineNode({
  kind: "test/stuck",
  summary: "takes one message and keeps it for ever",
  inputs: { events: { type: EVENTS, policy: "block", depth: 1 } },
  outputs: {},
  params: z.strictObject({}),
  costUs: 1,
  async: true,
  create: (_, context) => {
    return ({ events }) =>
      events.pipe(
        tap(() => context.log.info("is stuck")),
        ignoreElements(),
      );
  },
});
