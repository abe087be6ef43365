import { assert } from "../../core/errors.ts";
import { quantities } from "../../core/quantity.ts";
import type { Backend, DeviceSheet, Program, SessionOptions } from "../backend.ts";
import { compileDynapse, DYNAPSE_NAME, type DynapseOptions } from "./compile.ts";
import { DYNAPSE_CIRCUIT, DYNAPSE_LIMITS, DYNAPSE_MODEL } from "./limits.ts";
import type { DynapseProgram } from "./program.ts";
import { DynapseSession } from "./session.ts";

const NOTES = [
  "Analog, in real time: a network's step of dt seconds takes dt seconds, and so does a window. Modelled by the published equations of the circuits, in Euler's steps of a twentieth of the shortest time constant, which makes inputs up to 2.5 % too strong.",
  "A spike of the network is an input of 1 for a step; here its charge comes through a synapse. Plain LIF neurons get synapses of half a step. Feedback comes back at once, not a step later.",
  "No current is below the dark current: a membrane keeps nothing below its rest, and inhibition takes away only from what comes in at the same time.",
  "Neurons of a core share time constants and four base currents; a weight is the sum of some of the four. Bias currents are as fine as one likes: the steps of the bias generator are left out, as are short-term plasticity, homeostasis, dendrites and programmable delays.",
  "Every neuron deviates from every other, for good: another seed is another chip. Base currents are exact.",
  "Kernels are not shared: each neuron has its own 64 synapses, in a memory that compares tags.",
  "Whether a neuron fires at its threshold alone or through positive feedback is a setting of each neuron; networks are mapped on the first.",
  "State cannot be written: between windows that do not carry it, it fades in silence, which takes device time.",
  "Energy is not modelled: no public number for this chip was found. Static power is not known either.",
];

function describe(): DeviceSheet {
  return {
    name: DYNAPSE_NAME,
    title: "DYNAP-SE2 (University of Zurich and ETH Zurich, SynSense)",
    time: "event-driven",
    numbers: quantities({ ...DYNAPSE_LIMITS, ...DYNAPSE_CIRCUIT, ...DYNAPSE_MODEL }),
    energies: { dynamic: null, static: null },
    notes: NOTES,
  };
}

const isOurs = (program: Program): program is DynapseProgram => program.backend === DYNAPSE_NAME;

/** `compile` also takes how neurons fire, and the spread of the devices. */
export const DYNAPSE2 = {
  name: DYNAPSE_NAME,
  describe,
  compile: (network, options: DynapseOptions) => compileDynapse(network, options),
  open: (program: Program, options: SessionOptions) => {
    assert(isOurs(program), `a program of ${program.backend} was opened on ${DYNAPSE_NAME}`);
    return new DynapseSession(program, options);
  },
} satisfies Backend;
