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
        placed,
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

/**
 * The change of one number that lets a layer fit some core: a longer stride, else fewer output channels, else fewer input
 * channels, else a smaller kernel or map.
 */
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
  const { channelsMost, kernelSideMost, mapSideMost } = SPECK_LIMITS;
  const fewer = (
    from: number,
    most: number,
    [change, named]: readonly [(n: number) => Partial<CoreShape>, (n: number) => string],
  ): string | null => {
    for (let n = Math.min(from - 1, most); n > 0; n--) {
      const said = saysIfFits({ ...shape, ...change(n) }, { memory, change: named(n) });
      if (said !== null) return said;
    }
    return null;
  };
  return (
    fewer(shape.outChannels, channelsMost.value, [
      (outChannels) => ({ outChannels }),
      (n) => `${n} output channels`,
    ]) ??
    fewer(shape.channels, channelsMost.value, [(channels) => ({ channels }), (n) => `${n} input channels`]) ??
    fewer(shape.kernel, kernelSideMost.value, [(kernel) => ({ kernel }), (n) => `a kernel of ${n}x${n}`]) ??
    fewer(Math.max(shape.outRows, shape.outColumns), mapSideMost.value, [
      (side) => ({ outRows: side, outColumns: side }),
      (n) => `a map of ${n}x${n}`,
    ]) ??
    `at most ${channelsMost.value} channels, a kernel of ${kernelSideMost.value}x${kernelSideMost.value} and a map of ${mapSideMost.value}x${mapSideMost.value}, none of them all`
  );
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
function noMatching(
  competing: readonly Sized[],
  cores: readonly number[],
  placed: readonly Sized[],
): Violation {
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
    hint: relief(competing, placed),
    competing: names,
  };
}

/**
 * The least that lets every layer have a core: output channels of as few of the competing layers as will do halved, each
 * step where it frees most. Tried out before it is said.
 */
function relief(competing: readonly Sized[], placed: readonly Sized[]): string {
  const channels = new Map(competing.map(({ layer, shape }) => [layer, shape.outChannels]));
  const choices = (): number[][] =>
    placed.map(({ layer, shape }) =>
      coresFor(needsOf({ ...shape, outChannels: channels.get(layer) ?? shape.outChannels })),
    );
  while (match(choices()).conflict !== null) {
    const halved = competing.flatMap(({ layer }) => {
      const now = channels.get(layer) ?? 0;
      if (now < 2) return [];
      channels.set(layer, now >> 1);
      const { coreOf } = match(choices());
      channels.set(layer, now);
      return [{ layer, to: now >> 1, served: coreOf.filter((core) => core !== null).length }];
    });
    const [first, ...others] = halved;
    if (first === undefined)
      return `one of ${competing.map(({ layer }) => layer.part.path).join(", ")} left out`;
    const best = others.reduce((most, each) => (each.served > most.served ? each : most), first);
    channels.set(best.layer, best.to);
  }
  return competing
    .filter(({ layer, shape }) => channels.get(layer) !== shape.outChannels)
    .map(({ layer }) => `${channels.get(layer) ?? 0} output channels in ${layer.part.path}`)
    .join(", ");
}

/** More than this share of a memory lost to whole address bits is worth a word. */
const WASTE = 0.4;
const SMALL_WORDS = 4096;

function waste({ layer, shape, needs: { neuron } }: Sized): Warning[] {
  if (neuron.need < SMALL_WORDS || neuron.raw > (1 - WASTE) * neuron.need) return [];
  const message = `${shape.outRows}x${shape.outColumns} neurons a channel take ${neuron.need} words, of which ${neuron.raw} are used: maps of a power of two waste none`;
  return [{ code: "ROUNDING_WASTE", layer: layer.part.path, message }];
}
