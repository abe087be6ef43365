import { Observable } from "rxjs";
import type { z } from "zod";
import { ArmController } from "../../src/control/arm/arm-controller.ts";
import type { JointCommand } from "../../src/core/joint-command.ts";
import { derive, sense, type Message } from "../../src/core/message.ts";
import { BALL_STATE, JOINT_COMMAND } from "../../src/core/port-types.ts";
import { type CheckContext, defineNode } from "../../src/runtime/node.ts";
import { armFrom } from "../arm-choice.ts";
import { armControllerOptions, armParams } from "./arm-params.ts";

/**
 * A command for each state of a ball that can be played, and one every `keepAliveUs` while there is nothing to play. Why a
 * ball is not played is counted: `none:out-of-reach` and the like; the arm then stays where it is, or goes home.
 */
export const armControl = defineNode({
  kind: "control/arm",
  summary: "Plans an arm's strokes at the ball within its joints' limits, and the way home afterwards.",
  inputs: { state: { type: BALL_STATE, policy: "latest" } },
  outputs: { command: JOINT_COMMAND },
  params: armParams,
  costUs: 300,
  check: (params, context) => {
    armControllerOptions(params, setupOf(params, context));
  },
  create: (params, context) => {
    const setup = setupOf(params, context);
    const controller = new ArmController(armControllerOptions(params, setup), context.nowUs());
    return (inputs) => ({
      command: new Observable<Message<JointCommand>>((subscriber) => {
        let lastLightUs = 0; // [us] an idle command is made of no newer light than the stroke before it
        const stop = context.every(params.keepAliveUs, (dueUs) => {
          const idle = controller.onIdle(dueUs);
          if (idle === null) return;
          if (idle.retreats !== null) context.metrics.count(`retreats:${idle.retreats}`);
          subscriber.next(sense(idle.command, lastLightUs));
        });
        subscriber.add(stop);
        subscriber.add(
          inputs.state.subscribe({
            next: (message) => {
              const answer = controller.onBall(message.payload, context.nowUs());
              if (typeof answer === "string") context.metrics.count(`none:${answer}`);
              else {
                lastLightUs = message.originUs;
                subscriber.next(derive(message, answer));
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

const setupOf = ({ arm }: z.output<typeof armParams>, context: CheckContext) =>
  armFrom(arm, "arm", (path) => context.resolvePath(path));
