import { decayForm } from "../../snn/engine/neuron-plan.ts";
import type { PopulationSpec } from "../../snn/population.ts";
import type { Violation, Warning } from "../fit-report.ts";
import type { PlacedPart, PlacedWiring } from "./program.ts";
import type { Wiring } from "../wiring.ts";
import { TILE_NUMBERS } from "./tile.ts";

/** By output channel: the largest sum of all inputs that push, and the most of it that the converters say. */
interface Reach {
  readonly whole: Float64Array;
  readonly said: Float64Array;
}

function reachOf({ crossbar }: PlacedWiring): Reach | null {
  if (crossbar === null) return null;
  const { blocks, scaled, range } = crossbar;
  const channels = blocks.groups * blocks.columns;
  const reach = { whole: new Float64Array(channels), said: new Float64Array(channels) };
  const bound = TILE_NUMBERS.adcBound.value;
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / blocks.columns);
    const unit = (scaled.largest[channel] ?? NaN) * range;
    for (let block = 0; block < blocks.rowBlocks; block++) {
      const first = block * TILE_NUMBERS.rows.value;
      const end = Math.min(blocks.rows, first + TILE_NUMBERS.rows.value);
      let sum = 0;
      for (let row = first; row < end; row++) {
        const at = (group * blocks.rows + row) * blocks.columns + (channel % blocks.columns);
        sum += Math.max(0, scaled.shares[at] ?? NaN);
      }
      reach.whole[channel]! += sum * unit;
      reach.said[channel]! += Math.min(sum, bound) * unit;
    }
  }
  return reach;
}

/** A neuron that all its inputs together could make fire, were its converters not full before. */
export interface ShortNeuron {
  readonly neuron: number;
  readonly channel: number;
  /** [network's units] what it needs, and the most that it comes to. */
  readonly threshold: number;
  readonly highest: number;
  /** [network's units] of its column: what the converters say at most, and what there is to say. */
  readonly said: number;
  readonly whole: number;
}

/** A layer whose neurons each have one column, and no current of their own that grows on. */
function soleColumns({
  wirings,
  neurons,
}: PlacedPart): { readonly wiring: Wiring; readonly reach: Reach } | null {
  const [only, ...others] = wirings;
  if (neurons === null || neurons.spec.current !== null) return null;
  if (only === undefined || others.length > 0 || only.wiring.feedback) return null;
  const reach = reachOf(only);
  return reach === null ? null : { wiring: only.wiring, reach };
}

/** Neurons of a part that fall short, each channel's first; where several columns add up, none is looked for. */
export function shortNeurons(placed: PlacedPart, steps: number): ShortNeuron[] {
  const { part, neurons } = placed;
  const columns = soleColumns(placed);
  if (columns === null || neurons?.spec.firing == null) return [];
  const { threshold: thresholds } = neurons.spec.firing;
  const { whole, said } = columns.reach;
  const highest = highestPotential(neurons.spec, steps);
  const bias = Float64Array.from(columns.wiring.weighted?.bias ?? new Float64Array(said.length));
  const cells = part.count / said.length;
  const found: ShortNeuron[] = [];
  for (const [neuron, threshold] of thresholds.entries()) {
    const channel = Math.floor(neuron / cells);
    if (found.at(-1)?.channel === channel) continue;
    const most = highest(neuron, said[channel]! + bias[channel]!);
    if (most >= threshold || highest(neuron, whole[channel]! + bias[channel]!) < threshold) continue;
    found.push({ neuron, channel, threshold, highest: most, said: said[channel]!, whole: whole[channel]! });
  }
  return found;
}

/** The potential that a neuron comes to by the same input in every step. */
function highestPotential(spec: PopulationSpec, steps: number): (n: number, sum: number) => number {
  const { gain, decay, offset } = decayForm(spec.membrane);
  return (n, sum) => {
    const drive = (gain[n] ?? NaN) * sum + (offset[n] ?? NaN);
    const kept = decay[n] ?? NaN;
    let v = spec.vInitial[n] ?? NaN;
    for (let step = 0; step < Math.min(steps, MOST_STEPS); step++) v = kept * v + drive;
    return v;
  };
}

/** Steps of a window that are looked at. */
const MOST_STEPS = 1000;

/** What a part's neurons cannot be told. */
export function saturation(placed: PlacedPart, steps: number): Violation | null {
  const [first] = shortNeurons(placed, steps);
  if (first === undefined) return null;
  const { neuron, threshold, highest, said, whole } = first;
  const formula = `neuron ${neuron} needs ${digits(threshold)}; its column's converters say at most ${digits(said)}, ${TILE_NUMBERS.adcBound.value} devices of ${TILE_NUMBERS.mostRoom.value} largest weights a tile, of ${digits(whole)}`;
  return {
    code: "ADC_SATURATION",
    layer: placed.part.path,
    need: Number(digits(threshold)),
    limit: Number(digits(highest)),
    formula,
    hint: `a threshold of ${digits(highest)}, or weights that differ more: a column's largest sets its range`,
  };
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));

/** Columns whose converter could be full. */
export function rangeWarning({ part, wirings }: PlacedPart): Warning | null {
  let [columns, full] = [0, 0];
  for (const wiring of wirings) {
    const reach = reachOf(wiring);
    if (reach === null) continue;
    columns += reach.said.length;
    full += reach.said.filter((said, channel) => said < (reach.whole[channel] ?? NaN)).length;
  }
  if (full === 0) return null;
  const message = `${full} of ${columns} columns could reach beyond their converters, were all inputs on that push; values that do are counted as saturated`;
  return { code: "CONVERTER_RANGE", layer: part.path, message };
}
