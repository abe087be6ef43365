import { exactExp } from "../../core/exact-math.ts";
import { type CircuitParameters, SYNAPSE_KINDS } from "./circuit.ts";
import { powersInto } from "./powers.ts";

/** How a neuron fires: where its membrane passes the threshold, or also through positive feedback before that. */
export type Firing = "threshold" | "exponential";

/** One kind of synapse of all neurons: I <- I decay + charge I_w, never below the dark current. */
interface SynapseRow {
  /** [A] now. */
  readonly i: Float64Array;
  /** [A] weights of the spikes that have come since the last step. */
  readonly arrived: Float64Array;
  /** [-] exp(-h/tau) */
  readonly decay: Float64Array;
  /** [-] I_gain/I_tau (1 - exp(-t_pulse/tau)) */
  readonly charge: Float64Array;
}

/**
 * Neurons of the chip, each by its own parameters, in steps of `stepS`:
 *
 *     tau = C U_T / (kappa I_tau),  kappa = (kappa_n + kappa_p)/2,  t = V_th C / I of pulses and refractory times
 *     I_syn <- I_syn exp(-h/tau) + I_gain/I_tau (1 - exp(-t_pulse/tau)) sum I_w                       four kinds
 *     I_ahp likewise, of the neuron's own spikes
 *     I_in = I_nmda/(1 + I_gate/I_mem) + I_ampa - I_gaba + I_dc, at least I_0; I_0 while refractory
 *     I_leak = I_tau + I_shunt
 *     f = I_0 (I_mem/I_0)^(kappa/(kappa+1)) / I_leak (I_mem + I_gain)          firing `exponential`; else 0
 *     I_mem <- I_mem + h I_mem/(tau(I_leak) (I_mem + I_gain)) (I_gain/I_tau (I_in - I_ahp - I_leak) + f - I_mem (1 + I_ahp/I_leak))
 *     a spike when I_mem > I_spkthr; then I_mem = I_0, and refractory
 *
 * No current is below I_0. Source: synsense/rockpool at 044eca55, `devices/dynapse/dynapsim.py` (equations of `DynapSim` and
 * its four synapses), after Chicca et al., Proc. IEEE 102 (9), 2014, and Bartolozzi and Indiveri, Neural Comput. 19 (10), 2007.
 * Hot path: `step` allocates nothing.
 */
export class NeuronBank {
  readonly count: number;
  /** [A] of the membranes. */
  readonly iMem: Float64Array;
  /** [A] of the adaptation. */
  readonly iAhp: Float64Array;
  /** Rows in the order of SYNAPSE_KINDS. */
  readonly synapses: readonly SynapseRow[];
  /** [-] 1 where a neuron fired in the last step. */
  readonly spikes: Uint8Array;
  readonly #stepS: number;
  readonly #isExponential: boolean;
  /** [steps] until a neuron takes input again. */
  readonly #refractory: Int32Array;
  readonly #dark: Float64Array;
  readonly #leak: Float64Array;
  readonly #gain: Float64Array;
  readonly #gainOverLeak: Float64Array;
  /** [C] C U_T / kappa: over a leak, the time constant. */
  readonly #tauCharge: Float64Array;
  readonly #dc: Float64Array;
  readonly #gate: Float64Array;
  readonly #threshold: Float64Array;
  readonly #refractorySteps: Int32Array;
  readonly #decayAhp: Float64Array;
  /** [A] that a spike adds to the adaptation. */
  readonly #chargeAhp: Float64Array;
  /** [-] kappa/(kappa+1) */
  readonly #exponent: Float64Array;
  /** [-] I_mem/I_0, and that to the exponent; the latter stays 0 where the threshold alone fires. */
  readonly #overDark: Float64Array;
  readonly #feedback: Float64Array;

  /** @param parameters of each neuron. @param stepS [s] Euler's step, a small part of the shortest time constant. */
  constructor(parameters: readonly CircuitParameters[], stepS: number, firing: Firing) {
    const each = (value: (p: CircuitParameters) => number): Float64Array =>
      Float64Array.from(parameters, value);
    this.count = parameters.length;
    this.#stepS = stepS;
    this.#isExponential = firing === "exponential";
    this.iMem = new Float64Array(this.count);
    this.spikes = new Uint8Array(this.count);
    this.iAhp = new Float64Array(this.count);
    this.#refractory = new Int32Array(this.count);
    this.#dark = each(({ iDark }) => iDark);
    this.#leak = each(leakOf);
    this.#gain = each(({ iGainMem, iDark }) => Math.max(iGainMem, iDark));
    this.#gainOverLeak = each((p) => Math.max(p.iGainMem, p.iDark) / leakOf(p));
    this.#tauCharge = each((p) => p.cMem * slopeOf(p));
    this.#dc = each(({ iDc }) => iDc);
    this.#gate = each(({ iNmdaGate }) => iNmdaGate);
    this.#threshold = each(({ iSpikeThreshold }) => iSpikeThreshold);
    this.#refractorySteps = Int32Array.from(parameters, (p) =>
      Math.ceil((p.vCutOff * p.cRefractory) / p.iRefractory / stepS - 1e-9),
    );
    this.#exponent = each((p) => kappaOf(p) / (kappaOf(p) + 1));
    this.#overDark = new Float64Array(this.count);
    this.#feedback = new Float64Array(this.count);
    const row = (branch: (p: CircuitParameters) => Branch): SynapseRow => ({
      i: new Float64Array(this.count),
      arrived: new Float64Array(this.count),
      decay: each((p) => exactExp(-stepS / tauOf(p, branch(p)))),
      charge: each((p) => gainOf(p, branch(p)) * (1 - exactExp(-branch(p).pulseS / tauOf(p, branch(p))))),
    });
    this.synapses = SYNAPSE_KINDS.map((_, kind) => row((p) => synapseOf(p, kind)));
    const ahp = row(adaptationOf);
    this.#decayAhp = ahp.decay;
    this.#chargeAhp = each(({ iWeightAhp }) => iWeightAhp).map((weight, n) => weight * ahp.charge[n]!);
    this.reset();
  }

  /** Everything at its dark current. */
  reset(): void {
    this.iMem.set(this.#dark);
    this.iAhp.set(this.#dark);
    this.#refractory.fill(0);
    this.spikes.fill(0);
    for (const { i, arrived } of this.synapses) {
      i.set(this.#dark);
      arrived.fill(0);
    }
  }

  /** One step with what has arrived; `spikes` are its. */
  step(): void {
    for (const row of this.synapses) this.#charge(row);
    this.#adapt();
    if (this.#isExponential) this.#feedBack();
    this.#integrate();
  }

  #charge({ i, arrived, decay, charge }: SynapseRow): void {
    const dark = this.#dark;
    for (let n = 0; n < i.length; n++) {
      i[n] = Math.max(dark[n]!, decay[n]! * i[n]! + charge[n]! * arrived[n]!);
      arrived[n] = 0;
    }
  }

  #adapt(): void {
    const [i, dark] = [this.iAhp, this.#dark];
    for (let n = 0; n < i.length; n++)
      i[n] = Math.max(dark[n]!, this.#decayAhp[n]! * i[n]! + this.#chargeAhp[n]! * this.spikes[n]!);
  }

  #feedBack(): void {
    for (let n = 0; n < this.count; n++) this.#overDark[n] = this.iMem[n]! / this.#dark[n]!;
    powersInto(this.#overDark, this.#exponent, this.#feedback);
  }

  #integrate(): void {
    const { iMem, spikes } = this;
    const ampa = this.synapses[0]!.i;
    const gaba = this.synapses[1]!.i;
    const nmda = this.synapses[2]!.i;
    const shunt = this.synapses[3]!.i;
    for (let n = 0; n < iMem.length; n++) {
      const now = iMem[n]!;
      const dark = this.#dark[n]!;
      const ahp = this.iAhp[n]!;
      const gain = this.#gain[n]!;
      const leak = this.#leak[n]! + shunt[n]!;
      const gated = nmda[n]! / (1 + this.#gate[n]! / now);
      const waits = this.#refractory[n]! > 0;
      const into = waits ? dark : Math.max(dark, gated + ampa[n]! - gaba[n]! + this.#dc[n]!);
      const target = this.#gainOverLeak[n]! * (into - ahp - leak);
      const feedback = ((dark * this.#feedback[n]!) / leak) * (now + gain);
      const rate = (now * leak) / (this.#tauCharge[n]! * (now + gain));
      const next = Math.max(dark, now + this.#stepS * rate * (target + feedback - now * (1 + ahp / leak)));
      const fires = next > this.#threshold[n]!;
      spikes[n] = fires ? 1 : 0;
      iMem[n] = fires ? dark : next;
      this.#refractory[n] = fires ? this.#refractorySteps[n]! : Math.max(0, this.#refractory[n]! - 1);
    }
  }
}

/** A leaky stage that pulses charge. */
interface Branch {
  readonly leakA: number;
  readonly gainA: number;
  readonly farad: number;
  readonly pulseS: number;
}

const kappaOf = ({ kappaN, kappaP }: CircuitParameters): number => (kappaN + kappaP) / 2;
/** [V] */
const slopeOf = (p: CircuitParameters): number => p.vThermal / kappaOf(p);
const leakOf = ({ iTauMem, iDark }: CircuitParameters): number => Math.max(iTauMem, iDark);
const tauOf = (p: CircuitParameters, { farad, leakA }: Branch): number =>
  (farad * slopeOf(p)) / Math.max(leakA, p.iDark);
const gainOf = ({ iDark }: CircuitParameters, { gainA, leakA }: Branch): number =>
  Math.max(gainA, iDark) / Math.max(leakA, iDark);

function synapseOf(p: CircuitParameters, kind: number): Branch {
  const pulseS = (p.vCutOff * p.cPulse) / p.iPulse;
  if (kind === 0) return { leakA: p.iTauAmpa, gainA: p.iGainAmpa, farad: p.cAmpa, pulseS };
  if (kind === 1) return { leakA: p.iTauGaba, gainA: p.iGainGaba, farad: p.cGaba, pulseS };
  if (kind === 2) return { leakA: p.iTauNmda, gainA: p.iGainNmda, farad: p.cNmda, pulseS };
  return { leakA: p.iTauShunt, gainA: p.iGainShunt, farad: p.cShunt, pulseS };
}

const adaptationOf = (p: CircuitParameters): Branch => ({
  leakA: p.iTauAhp,
  gainA: p.iGainAhp,
  farad: p.cAhp,
  pulseS: (p.vCutOff * p.cPulseAhp) / p.iPulseAhp,
});
