import { type ChipImage, chipImage, join } from "./chip.ts";
import { fanInOf } from "./fan-in.ts";
import { AXONS, NEURONS } from "./limits.ts";
import { type MappedPart, axonsOf } from "./mapped-part.ts";
import { type NeuronTable, neuronTable, writeNeuron } from "./neuron.ts";
import { comparingNeuron, neuronAt } from "./neurons-of-part.ts";
import type { Run } from "./pack.ts";
import { bankNeuron } from "./readout-bank.ts";
import type { Route } from "./routes.ts";
import { jointsOf } from "./weight-code.ts";

/** Whose neurons lie where. By neuron of the chip. */
export interface Owners {
  /** Index of the part; -1 for none. */
  readonly part: Int16Array;
  readonly element: Int32Array;
  /** 1 for a splitter's. */
  readonly isCopy: Uint8Array;
  /** What a spike adds to the part's output: 1, or -1 for sums below zero. */
  readonly adds: Int8Array;
}

/** A program's cores but for their neurons' parameters, which depend on how it is opened (`neuronsOfImage`). */
export interface BuiltImage {
  readonly image: ChipImage;
  readonly owners: Owners;
}

export function buildImage(
  parts: readonly MappedPart[],
  cores: number,
  { routes, delays }: { readonly routes: readonly Route[]; readonly delays: readonly number[] },
): BuiltImage {
  const image = chipImage(cores);
  const neurons = cores * NEURONS;
  const owners: Owners = {
    part: new Int16Array(neurons).fill(-1),
    element: new Int32Array(neurons),
    isCopy: new Uint8Array(neurons),
    adds: new Int8Array(neurons).fill(1),
  };
  for (const part of parts) writeCores(part, image, owners);
  for (const part of parts) {
    if (part.part.role !== "input") writeTargets(part, parts, { routes, delays }, { image, owners });
  }
  return { image, owners };
}

/** Axons, crossbars and owners of a part's own cores. */
function writeCores(mapped: MappedPart, image: ChipImage, owners: Owners): void {
  const { coded, cores, firstCore } = mapped;
  if (coded === null) return;
  const axons = coded.code.types.length;
  const fans = mapped.wirings.map(fanInOf);
  const places = mapped.wirings.map(({ senderPlaces }) => new Int32Array(senderPlaces.length));
  for (const [c, core] of cores.entries()) {
    const firstAxon = (firstCore + c) * AXONS;
    image.used[firstCore + c] = core.neurons;
    for (const [i, sender] of core.senders.entries()) {
      places[core.wirings[i]!]![sender] = firstAxon + i * axons;
      for (let type = 0; type < axons; type++) image.axonType[firstAxon + i * axons + type] = type;
    }
    for (const run of core.runs) {
      const neurons = { first: (firstCore + c) * NEURONS + run.first, count: run.to - run.from };
      own(mapped, run, neurons, owners);
      for (const [w, fan] of fans.entries()) {
        fan.forEach(run.element, (sender, at) => {
          joinAll(image, places[w]![sender]!, jointsOf(coded.code, coded.steps[w]![at]!), neurons);
        });
      }
    }
  }
}

interface NeuronRun {
  readonly first: number;
  readonly count: number;
}

function own(
  { part, bank, shape }: MappedPart,
  { element, from }: Run,
  { first, count }: NeuronRun,
  owners: Owners,
): void {
  const above = bank?.above[Math.floor(element / shape.cells)] ?? Infinity;
  owners.part.fill(part.index, first, first + count);
  owners.element.fill(element, first, first + count);
  for (let k = 0; k < count; k++) owners.adds[first + k] = from + k < above ? 1 : -1;
}

/** Joins a weight's axons, those that its bits name, to neurons in a row. */
function joinAll(image: ChipImage, axon: number, joints: number, { first, count }: NeuronRun): void {
  for (let type = 0; joints >>> type !== 0; type++) {
    if ((joints & (1 << type)) === 0) continue;
    for (let k = 0; k < count; k++) join(image, axon + type, first + k);
  }
}

interface Ways {
  readonly routes: readonly Route[];
  readonly delays: readonly number[];
}

/** Where the spikes of a part's neurons go, directly or through splitters. */
function writeTargets(
  mapped: MappedPart,
  parts: readonly MappedPart[],
  ways: Ways,
  { image, owners }: { readonly image: ChipImage; readonly owners: Owners },
): void {
  const { destinations, part, splitters, firstSplitter, neuronOf } = mapped;
  const split = new Map(splitters.all.map((splitter) => [splitter.element, splitter]));
  for (let element = 0; element < destinations.start.length - 1; element++) {
    const axons = axonsOf(mapped, parts, ways.routes, element);
    const splitter = split.get(element);
    if (splitter === undefined) {
      const [only] = axons;
      if (only === undefined) continue;
      image.target[neuronOf[element]!] = only.axon;
      image.delay[neuronOf[element]!] = ways.delays[only.route] ?? 1;
      continue;
    }
    const core = firstSplitter + splitter.core;
    const axon = core * AXONS + splitter.axon;
    image.target[neuronOf[element]!] = axon;
    image.used[core] = Math.max(image.used[core]!, splitter.firstNeuron + splitter.copies);
    for (let copy = 0; copy < splitter.copies; copy++) {
      const neuron = core * NEURONS + splitter.firstNeuron + copy;
      const to = axons[copy]; // none: the host
      join(image, axon, neuron);
      image.target[neuron] = to?.axon ?? -1;
      image.delay[neuron] = to === undefined ? 1 : (ways.delays[to.route] ?? 2) - 1;
      owners.part[neuron] = part.index;
      owners.element[neuron] = element;
      owners.isCopy[neuron] = 1;
    }
  }
}

/** Parameters of all neurons. `carries`: state goes on from window to window where it can. */
export function neuronsOfImage(
  parts: readonly MappedPart[],
  { image, owners }: BuiltImage,
  carries: boolean,
): NeuronTable {
  const table = neuronTable(image.cores * NEURONS);
  const copy = comparingNeuron([1], 1);
  for (const part of parts) {
    for (const [c, { runs }] of part.cores.entries()) {
      for (const run of runs) writeRun(table, part, run, { first: (part.firstCore + c) * NEURONS, carries });
    }
  }
  owners.isCopy.forEach((is, n) => {
    if (is === 1) writeNeuron(table, n, copy);
  });
  return table;
}

function writeRun(
  table: NeuronTable,
  { coded, neurons, bank, shape }: MappedPart,
  { element, from, to, first }: Run,
  core: { readonly first: number; readonly carries: boolean },
): void {
  if (coded === null) return;
  const channel = Math.floor(element / shape.cells);
  const how = { types: coded.code.types, sign: coded.sign[channel] ?? 1, carries: core.carries };
  for (let k = from; k < to; k++) {
    const n = core.first + first + k - from;
    if (bank !== null) writeNeuron(table, n, bankNeuron(bank, channel, k, how));
    else if (neurons !== null) writeNeuron(table, n, neuronAt(neurons, element, how));
  }
}
