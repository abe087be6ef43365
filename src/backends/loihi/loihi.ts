import { assert } from "../../core/errors.ts";
import type { Backend, Program } from "../backend.ts";
import { type LoihiChip, LOIHI1_CHIP, LOIHI2_CHIP, sheetOf } from "./chip.ts";
import { compileLoihi, type LoihiProgram } from "./compile.ts";
import { LoihiSession } from "./session.ts";

const backendOf = (chip: LoihiChip): Backend => ({
  name: chip.name,
  isSteady: true,
  describe: () => sheetOf(chip),
  compile: (network, options) => compileLoihi(chip, network, options),
  open: (program, options) => {
    assert(isOf(program, chip), `a program of ${program.backend} was opened on ${chip.name}`);
    return new LoihiSession(program, options);
  },
});

const isOf = (program: Program, chip: LoihiChip): program is LoihiProgram => program.backend === chip.name;

export const LOIHI1 = backendOf(LOIHI1_CHIP);
export const LOIHI2 = backendOf(LOIHI2_CHIP);
