import type { ResourceUse } from "../fit-report.ts";
import { SPECK_CORES, type CoreMemory } from "./limits.ts";

/** One layer as a core holds it: a convolution over the map that comes in, and neurons. A product is one of a single cell. */
export interface CoreShape {
  readonly channels: number;
  readonly outChannels: number;
  /** [px] side of the square kernel. */
  readonly kernel: number;
  /** [px] of the map of neurons. */
  readonly outRows: number;
  readonly outColumns: number;
  readonly hasBias: boolean;
}

/** Words that a layer takes of a core, and where they come from. */
export interface CoreNeeds {
  readonly kernel: Words;
  readonly neuron: Words;
  readonly bias: Words;
}

interface Words {
  readonly need: number;
  /** Before the address bits are rounded up. */
  readonly raw: number;
  /** `8·2^(4+4)` */
  readonly formula: string;
}

/** What so many things take when their address is made of whole bits: the next power of two, and its exponent. */
export function addressed(count: number): { readonly reach: number; readonly bits: number } {
  let bits = 0;
  let reach = 1;
  for (; reach < count; reach *= 2) bits++;
  return { reach, bits };
}

/**
 * Memory of a layer: addresses are made of whole bits, so the window, the output channels, the rows and the columns each
 * count as the next power of two.
 *
 *     kernel words = c 2^(ceil(log2 k^2) + ceil(log2 f))
 *     neuron words = f 2^(ceil(log2 rows) + ceil(log2 columns))
 *
 * Source: sinabs (synsense/sinabs at 904eb893), `dynapcnn_layer.memory_summary`; the overview page leaves out the rounding
 * of the neurons.
 */
export function needsOf({
  channels,
  outChannels,
  kernel,
  outRows,
  outColumns,
  hasBias,
}: CoreShape): CoreNeeds {
  const window = addressed(kernel * kernel);
  const out = addressed(outChannels);
  const rows = addressed(outRows);
  const columns = addressed(outColumns);
  return {
    kernel: {
      need: channels * window.reach * out.reach,
      raw: channels * kernel * kernel * outChannels,
      formula: `${channels}·2^(${window.bits}+${out.bits})`,
    },
    neuron: {
      need: outChannels * rows.reach * columns.reach,
      raw: outChannels * outRows * outColumns,
      formula: `${outChannels}·2^(${rows.bits}+${columns.bits})`,
    },
    bias: {
      need: hasBias ? outChannels : 0,
      raw: hasBias ? outChannels : 0,
      formula: hasBias ? `${outChannels} channels` : "no bias",
    },
  };
}

export const MEMORIES = ["kernel", "neuron", "bias"] as const;
export type Memory = (typeof MEMORIES)[number];

/** Numbers of the cores that can hold a layer. */
export const coresFor = (needs: CoreNeeds): number[] =>
  [...SPECK_CORES.keys()].filter((index) => fits(needs, SPECK_CORES[index]));

const fits = (needs: CoreNeeds, core: CoreMemory | undefined): boolean =>
  core !== undefined && MEMORIES.every((memory) => needs[memory].need <= core[memory].value);

/** [words] the most that any core has of a memory. */
export const largest = (memory: Memory): number =>
  SPECK_CORES.reduce((most, core) => Math.max(most, core[memory].value), 0);

/** What a layer takes of a core, or, where it has none, of the largest memory of any. */
export function usesOf(needs: CoreNeeds, core: number | null): Record<Memory, ResourceUse> {
  const of = (memory: Memory): ResourceUse => {
    const placed = core === null ? undefined : SPECK_CORES[core];
    const { need, raw } = needs[memory];
    return { need, limit: placed?.[memory].value ?? largest(memory), raw };
  };
  return { kernel: of("kernel"), neuron: of("neuron"), bias: of("bias") };
}
