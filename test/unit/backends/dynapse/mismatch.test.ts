import { expect, it } from "vitest";
import { PARAMETER_NAMES } from "../../../../src/backends/dynapse/circuit.ts";
import { Mismatch } from "../../../../src/backends/dynapse/mismatch.ts";
import { momentsOf } from "../../../support/analog-networks.ts";
import { PUBLISHED } from "../../../support/dynapse-circuit.ts";

const chip = (seed: number, sigma?: number) => {
  const mismatch = new Mismatch(seed, sigma);
  return Array.from({ length: 1024 }, (_, n) => mismatch.at(Math.floor(n / 256), n % 256, PUBLISHED));
};

it("makes each parameter of a neuron deviate by a tenth, 68 % within that, around what was asked for", () => {
  const neurons = chip(1);
  for (const name of PARAMETER_NAMES) {
    const shares = neurons.map((p) => p[name] / PUBLISHED[name] - 1);
    const { mean, sd } = momentsOf(shares);
    expect(Math.abs(mean), name).toBeLessThan(4 * (0.1 / Math.sqrt(1024)));
    expect(Math.abs(sd - 0.1), name).toBeLessThan(4 * (0.1 / Math.sqrt(2048)));
    const within = shares.filter((share) => Math.abs(share) < 0.1).length / 1024;
    expect(Math.abs(within - 0.6827), name).toBeLessThan(0.06);
  }
});

it("makes the parameters of a neuron, and its neighbours, deviate by themselves", () => {
  const neurons = chip(1);
  const correlation = (a: readonly number[], b: readonly number[]): number => {
    const [one, two] = [momentsOf(a), momentsOf(b)];
    return a.reduce((sum, x, n) => sum + (x - one.mean) * ((b[n] ?? NaN) - two.mean), 0) / (a.length * one.sd * two.sd); // prettier-ignore
  };
  const column = (name: "iTauMem" | "iGainMem") => neurons.map((p) => p[name]);
  const tau = column("iTauMem");
  expect(Math.abs(correlation(tau, column("iGainMem")))).toBeLessThan(0.13);
  expect(Math.abs(correlation(tau.slice(1), tau.slice(0, -1)))).toBeLessThan(0.13);
});

it("is frozen by its seed and place: the same chip again, another with another seed", () => {
  expect(chip(7)).toEqual(chip(7));
  expect(new Mismatch(7).at(2, 9, PUBLISHED)).toEqual(chip(7)[2 * 256 + 9]);
  expect(chip(8)[0]).not.toEqual(chip(7)[0]);
});

it("is nothing at 0, and leaves a tenth at the least", () => {
  expect(chip(1, 0)[5]).toEqual(PUBLISHED);
  const wild = chip(1, 3).map(({ iTauMem }) => iTauMem / PUBLISHED.iTauMem);
  expect(Math.min(...wild)).toBeCloseTo(0.1, 9);
});
