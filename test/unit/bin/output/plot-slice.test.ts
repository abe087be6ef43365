import { describe, expect, it } from "vitest";
import { OFF_COLOUR, ON_COLOUR, SliceImage } from "../../../../bin/output/plot-slice.ts";
import { batchOf, type Row } from "../../../support/codec-decode.ts";

const pixel = (image: SliceImage, x: number, y: number): number[] => {
  const at = 3 * (y * image.width + x);
  return [...image.rgb().subarray(at, at + 3)];
};
const times = (count: number, row: Row): Row[] => Array.from({ length: count }, () => row);

describe("SliceImage", () => {
  it("paints ON and OFF in their colours, nothing in white, few events fainter than many", () => {
    const image = new SliceImage(4, 3);
    image.add(batchOf([...times(4, [0, 1, 2, 1]), ...times(9, [0, 3, 0, 0]), [0, 2, 2, 1]]));
    expect(image.events).toBe(14);
    expect(pixel(image, 1, 2)).toEqual([...ON_COLOUR]);
    expect(pixel(image, 3, 0)).toEqual([...OFF_COLOUR]);
    expect(pixel(image, 0, 0)).toEqual([255, 255, 255]);
    const [red = 0] = pixel(image, 2, 2);
    expect(red).toBeGreaterThan(ON_COLOUR[0]);
    expect(red).toBeLessThan(200);
  });

  it("mixes the colours of a pixel that had both", () => {
    const image = new SliceImage(1, 1);
    image.add(batchOf([...times(2, [0, 0, 0, 1]), ...times(2, [0, 0, 0, 0])]));
    expect(pixel(image, 0, 0)).toEqual(ON_COLOUR.map((on, i) => Math.round((on + (OFF_COLOUR[i] ?? 0)) / 2)));
  });
});
