import { assert } from "../../core/errors.ts";
import { quantities } from "../../core/quantity.ts";
import type { Backend, DeviceSheet, Program } from "../backend.ts";
import { compileSpeck, SPECK_NAME, type SpeckProgram } from "./compile.ts";
import { SPECK_CORES, SPECK_LIMITS, SPECK_POWERS, SPECK_TIMES } from "./limits.ts";
import { SpeckSession, type SpeckSessionOptions } from "./session.ts";

const NOTES = [
  "Arithmetic: weights of 8 bits and states of 16, rounded as sinabs does; one spike an update at most; the order of synapses in a kernel is supposed, row by row.",
  "The chip has no steps: a window shown for several steps is its events that many times over. Same events, same result: the real chip has some chance of its own (sinabs issue 53).",
  "Time is modelled: an event keeps each core busy for a ninth of the published 3.36 us through nine layers, however many synapses it has; a core's limit of operations a second is not public.",
  "Weights at the end become neurons that never fire; the host reads their potentials (ReadNeuronValue), adds the bias, and may write all states anew before a window. 10 ns a word are supposed.",
  "A bias is added by the slow clock, once after the events of a step; on the chip its ticks are not in step with the events.",
  "Energy of a synaptic operation is not modelled: no public number. Static power is that of the resting processor, without sensor and pins.",
];

/** The chip's numbers, by name. */
function describe(): DeviceSheet {
  const cores = SPECK_CORES.flatMap(({ kernel, neuron, bias }, core) => [
    [`kernelWords.core${core}`, kernel] as const,
    [`neuronWords.core${core}`, neuron] as const,
    [`biasWords.core${core}`, bias] as const,
  ]);
  return {
    name: SPECK_NAME,
    title: "SynSense Speck 2f (DynapCNN)",
    time: "event-driven",
    numbers: quantities({ ...Object.fromEntries(cores), ...SPECK_LIMITS, ...SPECK_TIMES, ...SPECK_POWERS }),
    energies: { dynamic: null, static: SPECK_POWERS.processorResting },
    notes: NOTES,
  };
}

const isOurs = (program: Program): program is SpeckProgram => program.backend === SPECK_NAME;

/** `open` also takes the order of events, for comparison. */
export const SPECK2F = {
  name: SPECK_NAME,
  isSteady: true,
  ownSensorPx: SPECK_LIMITS.sensorSide.value,
  describe,
  compile: compileSpeck,
  open: (program: Program, options: SpeckSessionOptions) => {
    assert(isOurs(program), `a program of ${program.backend} was opened on ${SPECK_NAME}`);
    return new SpeckSession(program, options);
  },
} satisfies Backend;
