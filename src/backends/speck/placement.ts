import {
  type LayerFit,
  utilisationOf,
  type Violation,
  type ViolationCode,
  type Warning,
} from "../fit-report.ts";
import type { CoreLayer } from "./core-layer.ts";
import { SPECK_CORES, SPECK_LIMITS, SPECK_STRIDES } from "./limits.ts";
import { match } from "./matching.ts";
import {
  type CoreNeeds,
  type CoreShape,
  coresFor,
  largest,
  MEMORIES,
  type Memory,
  needsOf,
  usesOf,
} from "./memory.ts";

/** Layers on cores, or what hinders it. */
export interface Placement {
  /** By layer: number of its core; null where it has none. */
  readonly coreOf: readonly (number | null)[];
  readonly layers: readonly LayerFit[];
  readonly violations: readonly Violation[];
  readonly warnings: readonly Warning[];
}

const CODES: Readonly<Record<Memory, ViolationCode>> = {
  kernel: "KERNEL_MEMORY",
  neuron: "NEURON_MEMORY",
  bias: "BIAS_MEMORY",
};

/** A layer with what it takes of a core. */
interface Sized {
  readonly layer: CoreLayer;
  readonly shape: CoreShape;
  readonly needs: CoreNeeds;
}

/** Gives each layer a core of its own: any order of cores is legal. Layers without a shape have been refused before. */
export function place(layers: readonly CoreLayer[]): Placement {
  const sized = layers.flatMap((layer): Sized[] =>
    layer.shape === null ? [] : [{ layer, shape: layer.shape, needs: needsOf(layer.shape) }],
  );
  const tooLarge = sized.flatMap(memoryViolations);
  const refused = new Set(tooLarge.map(({ layer }) => layer));
  const placed = sized.filter(({ layer }) => !refused.has(layer.part.path));
  const tooMany = layers.length > SPECK_CORES.length;
  const { coreOf, conflict } = match(placed.map(({ needs }) => coresFor(needs)));
  const coreOfPath = new Map(placed.map(({ layer }, i) => [layer.part.path, coreOf[i] ?? null]));
  const violations = [...tooLarge];
  if (tooMany) violations.push(tooManyLayers(layers));
  else if (conflict !== null) {
    violations.push(
      noMatching(
        conflict.layers.flatMap((i) => placed[i] ?? []),
        conflict.cores,
      ),
    );
  }
  return {
    coreOf: layers.map(({ part }) => coreOfPath.get(part.path) ?? null),
    layers: sized.map((each) => fitOf(each, coreOfPath.get(each.layer.part.path) ?? null)),
    violations,
    warnings: sized.flatMap(waste),
  };
}

function fitOf({ layer, needs }: Sized, core: number | null): LayerFit {
  const uses = usesOf(needs, core);
  const utilisation = utilisationOf(Object.values(uses));
  return { name: layer.part.path, ...(core === null ? {} : { cores: [core] }), ...uses, utilisation };
}

/** Memories of which no core has as much. */
const memoryViolations = ({ layer, shape, needs }: Sized): Violation[] =>
  MEMORIES.filter((memory) => needs[memory].need > largest(memory)).map((memory) => ({
    code: CODES[memory],
    layer: layer.part.path,
    need: needs[memory].need,
    limit: largest(memory),
    formula: needs[memory].formula,
    hint: smallestChange(layer, shape, memory),
  }));

/** The change of one number that lets a layer fit some core: a longer stride, else fewer channels, else a smaller kernel. */
function smallestChange({ weights }: CoreLayer, shape: CoreShape, memory: Memory): string {
  const stride = weights?.node.type === "Conv2d" ? Math.max(...weights.node.stride) : null;
  const longer = SPECK_STRIDES.find((step) => stride !== null && step > stride);
  if (memory === "neuron" && stride !== null && longer !== undefined) {
    const less = (cells: number): number => Math.ceil((cells * stride) / longer);
    const said = saysIfFits(
      { ...shape, outRows: less(shape.outRows), outColumns: less(shape.outColumns) },
      { memory, change: `stride ${longer}` },
    );
    if (said !== null) return said;
  }
  for (
    let outChannels = Math.min(shape.outChannels - 1, SPECK_LIMITS.channelsMost.value);
    outChannels > 0;
    outChannels--
  ) {
    const said = saysIfFits({ ...shape, outChannels }, { memory, change: `${outChannels} output channels` });
    if (said !== null) return said;
  }
  return "fewer input channels, or a smaller kernel";
}

function saysIfFits(
  shape: CoreShape,
  { memory, change }: { readonly memory: Memory; readonly change: string },
): string | null {
  const needs = needsOf(shape);
  const cores = coresFor(needs);
  return cores.length === 0 ? null : `${change} -> ${needs[memory].need} fits cores ${spans(cores)}`;
}

/** `0-4, 7`. */
function spans(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}

function tooManyLayers(layers: readonly CoreLayer[]): Violation {
  const limit = SPECK_CORES.length;
  const formula = `${layers.length} layers with neurons or read out: ${layers.map(({ part }) => part.path).join(", ")}`;
  return {
    code: "CORES_GT_9",
    layer: "network",
    need: layers.length,
    limit,
    formula,
    hint: `${layers.length - limit} layers fewer`,
  };
}

/** Shows the layers that compete, and for which cores. */
function noMatching(competing: readonly Sized[], cores: readonly number[]): Violation {
  const names = competing.map(({ layer }) => layer.part.path);
  const needs = competing.map(
    ({ layer, needs: { kernel, neuron } }) =>
      `${layer.part.path} ${kernel.need} kernel and ${neuron.need} neuron words`,
  );
  const where = cores.length === 0 ? "no core has both" : `only cores ${spans(cores)} have as much`;
  return {
    code: "NO_MATCHING",
    layer: names.length === 1 ? (names[0] ?? "network") : "network",
    need: competing.length,
    limit: cores.length,
    formula: `${needs.join("; ")}: ${where}`,
    hint: relief(competing),
    competing: names,
  };
}

/** The layer of a competing set that a halving of its channels lets onto most other cores. */
function relief(competing: readonly Sized[]): string {
  const options = competing.map(({ layer, shape, needs }) => {
    const outChannels = Math.floor(shape.outChannels / 2);
    const gained =
      outChannels === 0 ? 0 : coresFor(needsOf({ ...shape, outChannels })).length - coresFor(needs).length;
    return {
      gained,
      hint: `${outChannels} output channels in ${layer.part.path}: ${gained} cores more to choose from`,
    };
  });
  const best = options.reduce((most, each) => (each.gained > most.gained ? each : most), {
    gained: 0,
    hint: "one of them smaller, or one layer fewer",
  });
  return best.hint;
}

/** More than this share of a memory lost to whole address bits is worth a word. */
const WASTE = 0.4;
const SMALL_WORDS = 4096;

function waste({ layer, shape, needs: { neuron } }: Sized): Warning[] {
  if (neuron.need < SMALL_WORDS || neuron.raw > (1 - WASTE) * neuron.need) return [];
  const message = `${shape.outRows}x${shape.outColumns} neurons a channel take ${neuron.need} words, of which ${neuron.raw} are used: maps of a power of two waste none`;
  return [{ code: "ROUNDING_WASTE", layer: layer.part.path, message }];
}
