import { describe, expect, it } from "vitest";
import { Survey } from "../../../src/recordings/survey.ts";
import { batchOf } from "../../support/codec-decode.ts";

describe("Survey", () => {
  it("adds up rows over batches, in the file's order", () => {
    const survey = new Survey();
    survey.add(
      batchOf([
        [50, 3, 4, 1],
        [60, 1, 9, 0],
      ]),
    );
    survey.add(batchOf([]));
    survey.add(
      batchOf([
        [40, 7, 2, 1],
        [55, 0, 0, 1],
      ]),
    );
    expect(survey).toMatchObject({
      count: 4,
      on: 3,
      firstUs: 50,
      lastUs: 55,
      minUs: 40,
      maxUs: 60,
      stepsBack: 1,
      maxX: 7,
      maxY: 9,
    });
  });

  it("knows nothing of times without events", () => {
    expect(new Survey()).toMatchObject({ count: 0, firstUs: NaN, maxUs: NaN, maxX: -1 });
  });
});
