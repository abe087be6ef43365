/** Colours with a meaning, the same in the scene, the panels and the legend. 0xRRGGBB. */
export const PALETTE = {
  truth: 0xff9a3c,
  estimate: 0x2fd4ff,
  hit: 0xc77dff,
  left: 0x5eead4,
  right: 0xf9a8d4,
  on: 0xffd98a,
  off: 0x4b86ff,
  good: 0x3ddc97,
  late: 0xff5a5f,
} as const;

export type PaletteName = keyof typeof PALETTE;

/** `#rrggbb` of a palette colour. */
export const cssColour = (name: PaletteName): string => `#${PALETTE[name].toString(16).padStart(6, "0")}`;

/** Red, green and blue, 0..255. */
export function channels(colour: number): readonly [number, number, number] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}
