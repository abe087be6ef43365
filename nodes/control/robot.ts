import { Observable } from "rxjs";
import { z } from "zod";
import type { JointCommand } from "../../src/core/joint-command.ts";
import { sense, derive, type Message } from "../../src/core/message.ts";
import { JOINT_COMMAND } from "../../src/core/port-types.ts";
import { CommandWatch } from "../../src/control/command-watch.ts";
import { defineNode } from "../../src/runtime/node.ts";

/** The relay in front of a robot: nothing unsound or dead passes, and when commands stop it says hold. */
export const robotControl = defineNode({
  kind: "control/robot",
  summary: "Passes valid joint commands to the robot and holds it when they stop.",
  inputs: { command: { type: JOINT_COMMAND, policy: "latest" } },
  outputs: { applied: JOINT_COMMAND },
  params: z.strictObject({
    holdUs: z.int().min(1000).max(10_000_000).default(100_000).describe("[us] validity of one hold command"),
  }),
  costUs: 5,
  create:
    ({ holdUs }, context) =>
    (inputs) => ({
      applied: new Observable<Message<JointCommand>>((subscriber) => {
        let lastLightUs = 0; // [us] a hold is made of no newer light than the command before it
        const watch = new CommandWatch(context, holdUs, (command, first) => {
          if (first) context.metrics.count("held");
          subscriber.next(sense(command, lastLightUs));
        });
        subscriber.add(() => watch.close());
        subscriber.add(
          inputs.command.subscribe({
            next: (message) => {
              const rejection = watch.offer(message.payload);
              if (rejection === null) {
                lastLightUs = message.originUs;
                subscriber.next(derive(message, message.payload));
              } else context.metrics.count(`rejected:${rejection}`);
            },
            error: (error: unknown) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
        );
      }),
    }),
});
