import { Observable } from "rxjs";
import { z } from "zod";
import { JOINT_COMMAND } from "../../src/core/port-types.ts";
import { CommandWatch } from "../../src/control/command-watch.ts";
import { defineNode } from "../../src/runtime/node.ts";

const MAX_TOLD = 1000; // [-] hold instants kept for the report

/** The end of a control loop without a robot: watches the commands as a robot would, and reports its holds. */
export const robotSink = defineNode({
  kind: "sink/robot",
  summary: "Receives joint commands and records when they were invalid or stopped coming.",
  inputs: { command: { type: JOINT_COMMAND, policy: "latest" } },
  outputs: {},
  params: z.strictObject({
    holdUs: z
      .int()
      .min(1000)
      .max(10_000_000)
      .default(100_000)
      .describe("[us] how long one hold lasts before the next"),
  }),
  costUs: 5,
  create: ({ holdUs }, context) => {
    const tally = { commands: 0, held: 0, heldAtUs: [] as number[], rejected: {} as Record<string, number> };
    context.report("robot", () => ({
      ...tally,
      heldAtUs: [...tally.heldAtUs],
      rejected: { ...tally.rejected },
    }));
    return (inputs) =>
      new Observable((subscriber) => {
        const watch = new CommandWatch(context, holdUs, (_, first) => {
          if (!first) return;
          context.metrics.count("held");
          tally.held++;
          if (tally.heldAtUs.length < MAX_TOLD) tally.heldAtUs.push(context.nowUs());
        });
        subscriber.add(() => watch.close());
        subscriber.add(
          inputs.command.subscribe({
            next: (message) => {
              const rejection = watch.offer(message.payload);
              if (rejection === null) {
                tally.commands++;
                return;
              }
              context.metrics.count(`rejected:${rejection}`);
              tally.rejected[rejection] = (tally.rejected[rejection] ?? 0) + 1;
            },
            error: (error: unknown) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
        );
      });
  },
});
