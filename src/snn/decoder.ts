import { type HeatMap, heatMapOutputs, readHeatMap } from "./heat-map.ts";
import type { PlaceReading } from "./place-reading.ts";
import { outputsOf, type PopulationCode, type PopulationReading, readPopulation } from "./population-code.ts";

/** How a place is read from the outputs of one window, averaged over its steps. */
export type Decoder =
  | { readonly kind: "population"; readonly code: PopulationCode; readonly reading: PopulationReading }
  /** `reach`: [cells] round the largest that count. */
  | { readonly kind: "heat-map"; readonly map: HeatMap; readonly reach: number };

/** Says which of `classes` classes it is: the largest output, the first of equals. */
export interface ClassDecoder {
  readonly kind: "classes";
  readonly classes: number;
}

/** Outputs that a network must have for a decoder. */
export function decoderOutputs(decoder: Decoder | ClassDecoder): number {
  if (decoder.kind === "classes") return decoder.classes;
  return decoder.kind === "population" ? outputsOf(decoder.code) : heatMapOutputs(decoder.map);
}

/** Whether one of the outputs tells of a ball's presence. */
export const saysPresence = (decoder: Decoder): boolean =>
  decoder.kind === "population" ? decoder.code.presence : decoder.map.presence;

/** Reads the place into `result`. */
export function readPlace(values: ArrayLike<number>, decoder: Decoder, result: PlaceReading): void {
  if (decoder.kind === "population") readPopulation(values, decoder.code, decoder.reading, result);
  else readHeatMap(values, decoder.map, decoder.reach, result);
}
