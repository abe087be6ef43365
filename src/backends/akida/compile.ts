import { weightedOf } from "../../snn/engine/weighted.ts";
import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions, Program } from "../backend.ts";
import { fitReport, type LayerFit, type Violation, type Warning } from "../fit-report.ts";
import { faultOf, type Part, type Parts, partsOf } from "../parts.ts";
import { distinctWeights, synapsesOf, type Wiring, wiringsOf } from "../wiring.ts";
import { type AkidaLayer, akidaLayerOf } from "./akida-layer.ts";
import { type QuantisedFilters, quantiseFilters } from "./filters.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { AKIDA_CHIP, AKIDA_LIMITS, WEIGHT_BITS } from "./limits.ts";

export const AKIDA_NAME = "akida1000";

/** A part on the chip. */
export interface PlacedPart {
  readonly part: Part;
  readonly wirings: readonly Wiring[];
  /** Null for the input. */
  readonly integers: AkidaIntegers | null;
}

export interface AkidaIntegers {
  /** In the order of `distinctWeights`. */
  readonly weights: Int32Array;
  /** By level from 1, by output channel: the least sum that reaches it; none for a readout. */
  readonly thresholds: readonly Int32Array[];
}

export interface AkidaProgram extends Program {
  /** The input, then the layers in order. */
  readonly parts: readonly PlacedPart[];
  /** [-] most that an element of the input can say. */
  readonly inputMost: number;
}

/** Maps a network; all that is wrong at once. */
export function compileAkida(network: NetworkGraph, options: CompileOptions): Compilation {
  try {
    return new Mapping(partsOf(network), options).compile();
  } catch (error) {
    return { report: fitReport(AKIDA_NAME, { violations: [faultOf(error)] }), program: null };
  }
}

/** A layer in integers, with what its sums and what it puts out stand for. */
interface Mapped {
  readonly layer: AkidaLayer;
  readonly filters: QuantisedFilters;
  /** Null for a readout. */
  readonly levels: Levels | null;
  /** [network's units] of a unit of what comes in. */
  readonly unitIn: number;
}

class Mapping {
  readonly #parts: readonly Part[];
  readonly #output: number;
  readonly #options: CompileOptions;
  readonly #violations: Violation[];
  readonly #warnings: Warning[] = [];

  constructor({ parts, output, violations }: Parts, options: CompileOptions) {
    this.#parts = parts;
    this.#output = output;
    this.#options = options;
    this.#violations = [...violations];
  }

  compile(): Compilation {
    const parts = this.#parts;
    const layers = parts.flatMap((part) => (part.role === "input" ? [] : [akidaLayerOf(part, parts)]));
    this.#violations.push(...layers.flatMap(({ violations }) => violations));
    this.#checkChain();
    this.#checkBits();
    const fits = this.#allocate(layers);
    // what is larger than the chip is not rounded: its size is all there is to say
    const isTooLarge = this.#violations.some(({ code }) => code === "NP_COUNT" || code === "SEQUENCES");
    const mapped = isTooLarge ? [] : this.#mapLayers(layers);
    const report = fitReport(AKIDA_NAME, {
      violations: this.#violations,
      layers: fits,
      warnings: this.#warnings,
      quantisation: mapped.flatMap((each) => (each === null ? [] : [each.filters.quantisation])),
    });
    const whole = mapped.filter((each) => each !== null);
    return { report, program: report.fits ? this.#program(whole) : null };
  }

  /** One layer behind the other, from the input to the output. */
  #checkChain(): void {
    for (const part of this.#parts) {
      const readers = this.#parts.filter(({ inputs }) => inputs.some(({ from }) => from === part.index));
      const isEnd = part.index === this.#output;
      if (readers.length === (isEnd ? 0 : 1)) continue;
      const names = readers.map(({ path }) => path).join(", ");
      const formula = isEnd
        ? `${part.path} is put out, and feeds ${names || "itself"}`
        : `${part.path} feeds ${names || "nothing"}`;
      const hint = "one layer behind the other, the last one put out";
      this.#violations.push({
        code: "UNSUPPORTED_LAYER",
        layer: part.path,
        need: readers.length,
        limit: isEnd ? 0 : 1,
        formula,
        hint,
      });
    }
    const output = this.#parts[this.#output];
    if (output?.role !== "input") return;
    const hint = "weights and neurons between Input and Output";
    this.#violations.push({
      code: "UNSUPPORTED_LAYER",
      layer: output.path,
      need: "no layer",
      limit: "1 or more",
      formula: `${output.path} is put out as it comes in`,
      hint,
    });
  }

  #checkBits(): void {
    const need = this.#weightBits;
    if (WEIGHT_BITS.includes(need)) return;
    const hint = need === 1 ? "2 bits: weights of 1 bit are those that the chip learns itself" : "4 bits";
    this.#violations.push({
      code: "BITS",
      layer: "network",
      need,
      limit: WEIGHT_BITS.join(", "),
      formula: `weights of ${need} bits asked for`,
      hint,
    });
  }

  get #weightBits(): number {
    return this.#options.weightBits ?? AKIDA_LIMITS.weightBitsMost.value;
  }

  /** Layers in order: what one puts out is what the next takes in. */
  #mapLayers(layers: readonly AkidaLayer[]): (Mapped | null)[] {
    const units = new Map(this.#parts.map(({ index, role }) => [index, role === "input" ? 1 : NaN]));
    return layers.map((layer) => {
      const { part, weights, kind } = layer;
      if (weights === null) return null;
      const weighted = weightedOf(weights);
      const own = distinctWeights({ weighted, folded: { to: new Int32Array(0), factor: 1 } });
      const odd = own.find(isOdd) ?? Array.from(weighted.bias ?? []).find(isOdd);
      if (odd !== undefined) {
        const formula = `a weight or bias of ${weights.path} is ${odd}`;
        this.#violations.push({
          code: "NETWORK_INVALID",
          layer: weights.path,
          need: String(odd),
          limit: "finite numbers",
          formula,
          hint: "mend the network file",
        });
        return null;
      }
      const channels = weighted.geometry.outChannels;
      const bits =
        kind === "input-convolution" ? AKIDA_LIMITS.inputWeightBits.value : Math.max(2, this.#weightBits);
      const filters = quantiseFilters(part.path, own, channels, Math.min(bits, 8));
      const unitIn = units.get(part.inputs[0]?.from ?? -1) ?? NaN;
      if (part.role === "readout") return { layer, filters, levels: null, unitIn };
      const { choice, steps } = this.#options;
      const levels = levelsOf(part, { choice, steps, channels, bias: weighted.bias });
      if ("violation" in levels) {
        this.#violations.push(levels.violation);
        return null;
      }
      units.set(part.index, levels.unit);
      return { layer, filters, levels, unitIn };
    });
  }

  /** Processors by memory: weights, and twice what comes in. The first convolution has a unit of its own. */
  #allocate(layers: readonly AkidaLayer[]): LayerFit[] {
    const limit = AKIDA_CHIP.processors.value;
    const each = AKIDA_CHIP.processorBytes.value;
    let total = 0;
    const fits = layers.map((layer): LayerFit => {
      const { node } = layer.weights ?? {};
      const weights = node !== undefined && "weight" in node ? node.weight.data.length : 0;
      const bytes =
        (weights * this.#weightBits) / 8 + 2 * ((layer.inputs * AKIDA_LIMITS.activationBitsMost.value) / 8);
      const need = layer.kind === "input-convolution" ? 0 : Math.max(1, Math.ceil(bytes / each));
      total += need;
      if (need > limit) {
        const formula = `${weights} weights of ${this.#weightBits} bits and ${layer.inputs} inputs twice: ${Math.ceil(bytes)} bytes by ${Math.floor(each)}`;
        const hint = `a layer of ${Math.floor((weights * limit) / need)} weights`;
        this.#violations.push({ code: "NP_COUNT", layer: layer.part.path, need, limit, formula, hint });
      }
      return { name: layer.part.path, processors: { need, limit }, utilisation: need / limit };
    });
    const largest = fits.every(({ processors }) => (processors?.need ?? 0) <= limit);
    if (total > limit && largest) this.#splits(fits, total);
    return fits;
  }

  /** Layers that do not lie on the chip together. */
  #splits(fits: readonly LayerFit[], need: number): void {
    const limit = AKIDA_CHIP.processors.value;
    const formula = fits.map(({ name, processors }) => `${name} ${processors?.need ?? 0}`).join(" + ");
    const sequences = Math.ceil(need / limit);
    if (this.#options.hwOnly === false) {
      const message = `${formula} = ${need} processors of ${limit}: ${sequences} parts, loaded one after the other for every frame; the time of that is not modelled`;
      this.#warnings.push({ code: "SOFTWARE_SEQUENCE", layer: "network", message });
      return;
    }
    const [largest] = [...fits].sort((a, b) => b.utilisation - a.utilisation);
    const hint = `${need - limit} processors less, most of all in ${largest?.name ?? "the largest layer"}`;
    this.#violations.push({ code: "SEQUENCES", layer: "network", need, limit, formula, hint });
  }

  #program(mapped: readonly Mapped[]): AkidaProgram {
    const parts = this.#parts.map((part): PlacedPart => {
      const own = mapped.find(({ layer }) => layer.part === part);
      return {
        part,
        wirings: wiringsOf(part, this.#parts),
        integers: own === undefined ? null : integersOf(own),
      };
    });
    const [input] = this.#parts;
    const last = mapped.find(({ layer }) => layer.part.index === this.#output);
    const count = last?.layer.part.count ?? 0;
    const isBytes = mapped.some(({ layer }) => layer.kind === "input-convolution");
    const bits = (isBytes ? AKIDA_LIMITS.inputBits : AKIDA_LIMITS.activationBitsMost).value;
    return {
      backend: AKIDA_NAME,
      parts,
      inputMost: (1 << bits) - 1,
      shownSteps: this.#options.steps,
      inputs: input?.count ?? 0,
      outputs: count,
      ...readingOf(last, count),
      footprint: this.#footprint(parts, mapped),
    };
  }

  #footprint(parts: readonly PlacedPart[], mapped: readonly Mapped[]): Program["footprint"] {
    const synapses = parts.flatMap(({ wirings, integers }) =>
      integers === null ? [] : wirings.map((wiring) => synapsesOf(wiring, integers.weights)),
    );
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const bitsOf = ({ layer: { kind } }: Mapped): number =>
      kind === "input-convolution" ? AKIDA_LIMITS.inputWeightBits.value : this.#weightBits;
    return {
      weightBytes: Math.ceil(sum(mapped.map((each) => (each.filters.weights.length * bitsOf(each)) / 8))),
      stateBytes: 0,
      synapses: sum(synapses.map(({ all }) => all)),
      zeroSynapses: sum(synapses.map(({ zero }) => zero)),
      neurons: sum(mapped.map(({ layer, levels }) => (levels === null ? 0 : layer.part.count))),
    };
  }
}

const isOdd = (value: number): boolean => !Number.isFinite(value);

/** What a threshold may lie above a whole number by rounding alone. */
const ROUNDING = 1e-9;

/** Thresholds as sums of the chip: each filter has its own scale, so its own thresholds. */
function integersOf({ filters: { weights, scales }, levels, unitIn }: Mapped): AkidaIntegers {
  const thresholds = (levels?.reached ?? []).map((bounds) =>
    Int32Array.from(bounds, (bound, channel) => {
      const sum = (bound * (scales[channel] ?? NaN)) / unitIn;
      const least = levels?.strict === true ? Math.floor(sum + ROUNDING) + 1 : Math.ceil(sum - ROUNDING);
      return Math.max(-MOST_SUM, Math.min(least, MOST_SUM));
    }),
  );
  return { weights, thresholds };
}

/** Beyond any sum of the chip's. */
const MOST_SUM = 0x7fffffff;

/** How the host reads what comes out: levels of neurons, or sums of a readout with its filter's scale and bias. */
function readingOf(last: Mapped | undefined, count: number): Pick<Program, "unit" | "offset"> {
  const unit = new Float64Array(count).fill(last?.levels?.unit ?? 1);
  const offset = new Float64Array(count);
  if (last === undefined || last.levels !== null || last.layer.weights === null) return { unit, offset };
  const { bias, geometry } = weightedOf(last.layer.weights);
  const cells = count / geometry.outChannels;
  for (let n = 0; n < count; n++) {
    const channel = Math.floor(n / cells);
    unit[n] = last.unitIn / (last.filters.scales[channel] ?? NaN);
    offset[n] = bias?.[channel] ?? 0;
  }
  return { unit, offset };
}
