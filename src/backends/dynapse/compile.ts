import { assert } from "../../core/errors.ts";
import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions } from "../backend.ts";
import { fitReport, type Violation, type Warning } from "../fit-report.ts";
import { faultOf, type Part, type Parts, partsOf } from "../parts.ts";
import { wiringsOf } from "../wiring.ts";
import type { CoreBiases } from "./circuit.ts";
import { fanInViolation, widestFanIn } from "./fan-in.ts";
import { depthOf, firstOf, footprintOf, groupsOf, layerFit, scaleOf, type SoundPart } from "./layers.ts";
import { DYNAPSE_CIRCUIT, DYNAPSE_MODEL } from "./limits.ts";
import { mapNeurons } from "./neurons.ts";
import type { Firing } from "./neuron-bank.ts";
import { placeGroups } from "./place-cores.ts";
import type { DynapseProgram, PlacedCore } from "./program.ts";
import { optionViolations, partViolations, sizeViolation, totalViolation } from "./refusals.ts";
import { kindsOf, listSynapses, type StoredSynapses, storeSynapses, type SynapseList } from "./synapses.ts";
import { planTags, type Sender, type TagPlan } from "./tags.ts";

export const DYNAPSE_NAME = "dynapse2";

export interface DynapseOptions extends CompileOptions {
  /** How neurons fire; `threshold` when left out, as the network's do. */
  readonly firing?: Firing;
  /** [-] standard deviation of the devices, as a share; the published one when left out. */
  readonly mismatch?: number;
}

/** Maps a network; all that is wrong at once. */
export function compileDynapse(network: NetworkGraph, options: DynapseOptions): Compilation {
  try {
    const wrong = optionViolations(options);
    if (wrong.length > 0) return { report: fitReport(DYNAPSE_NAME, { violations: wrong }), program: null };
    return new Mapping(partsOf(network), options).compile();
  } catch (error) {
    return { report: fitReport(DYNAPSE_NAME, { violations: [faultOf(error)] }), program: null };
  }
}

/** All layers on the chip. */
interface Laid {
  readonly sound: readonly SoundPart[];
  readonly cores: readonly PlacedCore[];
  readonly lists: readonly SynapseList[];
  readonly stored: StoredSynapses;
  readonly tags: TagPlan;
}

class Mapping {
  readonly #parts: readonly Part[];
  readonly #output: number;
  readonly #options: DynapseOptions;
  readonly #chips: number;
  readonly #stepS: number;
  readonly #firing: Firing;
  readonly #violations: Violation[];
  readonly #warnings: Warning[] = [];

  constructor({ parts, output, violations }: Parts, options: DynapseOptions) {
    this.#parts = parts;
    this.#output = output;
    this.#options = options;
    this.#chips = options.chips ?? 1;
    this.#stepS = options.stepMs === undefined ? options.choice.dt : options.stepMs / 1000;
    this.#firing = options.firing ?? "threshold";
    this.#violations = [...violations];
  }

  compile(): Compilation {
    const sound = this.#parts.flatMap((part) => this.#sound(part) ?? []);
    const total = totalViolation(this.#parts, this.#chips);
    if (total !== null) this.#violations.push(total);
    const laid = this.#layOut(sound);
    const report = fitReport(DYNAPSE_NAME, {
      violations: this.#violations,
      layers: laid?.sound.map((each) => layerFit(each, laid.cores, laid.tags.tags)) ?? [],
      warnings: [...this.#warnings, ...(laid?.stored.warnings ?? [])],
      quantisation: laid?.stored.quantisation ?? [],
      latency_steps: this.#options.steps + depthOf(this.#parts, this.#output),
    });
    return { report, program: report.fits && laid !== null ? this.#program(laid) : null };
  }

  #sound(part: Part): SoundPart | null {
    this.#violations.push(...partViolations(part, part.index === this.#output));
    const tooLarge = sizeViolation(part, this.#chips);
    if (tooLarge !== null) this.#violations.push(tooLarge);
    if (part.node === null) return null;
    const { choice, steps } = this.#options;
    const mapped = mapNeurons(part, part.node, { choice, steps, stepS: this.#stepS });
    this.#violations.push(...mapped.violations);
    this.#warnings.push(...mapped.warnings);
    const wirings = wiringsOf(part, this.#parts);
    const fanIn = widestFanIn(part, wirings);
    const tooWide = fanInViolation(part, wirings, fanIn);
    if (tooWide !== null) this.#violations.push(tooWide);
    const { neurons } = mapped;
    return neurons === null
      ? null
      : { part, first: firstOf(this.#parts, part.index), neurons, wirings, fanIn };
  }

  /** Cores, base currents and tags; null where something is wrong, before or here. */
  #layOut(sound: readonly SoundPart[]): Laid | null {
    const lists = this.#violations.length === 0 ? this.#list(sound) : [];
    if (this.#violations.length > 0) return null;
    const groups = sound.flatMap(groupsOf);
    const placed = placeGroups(groups, this.#chips);
    this.#violations.push(...placed.violations);
    const cores = placed.cores.map((neurons) => ({ neurons, biases: this.#biases(sound, neurons[0] ?? 0) }));
    const scale = scaleOf(sound, cores, this.#firing);
    const senders = this.#inputs + scale.core.length;
    const stored = storeSynapses(lists, scale, { senders, cores: cores.length });
    const tags = planTags(this.#senders(stored, scale.core), this.#chips);
    this.#violations.push(...tags.violations);
    return { sound, cores, lists, stored, tags };
  }

  get #inputs(): number {
    return this.#parts.find(({ role }) => role === "input")?.count ?? 0;
  }

  #list(sound: readonly SoundPart[]): SynapseList[] {
    return sound.flatMap(({ part, first, wirings }) =>
      wirings.flatMap((wiring) => {
        const kinds = kindsOf(part, wiring.path);
        const from = this.#parts[wiring.from];
        if ("code" in kinds) this.#violations.push(kinds);
        if ("code" in kinds || from === undefined) return [];
        const sender = from.role === "input" ? 0 : this.#inputs + firstOf(this.#parts, wiring.from);
        return [listSynapses({ layer: wiring.path, part, wiring, kinds, sender, first })];
      }),
    );
  }

  #biases(sound: readonly SoundPart[], neuron: number): CoreBiases {
    const { neurons, first } = ownerOf(sound, neuron);
    const { gainOfMembrane, gainOfExponential, refractoryMost } = DYNAPSE_CIRCUIT;
    return {
      tauMemS: neurons.tauMemS[neuron - first] ?? NaN,
      tauSynS: neurons.tauSynS[neuron - first] ?? NaN,
      refractoryS: Math.min(refractoryMost.value, this.#stepS / 2),
      gainOfMembrane: (this.#firing === "threshold" ? gainOfMembrane : gainOfExponential).value,
    };
  }

  #senders({ fans }: StoredSynapses, core: Int32Array): Sender[] {
    return this.#parts.flatMap(({ path, role, count }, index) => {
      const isHost = role === "input";
      const first = isHost ? 0 : this.#inputs + firstOf(this.#parts, index);
      return Array.from({ length: role === "readout" ? 0 : count }, (_, n) => {
        const targets = fans.target.subarray(fans.start[first + n], fans.start[first + n + 1]);
        const reached = new Set(Array.from(targets, (target) => core[target] ?? 0));
        return { layer: path, isHost, cores: [...reached].sort((a, b) => a - b) };
      });
    });
  }

  #program(laid: Laid): DynapseProgram {
    const { sound, cores, lists, stored, tags } = laid;
    const { steps, mismatch = DYNAPSE_CIRCUIT.mismatch.value } = this.#options;
    const outputs = this.#parts[this.#output]?.count ?? 0;
    const taus = cores.flatMap(({ biases: b }) => [b.tauMemS, b.tauSynS]);
    const shortest = Math.min(...taus, ...cores.map(({ biases }) => biases.refractoryS));
    const neurons = sound.reduce((sum, { part }) => sum + part.count, 0);
    const input = this.#parts.findIndex(({ role }) => role === "input");
    return {
      backend: DYNAPSE_NAME,
      parts: this.#parts.map((part) => ({
        path: part.path,
        first: firstOf(this.#parts, part.index),
        count: part.role === "neurons" ? part.count : 0,
        connections: lists.reduce((sum, list) => sum + (list.part === part.index ? list.connections : 0), 0),
      })),
      input,
      output: this.#output,
      cores,
      fans: stored.fans,
      destinations: tags.destinations,
      firing: this.#firing,
      stepS: this.#stepS,
      substeps: Math.ceil(this.#stepS / (DYNAPSE_MODEL.substep.value * shortest) - 1e-9),
      runOn: depthOf(this.#parts, this.#output),
      fadeS: DYNAPSE_MODEL.fadeTaus.value * Math.max(...taus),
      sigma: mismatch,
      shownSteps: steps,
      inputs: this.#inputs,
      outputs,
      unit: new Float64Array(outputs).fill(1 / steps),
      offset: new Float64Array(outputs),
      footprint: footprintOf(lists, neurons),
    };
  }
}

/** The layer that a neuron belongs to. */
function ownerOf(sound: readonly SoundPart[], neuron: number): SoundPart {
  const owner = sound.find(({ first, part }) => neuron >= first && neuron < first + part.count);
  assert(owner !== undefined, `neuron ${neuron} is of a layer`);
  return owner;
}
