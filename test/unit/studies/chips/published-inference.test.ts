import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readModel } from "../../../../nodes/model-files.ts";
import { calibrations, predictPublished } from "../../../../studies/chips/published-inference.ts";
import { PUBLISHED_NETWORKS, weightCount } from "../../../../studies/chips/published-networks.ts";

const MODEL = resolve(import.meta.dirname, "../../../../models/dynapcnn-published");

describe("the published networks", async () => {
  const { network } = await readModel(MODEL);

  it("have as many weights as published", () => {
    const counts = PUBLISHED_NETWORKS.map(({ chip, build }) => [chip, weightCount(build(1, network))]);
    // 100 + 144 + 2 x 16,384; arXiv 2403.10677's DynapCNN script; 103.8 k
    expect(Object.fromEntries(counts)).toEqual({ akida1000: 33_012, speck2f: 25_844, loihi2: 103_812 });
  });

  it("are modelled to take times whose bands are told with the published ones", () => {
    const predictions = predictPublished(network, 1);
    for (const { predictedMs, publishedMs, bandMs, isWithinBand, factor } of predictions) {
      expect(bandMs[0]).toBeLessThan(predictedMs);
      expect(bandMs[1]).toBeGreaterThan(predictedMs);
      expect(isWithinBand).toBe(publishedMs >= bandMs[0] && publishedMs <= bandMs[1]);
      expect(factor * predictedMs).toBeCloseTo(publishedMs, 9);
    }
    const within = predictions.map(({ chip, isWithinBand }) => [chip, isWithinBand]);
    expect(Object.fromEntries(within)).toEqual({ akida1000: false, speck2f: true, loihi2: true });
  }, 60_000);
});

it("a factor found on one chip is put on the others, the bands of both as independent", () => {
  const of = (chip: string, predictedMs: number, publishedMs: number, off: number) => ({
    chip,
    predictedMs,
    publishedMs,
    bandMs: [predictedMs / off, predictedMs * off] as const,
    isWithinBand: true,
    factor: publishedMs / predictedMs,
    differs: "",
  });
  const [first, second] = calibrations([of("a", 1, 2, Math.exp(0.3)), of("b", 3, 3, Math.exp(0.4))]);
  const [b, a] = [first?.others[0], second?.others[0]];
  expect(b).toMatchObject({ chip: "b", predictedMs: 6, publishedMs: 3, ratio: 2, isWithinBand: false });
  expect(b?.bandMs[0]).toBeCloseTo(6 / Math.exp(0.5), 9);
  expect(b?.bandMs[1]).toBeCloseTo(6 * Math.exp(0.5), 9);
  expect(a).toMatchObject({ chip: "a", predictedMs: 1, publishedMs: 2, ratio: 0.5, isWithinBand: false });
  const [wide] = calibrations([of("a", 1, 2, 2), of("b", 3, 3, 2)]);
  expect(wide?.others[0]?.isWithinBand).toBe(true);
});
