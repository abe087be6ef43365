import { describe, expect, it } from "vitest";
import { PolarityFilter } from "../../../src/kernels/polarity.ts";
import type { Row } from "../../support/codec-decode.ts";
import { filtered } from "./filtered.ts";

const ON: Row = [1, 2, 3, 1];
const OFF: Row = [2, 2, 3, 0];

describe("PolarityFilter", () => {
  it.each([
    ["both", false, [ON, OFF]],
    ["on", false, [ON]],
    ["off", false, [OFF]],
    [
      "both",
      true,
      [
        [1, 2, 3, 0],
        [2, 2, 3, 1],
      ],
    ],
    ["on", true, [[1, 2, 3, 0]]],
    ["off", true, [[2, 2, 3, 1]]],
  ] as const)("keeps %s, inverted: %s", (keep, invert, expected) => {
    expect(filtered(new PolarityFilter(4, 4, { keep, invert }), [ON, OFF])).toEqual(expected);
  });
});
