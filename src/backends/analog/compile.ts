import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions, Program } from "../backend.ts";
import { fitReport, type LayerFit, type Violation, type Warning } from "../fit-report.ts";
import { faultOf, type Part, type Parts, partsOf } from "../parts.ts";
import { distinctWeights, synapsesOf, type Wiring, wiringsOf } from "../wiring.ts";
import { type Blocks, blocksOf, tileFormula, tilesUsed } from "./blocks.ts";
import type { AnalogChip } from "./chip.ts";
import { scaleColumns } from "./columns.ts";
import { rangeWarning, saturation, shortNeurons } from "./converter-range.ts";
import type { ChipState } from "./crossbar.ts";
import { type AnalogNeurons, neuronsOf } from "./neurons.ts";
import type { AnalogProgram, PlacedPart, PlacedWiring } from "./program.ts";
import { type Nonideality, TILE_NUMBERS } from "./tile.ts";

export interface AnalogOptions extends CompileOptions {
  /** What is left out of the chip, for comparison. */
  readonly ideal?: readonly Nonideality[];
  /** [-] most events of an input's element in a step, which the whole of its line's signal stands for; 1 when left out. */
  readonly inputMost?: number;
}

/** A day. */
export const USUAL_AGE_S = 86_400;
const MOST_ROUNDS = 100;

/** Maps a network; all that is wrong at once. */
export function compileAnalog(chip: AnalogChip, network: NetworkGraph, options: AnalogOptions): Compilation {
  try {
    const choices = choiceViolations(options);
    if (choices.length > 0) return { report: fitReport(chip.name, { violations: choices }), program: null };
    return new Mapping(chip, partsOf(network), options).compile();
  } catch (error) {
    return { report: fitReport(chip.name, { violations: [faultOf(error)] }), program: null };
  }
}

function choiceViolations({ analog = {} }: AnalogOptions): Violation[] {
  const { afterS = USUAL_AGE_S, verifyRounds = 0 } = analog;
  const found: Violation[] = [];
  const refuse = (what: string, need: number, limit: string): void => {
    const formula = `${what} is ${need}`;
    const hint = `${what} ${limit}`;
    found.push({ code: "NETWORK_INVALID", layer: "network", need: String(need), limit, formula, hint });
  };
  if (!(afterS >= 0 && afterS < Infinity)) refuse("seconds since programming", afterS, "0 or more");
  if (!(Number.isInteger(verifyRounds) && verifyRounds >= 0 && verifyRounds <= MOST_ROUNDS))
    refuse("verify rounds", verifyRounds, `0 to ${MOST_ROUNDS}`);
  return found;
}

class Mapping {
  readonly #chip: AnalogChip;
  readonly #parts: readonly Part[];
  readonly #output: number;
  readonly #options: AnalogOptions;
  readonly #violations: Violation[];
  readonly #warnings: Warning[] = [];

  constructor(chip: AnalogChip, { parts, output, violations }: Parts, options: AnalogOptions) {
    this.#chip = chip;
    this.#parts = parts;
    this.#output = output;
    this.#options = options;
    this.#violations = [...violations];
  }

  compile(): Compilation {
    const wirings = this.#parts.map((part) => wiringsOf(part, this.#parts));
    const neurons = this.#parts.map((part) => this.#neurons(part));
    for (const part of this.#parts) this.#refuseWays(part, neurons);
    this.#refuseEmpty();
    const layers = this.#allocate(wirings);
    const isTooLarge = this.#violations.some(({ code }) => code === "TILE_SIZE");
    const placed = isTooLarge ? [] : this.#place(wirings, neurons);
    for (const each of placed) this.#checkRange(each);
    this.#warnAge();
    const report = fitReport(this.#chip.name, {
      violations: this.#violations,
      layers,
      warnings: this.#warnings,
      quantisation: placed.flatMap(({ wirings: own }) =>
        own.flatMap(({ crossbar }) => (crossbar === null ? [] : [crossbar.scaled.quantisation])),
      ),
      latency_steps: this.#options.steps,
    });
    return { report, program: report.fits ? this.#program(placed) : null };
  }

  #neurons(part: Part): AnalogNeurons | null {
    if (part.node === null) return null;
    const found = neuronsOf(part, part.node, this.#options.choice);
    if (!("violation" in found)) return found;
    this.#violations.push(found.violation);
    return null;
  }

  /** Delays, and neurons that send what their line cannot say. */
  #refuseWays({ inputs }: Part, neurons: readonly (AnalogNeurons | null)[]): void {
    for (const { way, weights, from } of inputs) {
      const delay = way.find(({ node }) => node.type === "Delay");
      if (delay !== undefined) {
        const formula = `${delay.path} is Delay`;
        const hint = `leave out ${delay.path}`;
        this.#refuse(delay.path, ["Delay", "no delays", formula, hint]);
      }
      const sender = this.#parts[from];
      const own = neurons[from];
      if (weights === null || sender === undefined || own == null || own.spec.firing !== null) continue;
      const formula = `${sender.path} sends potentials into ${weights.path}`;
      const hint = "neurons that fire before weights";
      this.#refuse(sender.path, [sender.node?.type ?? "neurons", "spikes", formula, hint]);
    }
  }

  #refuse(layer: string, [need, limit, formula, hint]: readonly [string, string, string, string]): void {
    this.#violations.push({ code: "UNSUPPORTED_LAYER", layer, need, limit, formula, hint });
  }

  #refuseEmpty(): void {
    const output = this.#parts[this.#output];
    if (output?.role !== "input") return;
    const formula = `${output.path} is put out as it comes in`;
    this.#refuse(output.path, [
      "no layer",
      "1 or more",
      formula,
      "weights and neurons between Input and Output",
    ]);
  }

  /** Tiles, layer after layer in order. */
  #allocate(wirings: readonly (readonly Wiring[])[]): LayerFit[] {
    let next = 0;
    const formulas: string[] = [];
    const { limit } = tilesUsed(0, this.#options.chips ?? 1);
    const fits = wirings.flatMap((own, index): LayerFit[] => {
      const { path = "" } = this.#parts[index] ?? {};
      const blocks = own.flatMap(({ weighted }) => (weighted === null ? [] : [blocksOf(weighted)]));
      if (blocks.length === 0) return [];
      const need = blocks.reduce((sum, { tiles }) => sum + tiles, 0);
      formulas.push(`${path} ${need}`);
      if (need > limit) this.#refuseTiles(path, need, limit, blocks);
      const cores = Array.from({ length: Math.min(need, limit) }, (_, n) => next + n);
      next += need;
      return [{ name: path, tiles: { need, limit }, cores, utilisation: need / limit }];
    });
    if (next > limit && fits.every(({ utilisation }) => utilisation <= 1)) {
      const [most] = [...fits].sort((a, b) => b.utilisation - a.utilisation);
      const hint = `${next - limit} tiles less, most of all in ${most?.name ?? "the largest layer"}, or --chips ${Math.ceil((next * (this.#options.chips ?? 1)) / limit)}`;
      this.#violations.push({
        code: "TILE_SIZE",
        layer: "network",
        need: next,
        limit,
        formula: formulas.join(" + "),
        hint,
      });
    }
    return fits;
  }

  #refuseTiles(layer: string, need: number, limit: number, blocks: readonly Blocks[]): void {
    const [largest] = [...blocks].sort((a, b) => b.tiles - a.tiles);
    if (largest === undefined) return;
    const { rowBlocks, columnBlocks, groups } = largest;
    const columns = Math.floor(limit / (rowBlocks * groups)) * TILE_NUMBERS.columns.value;
    const fewer =
      columns > 0
        ? `${columns} output channels`
        : `${Math.floor(limit / (columnBlocks * groups)) * TILE_NUMBERS.rows.value} inputs`;
    const hint = `${fewer}, or --chips ${Math.ceil((need * (this.#options.chips ?? 1)) / limit)}`;
    const formula = blocks.map(tileFormula).join(" + ");
    this.#violations.push({ code: "TILE_SIZE", layer, need, limit, formula, hint });
  }

  #place(wirings: readonly (readonly Wiring[])[], neurons: readonly (AnalogNeurons | null)[]): PlacedPart[] {
    return this.#parts.map((part, index): PlacedPart => {
      const own = neurons[index] ?? null;
      const placed = (withMostRoom: ReadonlySet<number>): PlacedPart => ({
        part,
        neurons: own,
        wirings: (wirings[index] ?? []).map((wiring) =>
          this.#placeWiring(part, wiring, { sender: neurons[wiring.from] ?? null, withMostRoom }),
        ),
      });
      const found = placed(new Set());
      // channels with neurons that this scale keeps from firing are placed again, with the most room
      const short = this.#converts ? shortNeurons(found, this.#options.steps) : [];
      return short.length === 0 ? found : placed(new Set(short.map(({ channel }) => channel)));
    });
  }

  #placeWiring(
    { path: layer }: Part,
    wiring: Wiring,
    {
      sender,
      withMostRoom,
    }: { readonly sender: AnalogNeurons | null; readonly withMostRoom: ReadonlySet<number> },
  ): PlacedWiring {
    const { weighted } = wiring;
    if (weighted === null) return { wiring, crossbar: null };
    const { device, afterS, ideal } = this.#state();
    const range = this.#range(wiring, sender);
    const blocks = blocksOf(weighted);
    const scaled = scaleColumns(
      layer,
      { ...blocks, weights: distinctWeights(wiring) },
      {
        device,
        afterS,
        cuts: !ideal.has("programming"),
        converts: this.#converts,
        range,
        withMostRoom,
      },
    );
    return { wiring, crossbar: { blocks, scaled, range } };
  }

  /** Most that an element of what comes in says: as many spikes as its sender gives, of all that a pooling joins. */
  #range({ folded }: Wiring, sender: AnalogNeurons | null): number {
    const joined = new Int32Array(folded.to.reduce((most, to) => Math.max(most, to), -1) + 1);
    let most = 1;
    for (const to of folded.to) if (to >= 0) most = Math.max(most, (joined[to] = (joined[to] ?? 0) + 1));
    return most * (sender === null ? this.#inputMost : sender.most);
  }

  /** Whether sums end at a converter's bound. */
  get #converts(): boolean {
    return !(this.#options.ideal ?? []).includes("adc");
  }

  get #inputMost(): number {
    return Math.max(1, Math.floor(this.#options.inputMost ?? 1));
  }

  #state(): ChipState {
    const { analog = {}, ideal = [] } = this.#options;
    return {
      device: this.#chip.device,
      afterS: analog.afterS ?? USUAL_AGE_S,
      verifyRounds: analog.verifyRounds ?? 0,
      compensate: analog.compensate ?? true,
      ideal: new Set(ideal),
    };
  }

  #checkRange(placed: PlacedPart): void {
    if (!this.#converts) return;
    const violation = saturation(placed, this.#options.steps);
    if (violation !== null) this.#violations.push(violation);
    const warning = rangeWarning(placed);
    if (warning !== null) this.#warnings.push(warning);
  }

  #warnAge(): void {
    const { afterS } = this.#state();
    const known = this.#chip.device.knownS(afterS);
    if (known === afterS) return;
    const message = `what the devices do is known after some times only: that of ${known} s is taken for ${afterS} s`;
    this.#warnings.push({ code: "NOT_PUBLIC", layer: "network", message });
  }

  #program(parts: readonly PlacedPart[]): AnalogProgram {
    const { steps } = this.#options;
    const input = parts.findIndex(({ part }) => part.role === "input");
    const outputs = parts[this.#output]?.part.count ?? 0;
    return {
      backend: this.#chip.name,
      parts,
      input,
      output: this.#output,
      inputMost: this.#inputMost,
      state: this.#state(),
      shownSteps: steps,
      inputs: parts[input]?.part.count ?? 0,
      outputs,
      unit: new Float64Array(outputs).fill(1 / steps),
      offset: new Float64Array(outputs),
      footprint: footprintOf(parts),
    };
  }
}

/** Two devices a weight, of eight bits each where a memory would be digital; states as the logic holds them, in 32 bits. */
function footprintOf(parts: readonly PlacedPart[]): Program["footprint"] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const crossbars = parts.flatMap(({ wirings }) =>
    wirings.flatMap(({ wiring, crossbar }) => (crossbar === null ? [] : [{ wiring, crossbar }])),
  );
  const synapses = crossbars.map(({ wiring, crossbar }) => synapsesOf(wiring, crossbar.scaled.shares));
  const neurons = sum(parts.map(({ part, neurons: own }) => (own === null ? 0 : part.count)));
  return {
    weightBytes: sum(crossbars.map(({ crossbar }) => 2 * crossbar.scaled.shares.length)),
    stateBytes: 4 * neurons,
    synapses: sum(synapses.map(({ all }) => all)),
    zeroSynapses: sum(synapses.map(({ zero }) => zero)),
    neurons: sum(parts.map(({ part, neurons: own }) => (own?.spec.firing == null ? 0 : part.count))),
  };
}
