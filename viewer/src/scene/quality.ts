import { MeshLambertMaterial, MeshStandardMaterial, type ColorRepresentation } from "three";

/** How much the page spends on looks; `low` is for software renderers and tests. */
export interface Quality {
  readonly antialias: boolean;
  readonly shadows: boolean;
  readonly maxPixelRatio: number;
  /** Physically based materials; else Lambert. */
  readonly physical: boolean;
}

export const HIGH: Quality = { antialias: true, shadows: true, maxPixelRatio: 2, physical: true };
export const LOW: Quality = { antialias: false, shadows: false, maxPixelRatio: 1, physical: false };

/** A solid surface in the current quality. */
export function surface(
  quality: Quality,
  color: ColorRepresentation,
  roughness = 0.7,
): MeshStandardMaterial | MeshLambertMaterial {
  return quality.physical
    ? new MeshStandardMaterial({ color, roughness, metalness: 0 })
    : new MeshLambertMaterial({ color });
}
