import type { Command } from "commander";
import type { AnalogChoice } from "../src/backends/backend.ts";
import { numberFrom, parseWhole } from "./parse-number.ts";

/** What `addAnalogOptions` adds to a command. */
export interface AnalogFlags {
  readonly after?: number;
  readonly compensation: boolean;
  readonly verifyRounds: number;
}

/** Adds the options of analog chips. */
export const addAnalogOptions = (command: Command): Command =>
  command
    .option(
      "--after <seconds>",
      "of analog chips: since they were programmed; a day when left out",
      numberFrom(0, 1e10),
    )
    .option("--no-compensation", "of analog chips: without the reference readout that sets their gains")
    .option(
      "--verify-rounds <n>",
      "of analog chips: how often devices far off are programmed again",
      (text) => parseWhole(text, 0, 100),
      0,
    );

export const analogChoice = ({ after, compensation, verifyRounds }: AnalogFlags): AnalogChoice => ({
  ...(after === undefined ? {} : { afterS: after }),
  compensate: compensation,
  verifyRounds,
});
