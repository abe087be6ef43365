import { assert } from "../../core/errors.ts";
import { quantities } from "../../core/quantity.ts";
import type { Backend, DeviceSheet, Program, SessionOptions } from "../backend.ts";
import { compileTrueNorth, TRUENORTH_NAME, type TrueNorthOptions, type TrueNorthProgram } from "./compile.ts";
import { TRUENORTH_COSTS, TRUENORTH_LIMITS } from "./limits.ts";
import { TrueNorthSession } from "./session.ts";

const NOTES = [
  "Every neuron by the published equation, in whole numbers, on cores of 256 axons and 256 neurons; layers ahead only, one spike a neuron and tick.",
  "Weights: one bit a joint and four weights a neuron, by axon type, so each input takes one to four axons and a neuron sees 256 of them: 128 inputs with ternary weights.",
  "Windows of one step run on neurons that start every tick at zero; for more steps their potentials are written before a window, in a tick that is supposed.",
  "Sums at the end leave as spikes: rows of neurons with rising bounds, counted by the host.",
  "A neuron has one destination: what goes to more axons passes splitter cores, which takes one tick. The host puts an event on each axon that takes it, and holds it back where a layer comes later.",
  "Time is modelled: one tick is 1 ms. Chance: the chip's shift registers are not public; here each core has a seeded generator.",
  "Energy is modelled: static is a whole chip's power at work, dynamic an upper bound an addition in a crossbar; spikes on the mesh are counted, their energy lies within.",
  "Cores lie in the order of layers, row by row; the maker's placement is not public.",
];

/** The chip's numbers, by name. */
function describe(): DeviceSheet {
  const { chipPower, synapticEvent, ...times } = TRUENORTH_COSTS;
  return {
    name: TRUENORTH_NAME,
    title: "IBM TrueNorth",
    time: "barrier",
    numbers: quantities({ ...TRUENORTH_LIMITS, ...times }),
    energies: {
      dynamic: [{ component: "synapse", counter: "crossbarAdditions", each: synapticEvent }],
      static: chipPower,
    },
    notes: NOTES,
  };
}

const isOurs = (program: Program): program is TrueNorthProgram => program.backend === TRUENORTH_NAME;

/** `compile` also takes the axons of an input. */
export const TRUENORTH = {
  name: TRUENORTH_NAME,
  isSteady: true, // no network that is mapped has neurons with chance
  describe,
  compile: (network, options: TrueNorthOptions) => compileTrueNorth(network, options),
  open: (program: Program, options: SessionOptions) => {
    assert(isOurs(program), `a program of ${program.backend} was opened on ${TRUENORTH_NAME}`);
    return new TrueNorthSession(program, options);
  },
} satisfies Backend;
