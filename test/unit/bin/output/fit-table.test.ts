import { expect, it } from "vitest";
import { formatFit } from "../../../../bin/output/fit-table.ts";

it("writes cores that follow one another as runs", () => {
  const cores = [0, 1, 2, 3, 7, 9, 10, 12, 13, 14];
  const text = formatFit({
    fits: true,
    device: "truenorth",
    layers: [{ name: "conv", cores, utilisation: 0.5 }],
    violations: [],
    warnings: [],
    quantisation: [],
    latency_steps: 9,
  });
  expect(text).toContain("0-3,7,9,10,12-14");
});
