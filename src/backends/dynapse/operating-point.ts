import { exactExp, exactLog } from "../../core/exact-math.ts";
import { type CoreBiases, nominalParameters } from "./circuit.ts";
import { DARK_A, DYNAPSE_CIRCUIT } from "./limits.ts";
import type { Firing } from "./neuron-bank.ts";

/** Places on the way from the dark current to the threshold where the pull back is looked at. */
const PLACES = 400;

/**
 * [A] what the membrane's steady current would have to be for it just to fire: the least I for which I_gain/I_tau times the input
 * outweighs leak less feedback everywhere below the threshold. Above 0 for
 * every time constant there is.
 */
export function rheobaseA(biases: CoreBiases, firing: Firing): number {
  const p = nominalParameters(biases);
  const leak = p.iTauMem + DARK_A; // with the idle shunt
  const share = 1 + DARK_A / leak; // with the idle adaptation
  const kappa = (p.kappaN + p.kappaP) / 2;
  const exponent = kappa / (kappa + 1);
  const logMost = exactLog(p.iSpikeThreshold / DARK_A);
  let most = -Infinity;
  for (let n = 0; n <= PLACES; n++) {
    const i = DARK_A * exactExp((logMost * n) / PLACES);
    const back = (DARK_A * exactExp(exponent * exactLog(i / DARK_A)) * (i + p.iGainMem)) / leak;
    most = Math.max(most, i * share - (firing === "exponential" ? back : 0));
  }
  return most;
}

/**
 * [A/s] base current of a weight for the charge that it is to bring, as a share of the threshold (`MappedNeurons.chargeS`): a
 * pulse leaves I_gain/I_tau (1 - exp(-t_pulse/tau)) I_w, which fades with tau; the membrane takes it I_gain/I_tau times.
 */
export function weightPerCharge(biases: CoreBiases, firing: Firing): number {
  const { pulse, gainOfSynapses } = DYNAPSE_CIRCUIT;
  const { iGainMem, iTauMem } = nominalParameters(biases);
  const perWeight = gainOfSynapses.value * (1 - exactExp(-pulse.value / biases.tauSynS)) * biases.tauSynS;
  return rheobaseA(biases, firing) / ((iGainMem / iTauMem) * perWeight);
}
