import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { FiringSpec, MembraneSpec, Population, PopulationSpec } from "../../src/snn/population.ts";
import { DATA_FOLDER, lacksData } from "./skip.ts";

/** Cases of one file of reference values; none, with the reason printed, when the data is not beside the repository. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows the file
export function vectorCases<Case>(name: string): readonly Case[] {
  if (lacksData(`snn-vectors/${name}.json`)) return [];
  const text = readFileSync(join(DATA_FOLDER, "snn-vectors", `${name}.json`), "utf8");
  return (JSON.parse(text) as { readonly cases: readonly Case[] }).cases;
}

/** [step][neuron] */
export type Table = readonly (readonly number[])[];

/** Runs neurons over a table of inputs and compares spikes exactly, and every state within `tolerance`. */
export function replay(
  population: Population,
  tables: { readonly input: Table; readonly spikes: Table; readonly v: Table; readonly i?: Table },
  tolerance: number,
): void {
  const y = new Float64Array(population.count);
  const worst = { v: 0, i: 0 };
  const found: number[][] = [];
  tables.input.forEach((input, t) => {
    population.step(Float64Array.from(input), y);
    found.push([...y]);
    tables.v[t]?.forEach((v, n) => (worst.v = Math.max(worst.v, Math.abs(v - population.v[n]!))));
    tables.i?.[t]?.forEach((i, n) => (worst.i = Math.max(worst.i, Math.abs(i - (population.i?.[n] ?? NaN)))));
  });
  expect(found).toEqual(tables.spikes);
  expect(worst.v).toBeLessThanOrEqual(tolerance);
  expect(worst.i).toBeLessThanOrEqual(tolerance);
  expect(tables.spikes.flat().some((spike) => spike > 0) || tables.v.flat().some((v) => v !== 0)).toBe(true);
}

export const all = (count: number, value: number): Float64Array => new Float64Array(count).fill(value);

/** v <- decay v + x. */
export const decaying = (count: number, decay: number): MembraneSpec => ({
  form: "decay",
  decay: all(count, decay),
  gain: all(count, 1),
  offset: all(count, 0),
});

/** Neurons of one kind, with what most of them share. */
export function spec(
  count: number,
  membrane: MembraneSpec,
  firing: Partial<Omit<FiringSpec, "threshold" | "vReset">> & {
    readonly threshold: number;
    readonly vReset?: number;
  },
  more: Partial<PopulationSpec> = {},
): PopulationSpec {
  return {
    count,
    membrane,
    current: null,
    vInitial: all(count, 0),
    vMin: -Infinity,
    firing: {
      strict: true,
      maxSpikes: 1,
      reset: "subtract",
      lookBack: null,
      ...firing,
      threshold: all(count, firing.threshold),
      vReset: all(count, firing.vReset ?? 0),
    },
    ...more,
  };
}
