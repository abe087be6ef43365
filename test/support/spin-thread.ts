import { robotControl } from "../../nodes/control/robot.ts";
import { robotSink } from "../../nodes/sinks/robot.ts";
import { Registry } from "../../src/runtime/registry.ts";
import { serveThread } from "../../src/runtime/thread-host.ts";
import { counter } from "./number-nodes.ts";
import { heldLog, spinningControl } from "./spin-nodes.ts";

/** Worker entry of the process that spins. */
await serveThread(new Registry([counter, spinningControl, robotControl, robotSink, heldLog]));
