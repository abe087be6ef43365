import { robotControl } from "../../nodes/control/robot.ts";
import { robotSink } from "../../nodes/sinks/robot.ts";
import { runPipeline } from "../../src/runtime/launcher.ts";
import { counter } from "./number-nodes.ts";
import { planOf } from "./plan-builder.ts";
import { heldLog, say, spinningControl } from "./spin-nodes.ts";

/** A control node that spins for half a second on a thread of its own; the robot is on the main thread. */
const pipeline = planOf({
  clock: "wall",
  durationUs: 1_500_000,
  nodes: {
    clock: { spec: counter, params: { periodUs: 5000 } },
    control: { spec: spinningControl, params: { spinAt: 60, spinMs: 500 }, thread: "control" },
    relay: { spec: robotControl, params: { holdUs: 20_000 } },
    log: { spec: heldLog },
    robot: { spec: robotSink },
  },
  edges: [
    { wire: "clock.numbers -> control.numbers" },
    { wire: "control.command -> relay.command" },
    { wire: "control.command -> robot.command" },
    { wire: "relay.applied -> log.command" },
  ],
});

const { report, end } = await runPipeline({
  pipeline,
  threadEntry: new URL("./spin-thread.ts", import.meta.url),
  note: ({ message }) => say(`note: ${message}`),
  watchdogMs: 100,
});
say(JSON.stringify({ end: end.reason, stalls: report.nodes["control"]?.stalls, robot: report.robot }));
