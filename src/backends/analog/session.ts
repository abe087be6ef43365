import { SaccadeError } from "../../core/errors.ts";
import { type CrossbarKernel, crossbarKernel } from "../../kernels/crossbar-columns.ts";
import { FloatPopulation } from "../../snn/population.ts";
import type { InputEvents, Session, SessionOptions, WindowResult } from "../backend.ts";
import { Ledger } from "../ledger.ts";
import { synapsesOf } from "../wiring.ts";
import type { AnalogProgram, PlacedPart, PlacedWiring } from "./program.ts";
import { programCrossbar } from "./crossbar.ts";
import { TileReads } from "./tile-reads.ts";
import { TILE_NUMBERS } from "./tile.ts";

/** What brings one part's spikes to another. */
interface Bundle {
  readonly from: number;
  readonly to: Int32Array;
  readonly factor: number;
  /** What comes in, by element of the weights' input. */
  readonly x: Int32Array;
  /** Null: one to one, in digital. */
  readonly reads: TileReads | null;
  readonly denseOps: number;
}

/** One part at work. */
interface Stage {
  readonly part: number;
  readonly bundles: readonly Bundle[];
  /** By element; null for none. */
  readonly bias: Float64Array | null;
  readonly population: FloatPopulation | null;
  readonly fires: boolean;
  readonly sums: Float64Array;
  /** What it puts out. */
  readonly y: Float64Array;
}

/**
 * A program on a chip of one seed, programmed and grown old when it is opened. A step goes layer by layer: its tiles are
 * read, its neurons step in digital; what feeds back is of the step before.
 * Hot path: `step` and `submit` allocate nothing.
 */
export class AnalogSession implements Session {
  readonly ledger: Ledger;
  deviceNs = 0;
  readonly #program: AnalogProgram;
  readonly #carryState: boolean;
  readonly #stages: readonly Stage[];
  readonly #result: WindowResult;
  /** What chance goes by: steps since the first window, or from where `seek` has set it. */
  #round = 0;

  constructor(program: AnalogProgram, { seed, carryState }: SessionOptions) {
    this.#program = program;
    this.#carryState = carryState;
    this.ledger = new Ledger(program.parts.map(({ part }) => part.path));
    const kernel = crossbarKernel();
    this.#stages = program.parts.map((placed) => stageOf(placed, { program, seed, kernel }));
    this.#result = { outputs: new Float64Array(program.outputs), deviceNs: 0, saturated: 0 };
  }

  reset(): void {
    this.#clear();
    this.#round = 0;
  }

  seek(window: number): void {
    this.#round = window * this.#program.shownSteps;
  }

  submit(window: InputEvents): WindowResult {
    if (!this.#carryState) this.#clear();
    return this.#run(window, this.#program.shownSteps);
  }

  step(events: InputEvents): WindowResult {
    return this.#run(events, 1);
  }

  probe(layer: string, what: "u" | "v" | "spikes", to: Float64Array): void {
    const index = this.#program.parts.findIndex(({ part }) => part.path === layer);
    const stage = this.#stages[index];
    const from = what === "u" ? stage?.sums : what === "v" ? stage?.population?.v : stage?.y;
    if (from === undefined || index === this.#program.input) {
      const allowed = this.#stages
        .filter(({ population }) => population !== null)
        .map(({ part }) => this.#program.parts[part]?.part.path)
        .join(", ");
      const message = `no ${what} at ${layer}; there are sums (u), potentials (v) and spikes of: ${allowed}`;
      throw new SaccadeError("usage", message, { layer, allowed });
    }
    to.set(from);
  }

  #clear(): void {
    for (const { population, y, sums } of this.#stages) {
      population?.reset();
      y.fill(0);
      sums.fill(0);
    }
  }

  #run(events: InputEvents, steps: number): WindowResult {
    const { output } = this.#program;
    const { outputs } = this.#result;
    const beganNs = this.deviceNs;
    outputs.fill(0);
    this.#result.saturated = 0;
    for (let step = 0; step < steps; step++) {
      this.#takeIn(events);
      for (const stage of this.#stages) if (stage.part !== this.#program.input) this.#work(stage);
      const { y } = this.#stages[output]!;
      for (let n = 0; n < outputs.length; n++) outputs[n]! += y[n]!;
      this.#round++;
    }
    this.#result.deviceNs = this.deviceNs - beganNs;
    return this.#result;
  }

  /** Counts events by element; what is more than its line says is lost. */
  #takeIn({ indices, count }: InputEvents): void {
    const { input, inputMost } = this.#program;
    const { y } = this.#stages[input]!;
    let lost = 0;
    y.fill(0);
    for (let e = 0; e < count; e++) {
      const element = indices[e]!;
      if (y[element] === inputMost) lost++;
      else y[element]!++;
    }
    this.#result.saturated += lost;
    this.ledger.add(input, "eventsIn", count);
    this.ledger.add(input, "eventsDropped", lost);
    this.ledger.add(input, "steps", 1);
  }

  #work({ part, bundles, bias, population, fires, sums, y }: Stage): void {
    if (bias === null) sums.fill(0);
    else sums.set(bias);
    for (const bundle of bundles) this.#sum(part, bundle, sums);
    if (population === null) {
      y.set(sums);
      return;
    }
    population.step(sums, y);
    this.deviceNs += TILE_NUMBERS.neuronNs.value * sums.length;
    this.ledger.add(part, "neuronAccesses", sums.length);
    this.ledger.add(part, "neuronUpdates", sums.length);
    if (!fires) return;
    let spikes = 0;
    for (let n = 0; n < y.length; n++) spikes += y[n]!;
    this.ledger.add(part, "spikes", spikes);
    this.ledger.add(part, "neuronSpikes", spikes);
    this.ledger.add(part, "messagesOut", spikes);
  }

  /** Brings in what another part put out. */
  #sum(part: number, { from, to, factor, x, reads, denseOps }: Bundle, sums: Float64Array): void {
    const { y } = this.#stages[from]!;
    const { ledger } = this;
    if (reads === null) {
      for (let n = 0; n < y.length; n++) if (to[n]! >= 0) sums[to[n]!]! += factor * y[n]!;
      return;
    }
    let messages = 0;
    x.fill(0);
    for (let n = 0; n < y.length; n++) {
      const spikes = y[n]!;
      if (spikes === 0 || to[n]! < 0) continue;
      x[to[n]!]! += spikes;
      messages += spikes;
    }
    reads.begin(this.#round);
    reads.read(x, sums);
    const { counts } = reads;
    ledger.add(part, "messagesIn", messages);
    ledger.add(part, "synops", counts.synops);
    ledger.add(part, "synopsDense", counts.synops);
    ledger.add(part, "effectiveAcs", counts.acs);
    ledger.add(part, "effectiveMacs", counts.macs);
    ledger.add(part, "denseOps", denseOps);
    ledger.add(part, "conversions", counts.conversions);
    this.#result.saturated += counts.clippedIn + counts.clippedOut;
    this.deviceNs += counts.reads * TILE_NUMBERS.readNs.value;
  }
}

/** What all layers of a session share. */
interface Common {
  readonly program: AnalogProgram;
  readonly seed: number;
  readonly kernel: CrossbarKernel;
}

function stageOf(placed: PlacedPart, common: Common): Stage {
  const { part, wirings, neurons } = placed;
  return {
    part: part.index,
    bundles: wirings.map((each, n) => bundleOf(each, `${part.path}#${n}`, common)),
    bias: biasOf(placed),
    population: neurons === null ? null : new FloatPopulation(neurons.spec),
    fires: neurons?.spec.firing != null,
    sums: new Float64Array(part.count),
    y: new Float64Array(part.count),
  };
}

function bundleOf(
  { wiring, crossbar: placed }: PlacedWiring,
  name: string,
  { program, seed, kernel }: Common,
): Bundle {
  const { from, folded, weighted } = wiring;
  const { state } = program;
  const common = { from, to: folded.to, factor: folded.factor };
  if (weighted === null || placed === null) {
    return { ...common, x: new Int32Array(0), reads: null, denseOps: 0 };
  }
  const { blocks, scaled, range } = placed;
  const g = weighted.geometry;
  const crossbar = programCrossbar(name, scaled, blocks, { chip: state, seed });
  const { largestUs } = state.device;
  const { ideal } = state;
  const reads = new TileReads(weighted, {
    kernel,
    crossbar,
    blocks,
    ...scaled,
    range,
    largestUs,
    seed,
    layer: name,
    ideal,
  });
  return {
    ...common,
    x: new Int32Array(g.channels * g.rows * g.columns),
    reads,
    denseOps: synapsesOf(wiring, scaled.shares).all,
  };
}

/** What is added to the sums in digital, by element: the biases of the weights, once for each. */
function biasOf({ part, wirings }: PlacedPart): Float64Array | null {
  const all = new Float64Array(part.count);
  const seen = new Set<string>();
  for (const { wiring } of wirings) {
    const { weighted, path } = wiring;
    if (weighted === null || weighted.bias === null || seen.has(path)) continue;
    seen.add(path);
    const cells = part.count / weighted.geometry.outChannels;
    for (let n = 0; n < all.length; n++) all[n]! += weighted.bias[Math.floor(n / cells)] ?? 0;
  }
  return seen.size === 0 ? null : all;
}
