import { weightedOf } from "../../snn/engine/weighted.ts";
import type { NetworkGraph } from "../../snn/network.ts";
import type { Compilation, CompileOptions, Program } from "../backend.ts";
import { fitReport, type Violation, type Warning } from "../fit-report.ts";
import { faultOf, type Part, type Parts, partsOf } from "../parts.ts";
import { distinctWeights, synapsesOf, type Wiring, wiringsOf } from "../wiring.ts";
import { type CoreLayer, coreLayerOf, planeOf } from "./core-layer.ts";
import { integersOf, type SpeckIntegers, type SpeckWeights } from "./integers.ts";
import { SPECK_LIMITS, SPECK_POOLS } from "./limits.ts";
import { type Placement, place } from "./placement.ts";

export const SPECK_NAME = "speck2f";

/** A part on its core. */
export interface PlacedPart {
  readonly part: Part;
  readonly wirings: readonly Wiring[];
  /** Null for the input. */
  readonly integers: SpeckIntegers | null;
  /** Number of its core; null for the input. */
  readonly core: number | null;
}

export interface SpeckProgram extends Program {
  readonly parts: readonly PlacedPart[];
  /** Indices of parts. */
  readonly input: number;
  readonly output: number;
}

/** Maps a network; all that is wrong at once. */
export function compileSpeck(network: NetworkGraph, options: CompileOptions): Compilation {
  try {
    return compileParts(partsOf(network), options);
  } catch (error) {
    return { report: fitReport(SPECK_NAME, { violations: [faultOf(error)] }), program: null };
  }
}

/** A layer that computes, with its integers where it has some. */
interface Computing {
  readonly layer: CoreLayer;
  readonly integers: SpeckIntegers | null;
}

function compileParts({ parts, output, violations: faults }: Parts, options: CompileOptions): Compilation {
  const violations = [...faults, ...parts.flatMap((part) => doorViolations(part, parts))];
  const layers = parts.flatMap((part) => (part.role === "input" ? [] : [coreLayerOf(part, parts)]));
  violations.push(...layers.flatMap((layer) => layer.violations));
  const placement = place(layers);
  violations.push(...placement.violations);
  const computing = layers.map((layer): Computing => {
    const weights = weightsOf(layer);
    const integers = weights === null ? null : integersOf(layer.part, weights, options.choice);
    if (integers !== null && "violations" in integers) violations.push(...integers.violations);
    return { layer, integers: integers === null || "violations" in integers ? null : integers };
  });
  if (output >= 0 && parts[output]?.role === "input") violations.push(emptyNetwork(parts[output]));
  const report = fitReport(SPECK_NAME, {
    violations,
    layers: placement.layers,
    warnings: [
      ...placement.warnings,
      ...computing.flatMap(({ integers }) => integers?.warnings ?? []),
      ...rateWarning(layers),
    ],
    quantisation: computing.flatMap(({ integers }) => (integers === null ? [] : [integers.quantisation])),
  });
  return {
    report,
    program: report.fits ? programOf({ parts, output, computing, placement }, options) : null,
  };
}

const NOWHERE = new Int32Array(0);

/** A layer's weights with its poolings in them; null where it has none. */
function weightsOf({ weights, factor }: CoreLayer): SpeckWeights | null {
  if (weights === null) return null;
  const weighted = weightedOf(weights);
  const bias = weighted.bias === null ? null : Float64Array.from(weighted.bias);
  return {
    path: weights.path,
    weights: distinctWeights({ weighted, folded: { to: NOWHERE, factor } }),
    bias: bias?.some((value) => value !== 0) === true ? bias : null,
  };
}

/** What is wrong with a part as a sender, and with the network's input. */
function doorViolations(part: Part, parts: readonly Part[]): Violation[] {
  const found: Violation[] = [];
  const { path } = part;
  const [channels, rows, columns] = planeOf(part);
  const { inputSideMost, destinationsMost } = SPECK_LIMITS;
  const side = Math.max(rows, columns);
  if (part.role === "input" && side > inputSideMost.value) {
    const pool = SPECK_POOLS.find((size) => Math.ceil(side / size) <= inputSideMost.value);
    const hint = `${pool === undefined ? "" : `events pooled ${pool}x${pool} by the host, or `}a region of 128x128`;
    const formula = `${path} is ${channels}x${rows}x${columns}`;
    found.push({ code: "INPUT_GT_128", layer: path, need: side, limit: inputSideMost.value, formula, hint });
  }
  const destinations = parts.flatMap(({ inputs, path: to }) =>
    inputs.some(({ from }) => from === part.index) ? [to] : [],
  );
  if (destinations.length > destinationsMost.value) {
    const formula = `${path} feeds ${destinations.join(", ")}`;
    const hint = `${destinations.slice(destinationsMost.value).join(", ")} fed by another layer`;
    found.push({
      code: "FANOUT_GT_2",
      layer: path,
      need: destinations.length,
      limit: destinationsMost.value,
      formula,
      hint,
    });
  }
  return found;
}

const emptyNetwork = ({ path }: Part): Violation => ({
  code: "UNSUPPORTED_LAYER",
  layer: path,
  need: "no layer",
  limit: "1 to 9 layers",
  formula: `${path} is put out as it comes in`,
  hint: "weights and neurons between Input and Output",
});

/** The layer whose core has most to do for a spike that reaches it. */
function rateWarning(layers: readonly CoreLayer[]): Warning[] {
  const loads = layers.flatMap(({ part, weights, shape }) => {
    if (shape === null || weights === null) return [];
    const stride = weights.node.type === "Conv2d" ? weights.node.stride[0] * weights.node.stride[1] : 1;
    const cells = Math.min((shape.kernel * shape.kernel) / stride, shape.outRows * shape.outColumns);
    return [{ part, synops: shape.outChannels * cells }];
  });
  const [busiest] = loads.sort((a, b) => b.synops - a.synops);
  if (busiest === undefined) return [];
  const message = `about ${Math.round(busiest.synops)} synaptic operations for each event that comes in, most of all layers; a core has an upper limit a second that is not public, beyond which the chip stalls`;
  return [{ code: "SYNOPS_RATE", layer: busiest.part.path, message }];
}

interface Mapped {
  readonly parts: readonly Part[];
  readonly output: number;
  readonly computing: readonly Computing[];
  readonly placement: Placement;
}

function programOf({ parts, output, computing, placement }: Mapped, { steps }: CompileOptions): SpeckProgram {
  const placed = parts.map((part): PlacedPart => {
    const at = computing.findIndex(({ layer }) => layer.part === part);
    return {
      part,
      wirings: wiringsOf(part, parts),
      integers: computing[at]?.integers ?? null,
      core: placement.coreOf[at] ?? null,
    };
  });
  const input = parts.findIndex(({ role }) => role === "input");
  const last = placed[output];
  const outputs = last?.part.count ?? 0;
  const isReadout = last?.part.role === "readout";
  const scale = isReadout ? (last.integers?.quantisation.scale ?? 1) : 1;
  return {
    backend: SPECK_NAME,
    parts: placed,
    input,
    output,
    shownSteps: steps,
    inputs: parts[input]?.count ?? 0,
    outputs,
    unit: new Float64Array(outputs).fill(1 / (scale * steps)),
    offset: isReadout ? hostBias(last) : new Float64Array(outputs),
    footprint: footprintOf(placed),
  };
}

/** What the host adds to a readout's sums, by element. */
function hostBias({ part, wirings }: PlacedPart): Float64Array {
  const bias = wirings[0]?.weighted?.bias ?? null;
  const channels = wirings[0]?.weighted?.geometry.outChannels ?? 1;
  return Float64Array.from(
    { length: part.count },
    (_, n) => bias?.[Math.floor((n * channels) / part.count)] ?? 0,
  );
}

function footprintOf(placed: readonly PlacedPart[]): Program["footprint"] {
  const sum = (each: (part: PlacedPart) => number): number =>
    placed.reduce((total, part) => total + each(part), 0);
  const synapses = placed.flatMap(({ wirings, integers }) =>
    integers === null ? [] : wirings.map((wiring) => synapsesOf(wiring, integers.weights)),
  );
  return {
    weightBytes: sum(({ integers }) => ((integers?.weights.length ?? 0) * SPECK_LIMITS.weightBits.value) / 8),
    stateBytes: sum(({ part, integers }) =>
      integers === null ? 0 : (part.count * SPECK_LIMITS.stateBits.value) / 8,
    ),
    synapses: synapses.reduce((total, { all }) => total + all, 0),
    neurons: sum(({ part, integers }) => (integers === null || part.role === "readout" ? 0 : part.count)),
    zeroSynapses: synapses.reduce((total, { zero }) => total + zero, 0),
  };
}
