import { quantities, type Quantity } from "../../core/quantity.ts";

const ROCKPOOL = "synsense/rockpool at 284103da, devices/dynapse/lookup/defaults.py";
const MISMATCH = "synsense/rockpool at 22866607, devices/dynapse/simulation/mismatch.py";
const RICHTER =
  "O. Richter et al., DYNAP-SE2, arXiv 2310.00564 (abstract, and summary of open-neuromorphic.org)";
const OURS = "choice of this project";

const published = (value: number, unit: string, source = ROCKPOOL): Quantity => ({
  value,
  unit,
  source,
  basis: "published",
});
const assumed = (value: number, unit: string, source: string): Quantity => ({
  value,
  unit,
  source: `${OURS}: ${source}`,
  basis: "assumed",
});

/** What one chip holds. */
export const DYNAPSE_LIMITS = quantities({
  cores: published(4, "-", RICHTER),
  neuronsPerCore: published(256, "-", RICHTER),
  synapsesPerNeuron: published(64, "-", RICHTER),
  chips: published(4, "-"),
  destinationsPerNeuron: published(4, "-"),
  tags: published(2048, "-"),
  baseCurrents: published(4, "-"),
});

/** The circuits: capacitances, transistors, and the usual operating point. */
export const DYNAPSE_CIRCUIT = quantities({
  capacitanceMem: published(3e-12, "F"),
  capacitanceAmpa: published(24.5e-12, "F"),
  capacitanceGaba: published(25e-12, "F"),
  capacitanceNmda: published(25e-12, "F"),
  capacitanceShunt: published(24.5e-12, "F"),
  capacitanceAhp: published(40e-12, "F"),
  capacitancePulse: published(0.5e-12, "F"),
  capacitancePulseAhp: published(0.5e-12, "F"),
  capacitanceRefractory: published(1.5e-12, "F"),
  darkCurrent: published(0.5e-12, "A"),
  kappaN: published(0.75, "-"),
  kappaP: published(0.66, "-"),
  thermalVoltage: published(25e-3, "V"),
  cutOffVoltage: published(0.7, "V"),
  pulse: published(10e-6, "s"),
  pulseAhp: published(1e-6, "s"),
  refractoryMost: published(1e-3, "s"),
  tauAhp: published(50e-3, "s"),
  weightAhp: published(0.5e-12, "A"),
  spikeThreshold: published(0.1e-6, "A"),
  gainOfSynapses: published(100, "-"),
  gainOfMembrane: published(4, "-"),
  gainOfExponential: assumed(
    0.1,
    "-",
    "gain over leak of a membrane with positive feedback: a small gain keeps its start linear",
  ),
  mismatch: published(
    0.1,
    "-",
    `${MISMATCH}: 30 % at three standard deviations, of each parameter by itself`,
  ),
});

/** How the chip is emulated, and what its use is taken to cost. */
export const DYNAPSE_MODEL = quantities({
  substep: assumed(0.05, "-", "Euler's step, as a share of the shortest time constant"),
  shortestTau: assumed(
    1e-4,
    "s",
    "ten input pulses: the published charge of a pulse is that of one much shorter than the time constant",
  ),
  fadeTaus: assumed(
    5,
    "-",
    "longest time constants of silence that state takes to fade, for it cannot be written",
  ),
  longestLoss: assumed(0.5, "-", "share that an integrator may leak within a window"),
});

/** [-] sizes that code is written for; the sheet gives their sources. */
export const CORES = DYNAPSE_LIMITS.cores.value;
export const NEURONS = DYNAPSE_LIMITS.neuronsPerCore.value;
export const SYNAPSES = DYNAPSE_LIMITS.synapsesPerNeuron.value;
export const TAGS = DYNAPSE_LIMITS.tags.value;
export const DESTINATIONS = DYNAPSE_LIMITS.destinationsPerNeuron.value;
export const DARK_A = DYNAPSE_CIRCUIT.darkCurrent.value;
