import type { PixelPreset } from "../../sims/camera/sensors.ts";
import type { PlayRobotName } from "./robots.ts";

/** A way to play, as a user names it. */
export interface Way {
  readonly robot: PlayRobotName;
  /** `oracle`, a tracker's kind without its family (`spiking:FOLDER`, `dense:FOLDER` name the model), or a pipeline file (.yaml). */
  readonly tracker: string;
  /** What the pixels of simulated cameras are like; the oracle has none. */
  readonly noise: PixelPreset;
  /** [ms] */
  readonly latencyMs: number;
  /** [px] null = none is added; the oracle then tells the true ball, unless a camera has another fault. */
  readonly pixelError: number | null;
  /** [us] */
  readonly syncErrorUs: number;
  /** [-] */
  readonly loss: number;
  /** [ms] */
  readonly deadMs: number;
}

/** The true ball, and nothing goes wrong. */
export const EXACT_WAY = {
  tracker: "oracle",
  noise: "ideal",
  latencyMs: 0,
  pixelError: null,
  syncErrorUs: 0,
  loss: 0,
  deadMs: 0,
} as const;

/** Values of each setting; every combination is a way. */
export type WayLists = { readonly [K in keyof Way]: readonly Way[K][] };

/** All combinations, the last settings changing first; the oracle has no pixels that could be noisy. */
export function waysOf(lists: WayLists): Way[] {
  let ways: Partial<Way>[] = [{}];
  for (const [setting, values] of Object.entries(lists))
    ways = ways.flatMap((way) => values.map((value) => ({ ...way, [setting]: value })));
  const all = ways as Way[]; // every setting has been gone through
  return distinct(all.map((way) => (way.tracker === "oracle" ? { ...way, noise: "ideal" } : way)));
}

/** The ways without those that are there before. */
export function distinct(ways: readonly Way[]): Way[] {
  const names = ways.map(nameOf);
  return ways.filter((_, i) => names.indexOf(names[i] ?? "") === i);
}

/** The way in words: robot, tracker, and what goes wrong. */
export function nameOf(way: Way): string {
  const { robot, tracker, noise, latencyMs, pixelError, syncErrorUs, loss, deadMs } = way;
  const parts = [
    isPipelineFile(tracker) ? tracker : `${robot}, ${tracker}`,
    ...(noise === "ideal" ? [] : [`${noise} pixels`]),
    ...(latencyMs === 0 ? [] : [`${latencyMs} ms late`]),
    ...(pixelError === null ? [] : [`${pixelError} px`]),
    ...(syncErrorUs === 0 ? [] : [`clocks ${syncErrorUs} us apart`]),
    ...(loss === 0 ? [] : [`${100 * loss} % lost`]),
    ...(deadMs === 0 ? [] : [`a camera dead for ${deadMs} ms`]),
  ];
  return parts.join(", ");
}

/** Whether a tracker's name is that of a pipeline's file, which has its own robot. */
export const isPipelineFile = (tracker: string): boolean => /\.ya?ml$/.test(tracker);
