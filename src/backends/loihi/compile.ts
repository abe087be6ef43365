import { delaySteps } from "../../snn/step-rule.ts";
import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions, Program } from "../backend.ts";
import { fitReport, type Violation } from "../fit-report.ts";
import { faultOf, type Part, partsOf } from "../parts.ts";
import { synapsesOf, type Wiring, wiringsOf } from "../wiring.ts";
import { allocate, type Slice } from "./allocate.ts";
import type { Load } from "./core-use.ts";
import type { LoihiChip } from "./chip.ts";
import { integersOf, type PartIntegers } from "./integers.ts";
import { LOIHI_FORMATS } from "./limits.ts";
import { sizeUp } from "./oversize.ts";

/** A part with its integers and its place. */
export interface PlacedPart {
  readonly part: Part;
  readonly wirings: readonly Wiring[];
  /** [steps] of the chip that each wiring waits beyond the one that every hop takes. */
  readonly delays: readonly number[];
  /** Null for the input. */
  readonly integers: PartIntegers | null;
  readonly slices: readonly Slice[];
  /** [steps] of the chip from the input to this part. */
  readonly depth: number;
}

export interface LoihiProgram extends Program {
  readonly chip: LoihiChip;
  readonly parts: readonly PlacedPart[];
  /** Indices of parts. */
  readonly input: number;
  readonly output: number;
  /** [steps] of the chip until a window's result is whole. */
  readonly windowSteps: number;
}

/** Maps a network on a chip; all that is wrong at once. */
export function compileLoihi(chip: LoihiChip, network: NetworkGraph, options: CompileOptions): Compilation {
  try {
    return new Mapping(chip, network, options).compile();
  } catch (error) {
    return { report: fitReport(chip.name, { violations: [faultOf(error)] }), program: null };
  }
}

class Mapping {
  readonly #chip: LoihiChip;
  readonly #options: CompileOptions;
  readonly #parts: readonly Part[];
  readonly #output: number;
  readonly #violations: Violation[];
  readonly #wirings: readonly (readonly Wiring[])[];
  /** [steps] from the input, by part. */
  readonly #depths: number[] = [];

  constructor(chip: LoihiChip, network: NetworkGraph, options: CompileOptions) {
    const { parts, output, violations } = partsOf(network);
    const sized = sizeUp(parts, chip.limits, chip.limits.coresPerChip.value * (options.chips ?? 1));
    this.#chip = chip;
    this.#options = options;
    this.#output = output;
    this.#violations = [...violations, ...sized.violations];
    this.#parts = sized.parts;
    this.#wirings = this.#parts.map((part) => wiringsOf(part, parts));
    parts.forEach((_, i) => this.#depths.push(this.#depthOf(i)));
  }

  compile(): Compilation {
    const delays = this.#parts.map((part, i) => this.#delaysOf(part, i));
    const integers = this.#parts.map((part, i) =>
      part.inputs.length === 0 ? null : this.#integersOf(part, i),
    );
    const loads = this.#parts.map((part, i): Load => ({
      part,
      wirings: this.#wirings[i] ?? [],
      spec: integers[i]?.spec ?? null,
    }));
    const { slices, layers, violations } = allocate(loads, this.#chip, this.#options);
    this.#violations.push(...violations);
    const windowSteps = this.#options.steps + (this.#depths[this.#output] ?? 0);
    const report = fitReport(this.#chip.name, {
      violations: this.#violations,
      layers,
      warnings: integers.flatMap((each) => each?.warnings ?? []),
      quantisation: integers.flatMap((each) => (each === null ? [] : [each.quantisation])),
      latency_steps: windowSteps,
    });
    if (!report.fits) return { report, program: null };
    const parts = this.#parts.map((part, i): PlacedPart => ({
      part,
      wirings: this.#wirings[i] ?? [],
      delays: delays[i] ?? [],
      integers: integers[i] ?? null,
      slices: slices[i] ?? [],
      depth: this.#depths[i] ?? 0,
    }));
    return { report, program: this.#program(parts, windowSteps) };
  }

  #program(parts: readonly PlacedPart[], windowSteps: number): LoihiProgram {
    const output = parts[this.#output];
    const count = output?.part.count ?? 0;
    const { steps } = this.#options;
    const unit = output?.integers?.unit ?? new Float64Array(count).fill(1);
    return {
      backend: this.#chip.name,
      chip: this.#chip,
      parts,
      input: parts.findIndex(({ part }) => part.role === "input"),
      output: this.#output,
      inputs: parts.find(({ part }) => part.role === "input")?.part.count ?? 0,
      outputs: count,
      unit: unit.map((value) => value / steps),
      offset: output?.integers?.offset ?? new Float64Array(count),
      footprint: footprintOf(parts),
      shownSteps: steps,
      windowSteps,
    };
  }

  #depthOf(index: number): number {
    const before = (this.#wirings[index] ?? [])
      .filter(({ feedback }) => !feedback)
      .map(({ from }) => this.#depths[from] ?? 0);
    return before.length === 0 ? 0 : 1 + Math.max(...before);
  }

  /** What each wiring must wait so that all that belongs to one step of the network arrives in one step of the chip. */
  #delaysOf(part: Part, index: number): number[] {
    const own = this.#depths[index] ?? 0;
    return (this.#wirings[index] ?? []).map((wiring, w) => {
      const way = part.inputs[w]?.way ?? [];
      const slack = own - (this.#depths[wiring.from] ?? 0) - (wiring.feedback ? 0 : 1);
      if (slack < 0)
        this.#violations.push(loopViolation(wiring, this.#parts[wiring.from]?.path ?? "", -slack));
      return Math.max(0, slack) + this.#declaredDelay(way, wiring, slack);
    });
  }

  #declaredDelay(way: Part["inputs"][number]["way"], wiring: Wiring, slack: number): number {
    let declared = 0;
    for (const { node, path } of way) {
      if (node.type !== "Delay") continue;
      const each = delaySteps(path, node, this.#options.choice.dt);
      const [first = 0] = each;
      if (each.some((steps) => steps !== first)) this.#violations.push(unevenDelay(path, each));
      declared += first;
    }
    const most = LOIHI_FORMATS.delayMost.value;
    if (declared + slack > most) {
      this.#violations.push({
        code: "DELAY_RANGE",
        layer: way.find(({ node }) => node.type === "Delay")?.path ?? wiring.path,
        need: declared + slack,
        limit: most,
        formula: `${String(declared)} declared + ${String(slack)} for the layers that others pass = ${String(declared + slack)} steps`,
        hint: `a delay of ${String(most - slack)} steps`,
      });
    }
    return declared;
  }

  #integersOf(part: Part, index: number): PartIntegers | null {
    const { choice, steps } = this.#options;
    const found = integersOf(part, this.#wirings[index] ?? [], {
      choice,
      steps,
      idleSteps: this.#depths[index] ?? 0,
      programmable: this.#chip.programmable,
    });
    if (!("violations" in found)) return found;
    this.#violations.push(...found.violations);
    return null;
  }
}

const loopViolation = ({ path }: Wiring, from: string, more: number): Violation => ({
  code: "LOOP",
  layer: path,
  need: more + 1,
  limit: 1,
  formula: `from ${from} back over ${String(more + 1)} layers: ${String(more + 1)} steps of the chip for one of the network`,
  hint: "a layer that feeds back to itself",
});

const unevenDelay = (path: string, each: Int32Array): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: path,
  need: "delays that differ",
  limit: "one delay for all of a layer",
  formula: `${String(Math.min(...each))} to ${String(Math.max(...each))} steps`,
  hint: "one delay, or a Delay for each group of neurons",
});

function footprintOf(parts: readonly PlacedPart[]): Program["footprint"] {
  const synapses = parts.flatMap(({ wirings, integers }) =>
    wirings.map((wiring, w) => synapsesOf(wiring, integers?.weights[w] ?? [])),
  );
  const weights = parts.flatMap(({ integers }) => (integers?.weights ?? []).map(({ length }) => length));
  const states = parts.filter(({ integers }) => integers !== null).map(({ part }) => part.count);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    weightBytes: (sum(weights) * LOIHI_FORMATS.weightBits.value) / 8,
    stateBytes: (2 * sum(states) * LOIHI_FORMATS.stateBits.value) / 8,
    synapses: sum(synapses.map(({ all }) => all)),
    zeroSynapses: sum(synapses.map(({ zero }) => zero)),
    neurons: sum(parts.filter(({ integers }) => integers?.spec.vth != null).map(({ part }) => part.count)),
  };
}
