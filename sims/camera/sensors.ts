import { quantities } from "../../src/core/quantity.ts";
import type { PixelModel } from "./pixel-model.ts";
import { PIXEL_PRESETS } from "./pixel-presets.ts";
import { FREE_READOUT, type ReadoutModel } from "./readout-model.ts";

export type PixelPreset = keyof typeof PIXEL_PRESETS;

const SURVEY = "Gallego et al., Event-based Vision: A Survey, TPAMI 44 (1), 2022, table 1";
const NONE = "not published; in the range of the others";

/** What is known of the sensors' outputs. */
const OUTPUT = {
  evk4: quantities({
    eventNs: { value: 0.94, unit: "ns", source: `1066 Mev/s of Gen 4: ${SURVEY}`, basis: "published" },
    rowNs: { value: 10, unit: "ns", source: NONE, basis: "assumed" },
    queueEvents: { value: 100_000, unit: "events", source: NONE, basis: "assumed" },
  }),
  davis346: quantities({
    eventNs: { value: 83, unit: "ns", source: `12 Mev/s: ${SURVEY}`, basis: "published" },
    rowNs: { value: 100, unit: "ns", source: NONE, basis: "assumed" },
    queueEvents: { value: 20_000, unit: "events", source: NONE, basis: "assumed" },
  }),
  dvxplorer: quantities({
    eventNs: { value: 6, unit: "ns", source: "165 Mev/s, iniVation's data sheet", basis: "published" },
    rowNs: { value: 100, unit: "ns", source: NONE, basis: "assumed" },
    queueEvents: { value: 50_000, unit: "events", source: NONE, basis: "assumed" },
  }),
  speck: quantities({
    eventNs: { value: 33, unit: "ns", source: NONE, basis: "assumed" },
    rowNs: { value: 0, unit: "ns", source: "events enter the chip one by one", basis: "assumed" },
    queueEvents: { value: 1000, unit: "events", source: NONE, basis: "assumed" },
  }),
} as const;

/** A sensor that can be bought: its size, and the readout that it has whatever its pixels do. */
export interface SensorPreset {
  /** [px] */
  readonly width: number;
  readonly height: number;
  /** [um] from pixel to pixel. */
  readonly pitchUm: number;
  readonly readout: ReadoutModel;
  /** Whose names its biases have; null = it has none that a user sets. */
  readonly biases: "prophesee" | "inivation" | null;
}

const readoutOf = (output: (typeof OUTPUT)[keyof typeof OUTPUT]): ReadoutModel => ({
  ...FREE_READOUT,
  eventNs: output.eventNs.value,
  rowNs: output.rowNs.value,
  queueEvents: output.queueEvents.value,
});

/** Sizes and pitches: the vendors' data sheets. */
export const SENSORS = {
  evk4: { width: 1280, height: 720, pitchUm: 4.86, readout: readoutOf(OUTPUT.evk4), biases: "prophesee" },
  davis346: {
    width: 346,
    height: 260,
    pitchUm: 18.5,
    readout: readoutOf(OUTPUT.davis346),
    biases: "inivation",
  },
  dvxplorer: {
    width: 640,
    height: 480,
    pitchUm: 9,
    readout: readoutOf(OUTPUT.dvxplorer),
    biases: "inivation",
  },
  speck: { width: 128, height: 128, pitchUm: 20, readout: readoutOf(OUTPUT.speck), biases: null },
} as const satisfies Record<string, SensorPreset>;

export type SensorName = keyof typeof SENSORS;

/** `stress` has a bus of 1 Mev/s, whatever the sensor, on which 10 ms of events can wait. */
const STRESS_BUS: ReadoutModel = { ...FREE_READOUT, eventNs: 1000, queueEvents: 10_000 };

/** Pixels and readout together: what tells one camera from another behind the same lens. */
export interface SensorModel {
  readonly pixels: PixelModel;
  readonly readout: ReadoutModel | null;
}

/** The model of a preset on a sensor, or on none in particular; `ideal` has no readout at all. */
export function sensorModel(preset: PixelPreset, sensor: SensorName | null): SensorModel {
  const pixels = PIXEL_PRESETS[preset];
  if (preset === "ideal") return { pixels, readout: null };
  if (preset === "stress") return { pixels, readout: STRESS_BUS };
  return { pixels, readout: sensor === null ? null : SENSORS[sensor].readout };
}
