import { assert } from "../../core/errors.ts";
import type { Backend, Program, SessionOptions } from "../backend.ts";
import { type AnalogChip, PCM_CHIP, RRAM_CHIP, sheetOf } from "./chip.ts";
import { type AnalogOptions, compileAnalog } from "./compile.ts";
import type { AnalogProgram } from "./program.ts";
import { AnalogSession } from "./session.ts";

const isOf = (program: Program, chip: AnalogChip): program is AnalogProgram => program.backend === chip.name;

/** `compile` also takes what is to be left out of the chip, for comparison. */
const backendOf = (chip: AnalogChip) =>
  ({
    name: chip.name,
    seeks: true,
    describe: () => sheetOf(chip),
    compile: (network, options: AnalogOptions) => compileAnalog(chip, network, options),
    open: (program: Program, options: SessionOptions) => {
      assert(isOf(program, chip), `a program of ${program.backend} was opened on ${chip.name}`);
      return new AnalogSession(program, options);
    },
  }) satisfies Backend;

export const RRAM = backendOf(RRAM_CHIP);
export const PCM = backendOf(PCM_CHIP);
