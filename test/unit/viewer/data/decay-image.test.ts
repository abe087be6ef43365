import { describe, expect, it } from "vitest";
import { DecayImage, PERSISTENCE_US } from "../../../../viewer/src/data/decay-image.ts";

const ON = 0x10;
const OFF = 0x01;
const colour = (image: DecayImage, cell: number): number[] => [
  ...image.pixels.subarray(4 * cell, 4 * cell + 4),
];
const brightness = (image: DecayImage, cell: number): number =>
  colour(image, cell)
    .slice(0, 3)
    .reduce((a, b) => a + b);

function imageOf(...counts: number[]): DecayImage {
  const image = new DecayImage(counts.length, 1);
  image.add(Uint8Array.from(counts), 0);
  image.paint(0);
  return image;
}

describe("a decaying event image", () => {
  it("shows ON warm, OFF blue and silence dark", () => {
    const image = imageOf(ON, OFF, 0);
    image.paint(30_000);
    const [onRed = 0, , onBlue = 0] = colour(image, 0);
    const [offRed = 0, , offBlue = 0] = colour(image, 1);
    expect(onRed).toBeGreaterThan(onBlue);
    expect(offBlue).toBeGreaterThan(offRed);
    expect(colour(image, 2)).toEqual([11, 16, 24, 255]);
  });

  it.each([
    [0x21, 0],
    [0x12, 1],
  ])("shows the more frequent polarity of %i", (counts, same) => {
    const image = imageOf(ON, OFF, counts);
    expect(colour(image, 2)).toEqual(colour(image, same));
  });

  it("fades from one paint to the next and is dark after its persistence", () => {
    const image = imageOf(ON);
    const seen = [0, 0.3, 0.6, 0.99, 1].map((part) => {
      image.paint(part * PERSISTENCE_US);
      return brightness(image, 0);
    });
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    expect(seen[0]).toBeGreaterThan(600);
    expect(seen[4]).toBe(11 + 16 + 24);
    expect(image.glowing).toBe(0);
  });

  it("lights a cell anew that still glows, once in its list", () => {
    const image = imageOf(ON);
    image.add(Uint8Array.of(OFF), 80_000);
    image.paint(PERSISTENCE_US + 1000);
    expect(image.glowing).toBe(1);
    expect(brightness(image, 0)).toBeGreaterThan(200);
  });

  it("ignores what lies outside of it", () => {
    const image = new DecayImage(2, 1);
    image.add(Uint8Array.of(0, ON, ON, ON), 0);
    expect(image.glowing).toBe(1);
  });

  it("is dark at once after a clear", () => {
    const image = imageOf(ON, ON);
    image.clear();
    image.paint(0);
    expect(colour(image, 1)).toEqual([11, 16, 24, 255]);
  });
});
