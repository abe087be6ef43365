import type { Quantity } from "../../core/quantity.ts";
import type { EnergyRow } from "../ledger.ts";

/** How a chip's tiles lie: tile id -> column = floor(id / rows), row = id mod rows. */
export interface Mesh {
  readonly columns: number;
  readonly rows: number;
  readonly coresPerTile: number;
}

/** [ns] times of one step's parts. */
export interface MeshTimes {
  readonly accessNs: Quantity;
  readonly updateNs: Quantity;
  readonly spikeNs: Quantity;
  readonly messageOutNs: Quantity;
  readonly messageInNs: Quantity;
  readonly denseNs: Quantity;
  readonly sparseNs: Quantity;
  readonly convNs: Quantity;
  /** By number of mapped tiles: the entry with the largest number not above it counts. */
  readonly barrierNs: readonly { readonly tiles: number; readonly each: Quantity }[];
}

const SANA_FE =
  "SANA-FE 2.2.1 (SLAM-Lab/SANA-FE), its description of Loihi 1, whose comments cite Davies et al., Loihi, IEEE Micro 38(1), 2018";
const pj = (value: number): Quantity => ({ value, unit: "pJ", source: SANA_FE, basis: "published" });
const ns = (value: number): Quantity => ({ value, unit: "ns", source: SANA_FE, basis: "published" });

/** Mesh of Loihi 1: 8 x 4 tiles of 4 cores. */
export const LOIHI1_MESH: Mesh = { columns: 8, rows: 4, coresPerTile: 4 };

/** [pJ] of Loihi 1. An input neuron costs nothing but its messages. */
export const LOIHI1_ENERGIES: readonly EnergyRow[] = [
  { component: "synapse", counter: "synopsDense", each: pj(35.5) },
  { component: "synapse", counter: "synopsSparse", each: pj(33.6) },
  { component: "synapse", counter: "synopsConv", each: pj(24) },
  { component: "neuron", counter: "neuronAccesses", each: pj(51.2) },
  { component: "neuron", counter: "neuronUpdates", each: pj(21.6) },
  { component: "neuron", counter: "neuronSpikes", each: pj(69.3) },
  { component: "network", counter: "messagesOut", each: pj(111) },
  { component: "network", counter: "messagesIn", each: pj(0) },
  { component: "network", counter: "hopsEastWest", each: pj(3) },
  { component: "network", counter: "hopsNorthSouth", each: pj(4.2) },
];

export const LOIHI1_TIMES: MeshTimes = {
  accessNs: ns(6),
  updateNs: ns(3.7),
  spikeNs: ns(30),
  messageOutNs: ns(5.1),
  messageInNs: ns(16),
  denseNs: ns(3.8),
  sparseNs: ns(4.7),
  convNs: ns(3.1),
  barrierNs: [
    { tiles: 1, each: ns(600) },
    { tiles: 2, each: ns(1000) },
    { tiles: 4, each: ns(1400) },
    { tiles: 29, each: ns(1800) },
  ],
};

/** [ns] of the barrier that ends a step on so many tiles. */
export function barrierOf({ barrierNs }: MeshTimes, tiles: number): number {
  let ns = barrierNs[0]?.each.value ?? 0;
  for (const entry of barrierNs) if (entry.tiles <= tiles) ns = entry.each.value;
  return ns;
}
