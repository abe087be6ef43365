import { Observable } from "rxjs";
import type { JointCommand } from "../../src/core/joint-command.ts";
import { derive, sense, type Message } from "../../src/core/message.ts";
import { HIT_POINT, JOINT_COMMAND } from "../../src/core/port-types.ts";
import { RacketController } from "../../src/control/racket-controller.ts";
import { defineNode } from "../../src/runtime/node.ts";
import { controllerOptions, racketParams } from "./racket-params.ts";

/**
 * A command for each hit point that can be played, and one every `keepAliveUs` while there is nothing to play, so that
 * a silent controller can be told from a calm one.
 */
export const racketControl = defineNode({
  kind: "control/racket",
  summary: "Plans the racket's stroke to the predicted hit point, and the way home afterwards.",
  inputs: { hit: { type: HIT_POINT, policy: "latest" } },
  outputs: { command: JOINT_COMMAND },
  params: racketParams,
  costUs: 300,
  create: (params, context) => {
    const controller = new RacketController(controllerOptions(params));
    return (inputs) => ({
      command: new Observable<Message<JointCommand>>((subscriber) => {
        let lastLightUs = 0; // [us] an idle command is made of no newer light than the stroke before it
        const stop = context.every(params.keepAliveUs, (dueUs) => {
          const idle = controller.onIdle(dueUs);
          if (idle === null) return;
          if (idle.retreated) context.metrics.count("retreats");
          subscriber.next(sense(idle.command, lastLightUs));
        });
        subscriber.add(stop);
        subscriber.add(
          inputs.hit.subscribe({
            next: (message) => {
              const command = controller.onHitPoint(message.payload, context.nowUs());
              if (typeof command === "string") context.metrics.count(`none:${command}`);
              else {
                lastLightUs = message.originUs;
                subscriber.next(derive(message, command));
              }
            },
            error: (error: unknown) => subscriber.error(error),
            complete: () => subscriber.complete(),
          }),
        );
      }),
    });
  },
});
