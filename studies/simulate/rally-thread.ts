import { parentPort, workerData } from "node:worker_threads";
import { assert, SaccadeError } from "../../src/core/errors.ts";
import type { RallyOptions, RallyPartOptions } from "./rally-options.ts";
import { RallyPart, type RallyStep } from "./rally-part.ts";

/** What a thread that computes a part of a rally starts with. Each message to it asks for a step. */
export interface RallySetup {
  readonly options: RallyOptions;
  readonly part: RallyPartOptions;
  readonly endUs: number;
}

/** A step, or the caller's mistake that there is none. */
export type RallyAnswer =
  | { readonly step: RallyStep }
  | { readonly code: SaccadeError["code"]; readonly message: string; readonly where: SaccadeError["where"] };

const port = parentPort;
assert(port !== null, "this module is the entry of a worker thread");
const { options, part, endUs } = workerData as RallySetup;
let rally: RallyPart | null = null;

function answer(): RallyAnswer {
  try {
    rally ??= new RallyPart(options, part);
    return { step: rally.step(endUs) };
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error;
    const { code, message, where } = error; // an error's class does not cross threads
    return { code, message, where };
  }
}

port.on("message", () => {
  const given = answer();
  const buffers =
    "step" in given
      ? given.step.events.flatMap(({ t, x, y, p, cause }) => [t, x, y, p, cause].map(({ buffer }) => buffer))
      : [];
  port.postMessage(given, buffers as ArrayBuffer[]);
});
