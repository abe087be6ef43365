import { writeSync } from "node:fs";
import { map, tap } from "rxjs";
import { z } from "zod";
import { derive } from "../../src/core/message.ts";
import { JOINT_COMMAND } from "../../src/core/port-types.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { NUMBER } from "./number-nodes.ts";

/** Writes a line at once, from any thread, past the event loop. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Turns numbers into joint commands that are valid for 50 ms; at one number it spins for half a second, and says so. */
export const spinningControl = defineNode({
  kind: "control/spinning",
  summary: "Commands a robot, and spins once.",
  inputs: { numbers: { type: NUMBER, policy: "latest" } },
  outputs: { command: JOINT_COMMAND },
  params: z.strictObject({ spinAt: z.int(), spinMs: z.number() }),
  costUs: 100,
  create:
    ({ spinAt, spinMs }, context) =>
    ({ numbers }) => {
      let spun = false;
      return {
        command: numbers.pipe(
          map((message) => {
            if (message.payload >= spinAt && !spun) {
              spun = true;
              say("spin begins");
              const endMs = performance.now() + spinMs;
              while (performance.now() < endMs);
              say("spin ends");
            }
            const nowUs = context.nowUs();
            return derive(message, {
              robot: "racket",
              positions: [message.payload],
              velocities: [0],
              reachAtUs: nowUs + 1000,
              validUntilUs: nowUs + 50_000,
            });
          }),
        ),
      };
    },
});

/** Says when the commands it gets begin to be those of a robot that is held. */
export const heldLog = defineNode({
  kind: "sink/held-log",
  summary: "Says when the robot is held.",
  inputs: { command: { type: JOINT_COMMAND, policy: "drop-oldest", depth: 64 } },
  outputs: {},
  params: z.strictObject({}),
  costUs: 0,
  create:
    () =>
    ({ command }) => {
      let last = NaN;
      return command.pipe(
        tap(({ payload }) => {
          const [position = NaN] = payload.positions;
          if (position === last) say("held");
          last = position;
        }),
      );
    },
});
