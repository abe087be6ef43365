import type { Quantity } from "../core/quantity.ts";

/**
 * What a chip counts, all integers. Counts do not depend on the table of energies, and, but for messages and hops, not
 * on where the layers lie.
 */
export const COUNTERS = [
  "eventsIn",
  "eventsDropped",
  "spikes",
  /** Synaptic operations: one per spike and connected target. */
  "synops",
  /** Of them, by the way the synapses are stored. */
  "synopsDense",
  "synopsSparse",
  "synopsConv",
  /** Multiply-accumulates with a value that is not 0 or 1, and additions of a weight, both without zeros (NeuroBench). */
  "effectiveMacs",
  "effectiveAcs",
  /** Operations that a dense machine would do for the same result (NeuroBench). */
  "denseOps",
  /** Additions in crossbars: a weight of several bits, or neurons that share a sum, take several. */
  "crossbarAdditions",
  "neuronAccesses",
  "neuronUpdates",
  /** Of the spikes, those of neurons that compute. */
  "neuronSpikes",
  "membraneClips",
  "messagesOut",
  "messagesIn",
  "hopsEastWest",
  "hopsNorthSouth",
  "conversions",
  "steps",
] as const;
export type Counter = (typeof COUNTERS)[number];

const PLACE = Object.fromEntries(COUNTERS.map((name, i) => [name, i])) as Readonly<Record<Counter, number>>;
const WIDTH = COUNTERS.length;

/** Integer counts by layer. Hot path: `add` allocates nothing. */
export class Ledger {
  /** Paths of the layers, in the order of their indices. */
  readonly layers: readonly string[];
  /** [-] counts, layer by layer in the order of COUNTERS; exact to 2^53. */
  readonly #counts: Float64Array;

  constructor(layers: readonly string[]) {
    this.layers = layers;
    this.#counts = new Float64Array(layers.length * WIDTH);
  }

  add(layer: number, counter: Counter, count: number): void {
    const at = layer * WIDTH + PLACE[counter];
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  /** Where a layer's counter lies, for `addAt`. */
  slot(layer: number, counter: Counter): number {
    return layer * WIDTH + PLACE[counter];
  }

  /** `add` without the search, for hot paths. */
  addAt(slot: number, count: number): void {
    this.#counts[slot] = this.#counts[slot]! + count;
  }

  of(layer: number, counter: Counter): number {
    return this.#counts[layer * WIDTH + PLACE[counter]] ?? 0;
  }

  total(counter: Counter): number {
    let sum = 0;
    for (let layer = 0; layer < this.layers.length; layer++) sum += this.of(layer, counter);
    return sum;
  }

  /** Adds what another ledger of the same layers counted. */
  merge(other: Ledger): void {
    for (let i = 0; i < this.#counts.length; i++) {
      this.#counts[i] = (this.#counts[i] ?? 0) + (other.#counts[i] ?? 0);
    }
  }

  clear(): void {
    this.#counts.fill(0);
  }

  clone(): Ledger {
    const copy = new Ledger(this.layers);
    copy.#counts.set(this.#counts);
    return copy;
  }

  /** The counts of all layers together, those that are 0 left out. */
  totals(): Partial<Record<Counter, number>> {
    const entries = COUNTERS.map((counter) => [counter, this.total(counter)] as const);
    return Object.fromEntries(entries.filter(([, count]) => count > 0));
  }
}

/** What a component of a chip takes: so much energy each time that something is counted. */
export interface EnergyRow {
  /** `synapse`, `neuron`, `spike`, `network`, `converter`, ... */
  readonly component: string;
  readonly counter: Counter;
  /** [pJ] */
  readonly each: Quantity;
}

/** A chip's energies. Null where no source gives a number: then it is not modelled, and said so. */
export interface EnergyTable {
  readonly dynamic: readonly EnergyRow[] | null;
  /** [mW] whether it works or not. */
  readonly static: Quantity | null;
}

/**
 * The four energies of one stretch of work, side by side; they rest on different assumptions and are never added up.
 * Absent: not modelled.
 */
export interface FourEnergies {
  /** [nJ] operations x the energies of a 45 nm process (Horowitz 2014): a proxy, not this chip. */
  readonly proxyNj: number;
  /** [nJ] counts x the chip's table, by component. */
  readonly dynamicNj?: Readonly<Record<string, number>>;
  /** [nJ] static power x time. */
  readonly staticNj?: number;
  /** [nJ] of the link to the host. */
  readonly linkNj?: number;
}

const HOROWITZ = "Horowitz, Computing's energy problem, ISSCC 2014, 45 nm, 0.9 V (as quoted in PMC10242054)";
/** [pJ] 32-bit floating point: multiply and add, add alone. */
export const PROXY_MAC: Quantity = { value: 4.6, unit: "pJ", source: HOROWITZ, basis: "published" };
export const PROXY_AC: Quantity = { value: 0.9, unit: "pJ", source: HOROWITZ, basis: "published" };

/** Energies of what a ledger counted within `durationNs` of device time. */
export function energiesOf(ledger: Ledger, table: EnergyTable, durationNs: number): FourEnergies {
  const macs = ledger.total("effectiveMacs");
  const acs = ledger.total("effectiveAcs");
  return {
    proxyNj: (macs * PROXY_MAC.value + acs * PROXY_AC.value) * 1e-3,
    ...(table.dynamic === null ? {} : { dynamicNj: byComponent(ledger, table.dynamic) }),
    ...(table.static === null ? {} : { staticNj: table.static.value * durationNs * 1e-3 }), // mW x ns = pJ
  };
}

function byComponent(ledger: Ledger, rows: readonly EnergyRow[]): Record<string, number> {
  const components: Record<string, number> = {};
  for (const { component, counter, each } of rows) {
    components[component] = (components[component] ?? 0) + ledger.total(counter) * each.value * 1e-3;
  }
  return components;
}

/** Share of operations that a dense machine would do and this one did not (NeuroBench: 1 - effective / dense). */
export function operationSparsity(ledger: Ledger): number {
  const dense = ledger.total("denseOps");
  const done = ledger.total("effectiveMacs") + ledger.total("effectiveAcs");
  return dense === 0 ? 0 : 1 - done / dense;
}
