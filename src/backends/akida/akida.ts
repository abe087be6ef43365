import { assert } from "../../core/errors.ts";
import { quantities } from "../../core/quantity.ts";
import type { Backend, DeviceSheet, Program } from "../backend.ts";
import { AKIDA_NAME, type AkidaProgram, compileAkida } from "./compile.ts";
import { AKIDA_CHIP, AKIDA_COSTS, AKIDA_LIMITS, INPUT_FILTERS, WEIGHT_BITS } from "./limits.ts";
import { AkidaSession } from "./session.ts";

const NOTES = [
  "Integer sums and a staircase, one pass a frame; nothing is kept between frames. A window shown for several steps is one frame: a neuron's spikes of all steps become one level.",
  "Weights of 8 bits in the first convolution, of 4 behind it, each filter with a scale of its own; thresholds are held exact, for the width of the chip's is not public.",
  "Maxima over 2x2 and averages over a whole map are the chip's only poolings, and act before neurons; networks here have neither, so every pooling is refused. So are separable convolutions, which would need weights behind weights.",
  "Time is modelled: operations without zeros at 16 a clock, layer after layer, and a filling time a layer; the error is a factor of three or more. Loading a program is left out.",
  "Processors of a layer are modelled from its memory; the maker's mapping, which also spreads layers for speed, is not public.",
  "Static power is the published floor of the whole card, not of the chip.",
];

/** The chip's numbers, by name. */
function describe(): DeviceSheet {
  const { boardFloor, operation, ...costs } = AKIDA_COSTS;
  const filters = Object.entries(INPUT_FILTERS).flatMap(([channels, most]) =>
    Object.entries(most).map(([kernel, value]) => {
      const { source, basis } = AKIDA_LIMITS.inputSideMost;
      return [
        `inputFilters.${channels}channels.${kernel}x${kernel}`,
        { value, unit: "-", source, basis },
      ] as const;
    }),
  );
  return {
    name: AKIDA_NAME,
    title: "BrainChip AKD1000 (Akida 1.0)",
    time: "one-pass",
    numbers: quantities({ ...AKIDA_LIMITS, ...Object.fromEntries(filters), ...AKIDA_CHIP, ...costs }),
    energies: {
      dynamic: [
        { component: "synapse", counter: "effectiveAcs", each: operation },
        { component: "synapse", counter: "effectiveMacs", each: operation },
      ],
      static: boardFloor,
    },
    notes: NOTES,
  };
}

const isOurs = (program: Program): program is AkidaProgram => program.backend === AKIDA_NAME;

/** A network's owner chooses the bits of weights, and whether parts may be loaded in turn. */
export const AKIDA1000 = {
  name: AKIDA_NAME,
  isSteady: true,
  describe,
  weightBits: WEIGHT_BITS,
  compile: compileAkida,
  open: (program: Program) => {
    assert(isOurs(program), `a program of ${program.backend} was opened on ${AKIDA_NAME}`);
    return new AkidaSession(program);
  },
} satisfies Backend;
