import { DARK_A, DYNAPSE_CIRCUIT } from "./limits.ts";

/** Kinds of synapse, in the order of every table here: fast and gated excitation, taking away, and shortening. */
export const SYNAPSE_KINDS = ["ampa", "gaba", "nmda", "shunt"] as const;
export type SynapseKind = (typeof SYNAPSE_KINDS)[number];

/**
 * What sets one neuron and its four synapses, by name: currents `i...` [A], capacitances `c...` [F], voltages [V], slopes
 * `kappa...` [-]. All deviate from neuron to neuron (`mismatch.ts`).
 */
export const PARAMETER_NAMES = [
  "iDark", "kappaN", "kappaP", "vThermal", "vCutOff",
  "iTauMem", "iGainMem", "cMem", "iDc", "iSpikeThreshold", "iNmdaGate",
  "iRefractory", "cRefractory", "iPulse", "cPulse",
  "iTauAmpa", "iGainAmpa", "cAmpa", "iTauGaba", "iGainGaba", "cGaba",
  "iTauNmda", "iGainNmda", "cNmda", "iTauShunt", "iGainShunt", "cShunt",
  "iTauAhp", "iGainAhp", "cAhp", "iWeightAhp", "iPulseAhp", "cPulseAhp",
] as const; // prettier-ignore
export type ParameterName = (typeof PARAMETER_NAMES)[number];
export type CircuitParameters = Readonly<Record<ParameterName, number>>;

const C = DYNAPSE_CIRCUIT;
const KAPPA = (C.kappaN.value + C.kappaP.value) / 2;
/** [V] U_T / kappa */
const SLOPE_V = C.thermalVoltage.value / KAPPA;

/** [A] leak that gives a circuit of capacitance `farad` the time constant: tau = C U_T / (kappa I_tau). */
export const leakFor = (farad: number, tauS: number): number => (farad * SLOPE_V) / tauS;

/** [s] of a circuit of capacitance `farad` with a leak. */
export const tauFor = (farad: number, leakA: number): number => (farad * SLOPE_V) / leakA;

/** [A] that charges `farad` to the cut-off voltage within a pulse: t = V_th C / I. */
export const currentForPulse = (farad: number, pulseS: number): number =>
  (C.cutOffVoltage.value * farad) / pulseS;

/** [F] of the kinds of synapse. */
export const SYNAPSE_FARAD: Readonly<Record<SynapseKind, number>> = {
  ampa: C.capacitanceAmpa.value,
  gaba: C.capacitanceGaba.value,
  nmda: C.capacitanceNmda.value,
  shunt: C.capacitanceShunt.value,
};

/** [s] the longest time constant of a membrane: its leak, the idle shunt and the idle adaptation are one dark current each. */
export const LONGEST_MEMBRANE_S = tauFor(C.capacitanceMem.value, 3 * DARK_A);
/** [s] the longest of all kinds of synapse alike. */
export const LONGEST_SYNAPSE_S = Math.min(
  ...SYNAPSE_KINDS.map((kind) => tauFor(SYNAPSE_FARAD[kind], DARK_A)),
);

/** Biases of a core: what its neurons share. */
export interface CoreBiases {
  /** [s] of the membrane, with all that leaks, and of all four synapses. */
  readonly tauMemS: number;
  readonly tauSynS: number;
  readonly refractoryS: number;
  /** [-] gain over leak of the membrane. */
  readonly gainOfMembrane: number;
}

/** Parameters of a core's neurons as they were asked for. */
export function nominalParameters(biases: CoreBiases): CircuitParameters {
  const { tauMemS, tauSynS, refractoryS, gainOfMembrane } = biases;
  // the membrane also leaks through its idle shunt and adaptation: a dark current each
  const iTauMem = Math.max(leakFor(C.capacitanceMem.value, tauMemS) - 2 * DARK_A, DARK_A);
  const iTauAhp = leakFor(C.capacitanceAhp.value, C.tauAhp.value);
  const iTau = (kind: SynapseKind): number => Math.max(leakFor(SYNAPSE_FARAD[kind], tauSynS), DARK_A);
  const gain = C.gainOfSynapses.value;
  return {
    iDark: DARK_A,
    kappaN: C.kappaN.value,
    kappaP: C.kappaP.value,
    vThermal: C.thermalVoltage.value,
    vCutOff: C.cutOffVoltage.value,
    iTauMem,
    iGainMem: Math.max(gainOfMembrane * iTauMem, DARK_A),
    cMem: C.capacitanceMem.value,
    // what leaks at rest, less what comes in at rest: no input, no drift
    iDc: iTauMem + DARK_A,
    iSpikeThreshold: C.spikeThreshold.value,
    iNmdaGate: DARK_A,
    iRefractory: currentForPulse(C.capacitanceRefractory.value, refractoryS),
    cRefractory: C.capacitanceRefractory.value,
    iPulse: currentForPulse(C.capacitancePulse.value, C.pulse.value),
    cPulse: C.capacitancePulse.value,
    iTauAmpa: iTau("ampa"),
    iGainAmpa: gain * iTau("ampa"),
    cAmpa: SYNAPSE_FARAD.ampa,
    iTauGaba: iTau("gaba"),
    iGainGaba: gain * iTau("gaba"),
    cGaba: SYNAPSE_FARAD.gaba,
    iTauNmda: iTau("nmda"),
    iGainNmda: gain * iTau("nmda"),
    cNmda: SYNAPSE_FARAD.nmda,
    iTauShunt: iTau("shunt"),
    iGainShunt: gain * iTau("shunt"),
    cShunt: SYNAPSE_FARAD.shunt,
    iTauAhp,
    iGainAhp: iTauAhp,
    cAhp: C.capacitanceAhp.value,
    iWeightAhp: C.weightAhp.value,
    iPulseAhp: currentForPulse(C.capacitancePulseAhp.value, C.pulseAhp.value),
    cPulseAhp: C.capacitancePulseAhp.value,
  };
}
