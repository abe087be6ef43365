import type { Command } from "commander";
import type { AnalogChoice, BackendName } from "../src/backends/backend.ts";
import { USUAL_AGE_S } from "../src/backends/analog/compile.ts";
import type { DeviceModel } from "../src/backends/analog/device.ts";
import { PCM_DEVICE } from "../src/backends/analog/pcm.ts";
import { RRAM_DEVICE } from "../src/backends/analog/rram.ts";
import { SaccadeError } from "../src/core/errors.ts";
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

const DEVICES: ReadonlyMap<string, DeviceModel> = new Map<BackendName, DeviceModel>([
  ["rram", RRAM_DEVICE],
  ["pcm", PCM_DEVICE],
]);

/**
 * What the options say of a chip.
 * @param chip its name; undefined = there is none
 * @throws SaccadeError `usage` for options of analog chips with another one, or with none
 */
export function analogChoice(chip: string | undefined, flags: AnalogFlags): AnalogChoice {
  const { after, compensation, verifyRounds } = flags;
  const isAsked = after !== undefined || !compensation || verifyRounds !== 0;
  if (isAsked && !DEVICES.has(chip ?? "")) {
    const allowed = [...DEVICES.keys()].join(", ");
    const found = chip ?? "no --backend";
    const message = `--after, --no-compensation and --verify-rounds are of analog chips (${allowed}), found ${found}`;
    throw new SaccadeError("usage", message, { found, allowed });
  }
  return { ...(after === undefined ? {} : { afterS: after }), compensate: compensation, verifyRounds };
}

/** Whether a chip's age, compensation and verify rounds can be chosen. */
export const isAnalog = (chip: string): boolean => DEVICES.has(chip);

/** In which state an analog chip is; undefined for another one. */
export function analogState(chip: string, flags: AnalogFlags): Required<AnalogChoice> | undefined {
  const { after = USUAL_AGE_S, compensation, verifyRounds } = flags;
  return DEVICES.has(chip) ? { afterS: after, compensate: compensation, verifyRounds } : undefined;
}

/** In which state an emulated chip is, in words. @param seed of its chance */
export function chipTerms(chip: string, seed: number, flags: AnalogFlags): string {
  const state = analogState(chip, flags);
  if (state === undefined) return `emulated, seed ${seed}`;
  const { afterS, compensate, verifyRounds } = state;
  const knownS = DEVICES.get(chip)?.knownS(afterS) ?? afterS;
  return [
    `emulated, seed ${seed}`,
    `${afterS} s after programming${knownS === afterS ? "" : ` (what devices do is known after ${knownS} s, which is taken)`}`,
    compensate ? "compensated" : "not compensated",
    ...(verifyRounds === 0 ? [] : [`verify rounds: ${verifyRounds}`]),
  ].join(", ");
}
