import { assert } from "../../core/errors.ts";
import type { Mesh } from "./mesh-costs.ts";

/** How synapses are stored, which sets what one costs. */
export const SYNAPSE_KINDS = ["dense", "sparse", "conv"] as const;
export type SynapseKind = (typeof SYNAPSE_KINDS)[number];

/** A neuron's place on the chip. */
export interface NeuronPlace {
  readonly tile: number;
  readonly core: number;
}

/** A population: neurons in a row, numbered on from the population before. */
export interface Population {
  readonly name: string;
  /** Input neurons do not compute; they only send. */
  readonly isInput: boolean;
  readonly synapses: SynapseKind;
  readonly places: readonly NeuronPlace[];
}

/** Synapses that one neuron has on one core. */
export interface Fan {
  readonly neuron: number;
  readonly toPopulation: number;
  readonly place: NeuronPlace;
  readonly synapses: number;
}

/**
 * Where everything lies, as flat arrays. `routes` of neuron n are the entries `routeStart[n] .. routeStart[n + 1] - 1`,
 * ordered by core: a spike travels once to every destination core, whatever the number of synapses there.
 */
export interface MeshLayout {
  readonly populations: readonly string[];
  /** [-] by neuron. */
  readonly population: Int32Array;
  readonly isInput: Uint8Array;
  readonly core: Int32Array;
  /** [-] mapped tiles and cores. */
  readonly tiles: number;
  readonly cores: number;
  readonly routeStart: Int32Array;
  readonly routeCore: Int32Array;
  readonly routePopulation: Int32Array;
  readonly routeSynapses: Int32Array;
  /** Index into SYNAPSE_KINDS. */
  readonly routeKind: Uint8Array;
  /** [-] hops to the entry's core; 0 for further entries of the same core. */
  readonly routeEastWest: Int32Array;
  readonly routeNorthSouth: Int32Array;
  /** 1 where the entry is the first of its core: the message. */
  readonly routeIsMessage: Uint8Array;
}

/** Lays populations and their fans out. Fans may come in any order; several for one neuron, population and core add up. */
export function layOut(mesh: Mesh, populations: readonly Population[], fans: readonly Fan[]): MeshLayout {
  const places = populations.flatMap((population) => population.places);
  const cores = new Map<number, number>();
  const coreOf = ({ tile, core }: NeuronPlace): number => {
    const id = tile * mesh.coresPerTile + core;
    const known = cores.get(id) ?? cores.size;
    cores.set(id, known);
    return known;
  };
  const core = Int32Array.from(places, coreOf);
  const merged = new Map<string, Fan>();
  for (const fan of fans) {
    const key = `${fan.neuron} ${fan.place.tile} ${fan.place.core} ${fan.toPopulation}`;
    merged.set(key, { ...fan, synapses: fan.synapses + (merged.get(key)?.synapses ?? 0) });
  }
  const routes = [...merged.values()].sort(
    (a, b) => a.neuron - b.neuron || coreOf(a.place) - coreOf(b.place) || a.toPopulation - b.toPopulation,
  );
  const routeStart = new Int32Array(places.length + 1);
  for (const { neuron } of routes) routeStart[neuron + 1] = (routeStart[neuron + 1] ?? 0) + 1;
  for (let n = 0; n < places.length; n++) routeStart[n + 1] = (routeStart[n + 1] ?? 0) + (routeStart[n] ?? 0);
  const routeCore = Int32Array.from(routes, ({ place }) => coreOf(place));
  const isMessage = (i: number): boolean =>
    routes[i]?.neuron !== routes[i - 1]?.neuron || routeCore[i] !== routeCore[i - 1];
  const hops = (axis: (tile: number) => number): Int32Array =>
    Int32Array.from(routes, ({ neuron, place }, i) => {
      const from = places[neuron];
      assert(from !== undefined, "a fan begins at a neuron that is placed");
      return isMessage(i) ? Math.abs(axis(from.tile) - axis(place.tile)) : 0;
    });
  return {
    populations: populations.map(({ name }) => name),
    population: Int32Array.from(populations.flatMap(({ places: own }, p) => own.map(() => p))),
    isInput: Uint8Array.from(
      populations.flatMap(({ isInput, places: own }) => own.map(() => (isInput ? 1 : 0))),
    ),
    core,
    tiles: new Set([...places, ...fans.map(({ place }) => place)].map(({ tile }) => tile)).size,
    cores: cores.size,
    routeStart,
    routeCore,
    routePopulation: Int32Array.from(routes, ({ toPopulation }) => toPopulation),
    routeSynapses: Int32Array.from(routes, ({ synapses }) => synapses),
    routeKind: Uint8Array.from(routes, ({ toPopulation }) =>
      SYNAPSE_KINDS.indexOf(populations[toPopulation]?.synapses ?? "dense"),
    ),
    routeEastWest: hops((tile) => Math.floor(tile / mesh.rows)),
    routeNorthSouth: hops((tile) => tile % mesh.rows),
    routeIsMessage: Uint8Array.from(routes, (_, i) => (isMessage(i) ? 1 : 0)),
  };
}
