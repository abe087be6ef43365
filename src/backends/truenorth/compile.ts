import { delaySteps } from "../../snn/step-rule.ts";
import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions, Program } from "../backend.ts";
import {
  fitReport,
  type FitReport,
  type LayerFit,
  utilisationOf,
  type Violation,
  type Warning,
} from "../fit-report.ts";
import { faultOf, type Part, type Parts, partsOf } from "../parts.ts";
import { synapsesOf, type Wiring, wiringsOf } from "../wiring.ts";
import { type BuiltImage, buildImage } from "./image.ts";
import { AXONS, NEURONS, TRUENORTH_LIMITS, TYPES } from "./limits.ts";
import { mapPart, type PartMapping } from "./map-part.ts";
import { axonsOf, type MappedPart } from "./mapped-part.ts";
import { destinationsOf, type Reached, type Route } from "./routes.ts";
import { splittersOf } from "./splitters.ts";
import { type Timing, timingOf } from "./timing.ts";

export const TRUENORTH_NAME = "truenorth";

export interface TrueNorthOptions extends CompileOptions {
  /** [axons] that each input takes, 1 to 4, which sets the levels of a weight; as few as hold the weights when left out. */
  readonly axonsPerInput?: number;
}

export interface TrueNorthProgram extends Program {
  readonly parts: readonly MappedPart[];
  /** Indices of parts. */
  readonly input: number;
  readonly output: number;
  readonly routes: readonly Route[];
  readonly timing: Timing;
  readonly built: BuiltImage;
  /** [ticks] from a window's first: when the output of its first step is there, and how many ticks a window takes. */
  readonly readTick: number;
  readonly windowTicks: number;
}

/** Maps a network; all that is wrong at once. Poorer weights are taken where richer ones need more cores than there are. */
export function compileTrueNorth(network: NetworkGraph, options: TrueNorthOptions): Compilation {
  try {
    const parts = partsOf(network);
    let found = new Mapping(parts, options, TYPES).compile();
    for (let most = TYPES - 1; most >= 2 && isShortOfCores(found.report); most--)
      found = new Mapping(parts, options, most).compile();
    return found;
  } catch (error) {
    return { report: fitReport(TRUENORTH_NAME, { violations: [faultOf(error)] }), program: null };
  }
}

/** Whether cores alone are wanting, for want of which poorer weights may help. */
const isShortOfCores = ({ violations }: FitReport): boolean =>
  violations.length > 0 &&
  violations.every(({ code, layer }) => code === "CORE_COUNT" && layer === "network");

class Mapping {
  readonly #parts: readonly Part[];
  readonly #output: number;
  readonly #options: TrueNorthOptions;
  readonly #most: number;
  readonly #cores: number;
  readonly #violations: Violation[];
  readonly #warnings: Warning[] = [];
  /** By part; empty where its size alone is too much. */
  readonly #wirings: readonly (readonly Wiring[])[];
  readonly #routes: readonly Route[];

  constructor({ parts, output, violations }: Parts, options: TrueNorthOptions, most: number) {
    this.#parts = parts;
    this.#output = output;
    this.#options = options;
    this.#most = most;
    this.#cores = TRUENORTH_LIMITS.coresPerChip.value * Math.max(1, options.chips ?? 1);
    this.#violations = [...violations];
    const isTooLarge = parts.map((part) => this.#refuseSize(part));
    this.#wirings = parts.map((part) =>
      isTooLarge[part.index] === true || part.inputs.some(({ from }) => isTooLarge[from] === true)
        ? []
        : wiringsOf(part, parts),
    );
    this.#routes = this.#wirings.flatMap((wirings, to) =>
      wirings.map(({ from }, wiring) => ({ from, to, wiring })),
    );
  }

  compile(): Compilation {
    const mappings = this.#parts.map((part) => this.#map(part));
    this.#refuseLoops();
    const declared = this.#routes.map((route) => this.#declared(route));
    const isWhole = this.#parts.every(({ role }, p) => role === "input" || mappings[p] != null);
    const laid = isWhole ? this.#layOut(mappings) : [];
    const cores = laid.reduce((most, part) => Math.max(most, part.firstSplitter + part.splitters.cores), 0);
    if (isWhole) this.#refuseCores(laid, cores);
    const isSplit = laid.map(({ splitters }) => splitters.all.length > 0);
    const timing = timingOf({ parts: this.#parts, routes: this.#routes, declared, isSplit });
    this.#violations.push(...timing.violations);
    this.#warn(laid, mappings);
    const readTick = (timing.starts[this.#output] ?? 0) + (isSplit[this.#output] === true ? 1 : 0);
    const windowTicks = readTick + this.#options.steps;
    const report = fitReport(TRUENORTH_NAME, {
      violations: this.#violations,
      layers: laid.flatMap((part) => (part.part.role === "input" ? [] : [fitOf(part)])),
      warnings: this.#warnings,
      quantisation: mappings.flatMap((mapping) => (mapping === null ? [] : [mapping.quantisation])),
      latency_steps: windowTicks,
    });
    if (!report.fits) return { report, program: null };
    const built = buildImage(laid, cores, { routes: this.#routes, delays: timing.delays });
    return { report, program: this.#program(laid, { timing, built, readTick, windowTicks }) };
  }

  /** More neurons, or inputs, than all cores have. */
  #refuseSize({ role, count, path, shape }: Part): boolean {
    const each = role === "input" ? AXONS : NEURONS;
    if (count <= each * this.#cores) return false;
    this.#violations.push({
      code: "CORE_COUNT",
      layer: path,
      need: Math.ceil(count / each),
      limit: this.#cores,
      formula: `${shape.join("·")} = ${count} ${role === "input" ? "inputs" : "neurons"}, ${each} a core`,
      hint: role === "input" ? "a region of the sensor, or pooled events" : `${each * this.#cores} neurons`,
    });
    return true;
  }

  #map(part: Part): PartMapping | null {
    if (part.role === "input") {
      if (part.index === this.#output) this.#refuseNothing(part);
      return null;
    }
    const wirings = this.#wirings[part.index] ?? [];
    if (wirings.length === 0 && part.inputs.length > 0) return null; // its size, or its sender's, has been refused
    const { choice, steps, axonsPerInput } = this.#options;
    const found = mapPart(part, wirings, { choice, steps, asked: axonsPerInput, most: this.#most });
    if ("coded" in found) return found;
    this.#violations.push(...found);
    return null;
  }

  #refuseNothing({ path }: Part): void {
    this.#violations.push({
      code: "UNSUPPORTED_LAYER",
      layer: path,
      need: "no layer",
      limit: "1 or more",
      formula: `${path} is put out as it comes in`,
      hint: "weights and neurons between Input and Output",
    });
  }

  #refuseLoops(): void {
    for (const { to, wiring } of this.#routes) {
      const back = this.#wirings[to]?.[wiring];
      if (back?.feedback !== true) continue;
      const from = this.#parts[back.from]?.path ?? "";
      this.#violations.push({
        code: "LOOP",
        layer: this.#parts[to]?.path ?? back.path,
        need: "a way back",
        limit: "layers ahead only",
        formula: `from ${from} back to ${this.#parts[to]?.path ?? ""} in one step, which is one tick, through splitters of one tick more`,
        hint: "layers in a chain",
      });
    }
  }

  /** [steps] that a route's Delay nodes wait. */
  #declared({ to, wiring }: Route): number {
    let declared = 0;
    for (const { node, path } of this.#parts[to]?.inputs[wiring]?.way ?? []) {
      if (node.type !== "Delay") continue;
      const each = delaySteps(path, node, this.#options.choice.dt);
      const [first = 0] = each;
      if (each.some((steps) => steps !== first)) this.#violations.push(unevenDelay(path, each));
      declared += first;
    }
    return declared;
  }

  /** Cores in the order of parts, each part's splitters behind its own. */
  #layOut(mappings: readonly (PartMapping | null)[]): MappedPart[] {
    const routesInto = (to: number): number[] =>
      this.#routes.flatMap((route, r) => (route.to === to ? [r] : []));
    let next = 0;
    const reached = mappings.map((mapping, p): Reached | null => {
      if (mapping === null) return null;
      const firstCore = next;
      next += mapping.cores.length;
      const axons = mapping.coded.code.types.length;
      return { cores: mapping.cores, firstCore, axons, routes: routesInto(p) };
    });
    const placed = this.#parts.map((part, p): MappedPart => {
      const mapping = mappings[p] ?? { ...NOTHING, shape: { channels: part.count, cells: 1 } };
      const firstCore = reached[p]?.firstCore ?? 0;
      return {
        ...mapping,
        part,
        wirings: this.#wirings[p] ?? [],
        firstCore,
        splitters: { all: [], cores: 0 },
        firstSplitter: 0,
        destinations: destinationsOf(part.count, this.#routes, p, reached),
        neuronOf: neuronsByElement(part.count, mapping.cores, firstCore),
      };
    });
    return placed.map((mapped): MappedPart => {
      if (mapped.part.role === "input") return mapped;
      const splitters = splittersOf(this.#copiesOf(mapped, placed));
      const firstSplitter = next;
      next += splitters.cores;
      return { ...mapped, splitters, firstSplitter };
    });
  }

  /** [-] destinations of each element, the host among them. */
  #copiesOf(mapped: MappedPart, parts: readonly MappedPart[]): number[] {
    const isOutput = mapped.part.index === this.#output;
    const copies = Array.from({ length: mapped.part.count }, (_, element) => {
      const axons = axonsOf(mapped, parts, this.#routes, element).length;
      return axons + (isOutput && axons > 0 ? 1 : 0);
    });
    const need = copies.reduce((most, count) => Math.max(most, count), 0);
    if (need > NEURONS) {
      this.#violations.push({
        code: "FANOUT",
        layer: mapped.part.path,
        need,
        limit: NEURONS,
        formula: `a spike of ${mapped.part.path} goes to ${need} axons, each by a neuron of one splitter core`,
        hint: `${Math.floor((100 * NEURONS) / need)} % of what it feeds, or neurons between`,
      });
      return copies.map(() => 0);
    }
    return copies;
  }

  #refuseCores(laid: readonly MappedPart[], need: number): void {
    if (need <= this.#cores) return;
    const formula = laid
      .filter(({ part }) => part.role !== "input")
      .map(({ part, cores, splitters }) => `${part.path} ${cores.length} + ${splitters.cores} of splitters`)
      .join(", ");
    const chips = Math.ceil(need / TRUENORTH_LIMITS.coresPerChip.value);
    const hint = `${chips} chips, fewer channels, or larger strides`;
    this.#violations.push({ code: "CORE_COUNT", layer: "network", need, limit: this.#cores, formula, hint });
  }

  #warn(laid: readonly MappedPart[], mappings: readonly (PartMapping | null)[]): void {
    this.#warnings.push(...mappings.flatMap((mapping) => mapping?.warnings ?? []));
    for (const { part, splitters } of laid) {
      if (splitters.all.length === 0) continue;
      const most = splitters.all.reduce((largest, { copies }) => Math.max(largest, copies), 0);
      const message = `a neuron sends to one axon; up to ${most} are wanted: ${splitters.cores} cores of splitters, and one tick more`;
      this.#warnings.push({ code: "EXTRA_STEPS", layer: part.path, message });
    }
  }

  #program(
    parts: readonly MappedPart[],
    times: Pick<TrueNorthProgram, "timing" | "built" | "readTick" | "windowTicks">,
  ): TrueNorthProgram {
    const { steps } = this.#options;
    const output = parts[this.#output];
    const input = this.#parts.findIndex(({ role }) => role === "input");
    return {
      backend: TRUENORTH_NAME,
      parts,
      input,
      output: this.#output,
      inputs: this.#parts[input]?.count ?? 0,
      outputs: output?.part.count ?? 0,
      shownSteps: steps,
      routes: this.#routes,
      ...times,
      ...readingOf(output, steps),
      footprint: footprintOf(parts, times.built),
    };
  }
}

/** What an input has of a mapping. */
const NOTHING = { coded: null, neurons: null, bank: null, bias: new Float64Array(0), cores: [] } as const;

const unevenDelay = (path: string, each: Int32Array): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: path,
  need: "delays that differ",
  limit: "one delay for all of a layer",
  formula: `${Math.min(...each)} to ${Math.max(...each)} steps`,
  hint: "one delay, or a Delay for each group of neurons",
});

function neuronsByElement(count: number, cores: MappedPart["cores"], firstCore: number): Int32Array {
  const neurons = new Int32Array(count).fill(-1);
  for (const [c, { runs }] of cores.entries()) {
    for (const { element, from, first } of runs)
      if (from === 0) neurons[element] = (firstCore + c) * NEURONS + first;
  }
  return neurons;
}

function fitOf({ part, cores, firstCore, coded, splitters, firstSplitter }: MappedPart): LayerFit {
  const each = coded?.code.types.length ?? 1;
  const most = (of: (core: MappedPart["cores"][number]) => number): number =>
    cores.reduce((largest, core) => Math.max(largest, of(core)), 0);
  const axons = { need: most(({ senders }) => senders.length * each), limit: AXONS };
  const crossbar = { need: most(({ neurons }) => neurons), limit: NEURONS };
  return {
    name: part.path,
    cores: [
      ...cores.map((_, c) => firstCore + c),
      ...Array.from({ length: splitters.cores }, (_, c) => firstSplitter + c),
    ],
    axons,
    crossbar_neurons: crossbar,
    utilisation: utilisationOf([axons, crossbar]),
  };
}

/** How the host reads what comes out: spikes, or of a readout sums in its channel's steps of weight, with its bias. */
function readingOf(output: MappedPart | undefined, steps: number): Pick<Program, "unit" | "offset"> {
  const count = output?.part.count ?? 0;
  const unit = new Float64Array(count).fill(1 / steps);
  const offset = new Float64Array(count);
  if (output?.bank == null || output.coded === null) return { unit, offset };
  const { bank, coded, bias, shape } = output;
  for (let n = 0; n < count; n++) {
    const channel = Math.floor(n / shape.cells);
    unit[n] = ((coded.step[channel] ?? NaN) * (bank.coarseness[channel] ?? 1)) / steps;
    offset[n] = bias[channel] ?? 0;
  }
  return { unit, offset };
}

function footprintOf(parts: readonly MappedPart[], { image, owners }: BuiltImage): Program["footprint"] {
  const synapses = parts.flatMap(({ wirings, coded }) =>
    wirings.map((wiring, w) => synapsesOf(wiring, coded?.steps[w] ?? [])),
  );
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const neurons = owners.part.reduce((total, part) => total + (part >= 0 ? 1 : 0), 0);
  const { weightBits } = TRUENORTH_LIMITS;
  return {
    weightBytes: Math.ceil((image.cores * AXONS * NEURONS + neurons * TYPES * weightBits.value) / 8),
    stateBytes: Math.ceil((neurons * STATE_BITS) / 8),
    synapses: sum(synapses.map(({ all }) => all)),
    zeroSynapses: sum(synapses.map(({ zero }) => zero)),
    neurons: sum(parts.map(({ part }) => (part.role === "neurons" ? part.count : 0))),
  };
}

/** [bit] that hold a potential of +- 393,216. */
const STATE_BITS = 20;
