import { describe, expect, it } from "vitest";
import { ARRIVED, Compartments } from "../../../../src/backends/loihi/compartments.ts";
import { Random } from "../../../../src/core/random.ts";
import { RunMemory } from "../../../../src/kernels/integer-runs.ts";
import { scaledSum } from "../../../../src/snn/loihi-synapse.ts";
import { LoihiPopulation, type LoihiSpec } from "../../../../src/snn/rules/loihi.ts";

const COUNT = 24;
const SLICES = [
  { from: 0, to: 8 },
  { from: 8, to: 24 },
];

const integrators = (more: Partial<LoihiSpec> = {}): LoihiSpec => ({
  du: new Int32Array(COUNT).fill(4095),
  dv: new Int32Array(COUNT),
  vth: Int32Array.from({ length: COUNT }, (_, n) => 100 + 5 * n),
  biasMant: new Int32Array(COUNT),
  biasExp: new Int32Array(COUNT),
  ...more,
});

const specs: readonly (readonly [string, LoihiSpec])[] = [
  ["integrators, stepped where something arrives", integrators()],
  [
    "integrators that subtract",
    integrators({ subtract: Int32Array.from({ length: COUNT }, (_, n) => 64 * (101 + 5 * n)) }),
  ],
  ["integrators with a floor", integrators({ vMin: new Int32Array(COUNT).fill(-5000) })],
  ["neurons that only sum", integrators({ vth: null })],
  ["neurons that begin above 0", integrators({ vInitial: new Int32Array(COUNT).fill(640) })],
  ["neurons that leak", integrators({ dv: new Int32Array(COUNT).fill(300) })],
  ["neurons with a current's memory", integrators({ du: new Int32Array(COUNT).fill(1000) })],
  [
    "neurons with a bias",
    integrators({ biasMant: new Int32Array(COUNT).fill(-33), biasExp: new Int32Array(COUNT).fill(3) }),
  ],
];

interface Way {
  readonly unit: number;
  readonly exponent: number;
  /** [-] of units that something arrives at. */
  readonly share: number;
}
const WAYS: readonly Way[] = [
  { unit: 4, exponent: 0, share: 0.5 },
  { unit: 1, exponent: -3, share: 0.2 },
  { unit: 8, exponent: 0, share: 1 },
];
const SYNAPSE = { signMode: "mixed", weightBits: 8 } as const;
const PLACES = Array.from({ length: COUNT }, (_, n) => n);
const NOTHING = PLACES.map(() => null);

/** Sums for whole units, null where nothing arrives; one step of ten far beyond what 24 bits hold. */
function someSums(random: Random, { unit, share }: Way): (number | null)[] {
  const size = random.uniform() < 0.1 ? 300_000 : 200;
  const arrives = Array.from({ length: COUNT / unit }, () => random.uniform() < share);
  return PLACES.map((n) =>
    arrives[Math.floor(n / unit)] === true ? Math.floor(random.between(-size, 1.3 * size)) : null,
  );
}

function send(to: Compartments, step: number, sums: readonly (number | null)[]): void {
  const arrivals = to.arrivalsAt(step);
  const unit = COUNT / arrivals.flags.length;
  sums.forEach((sum, n) => {
    if (sum === null) return;
    arrivals.sums.view[n] = sum;
    arrivals.flags.view[Math.floor(n / unit)] = ARRIVED;
    arrivals.busy = true;
  });
}

describe("compartments", () => {
  it.each(specs)(
    "%s: step for step the rule, wraps and bounds included, and no more is updated",
    (_, spec) => {
      for (const way of WAYS) {
        const random = new Random(way.unit);
        const found = new Compartments(spec, { ...way, memory: new RunMemory(), ahead: 0, slices: SLICES });
        const rule = new LoihiPopulation(spec);
        const y = new Float64Array(COUNT);
        for (let step = 0; step < 60; step++) {
          const sums = step % 3 === 2 ? NOTHING : someSums(random, way);
          send(found, step, sums);
          const busy = sums.map((sum, n) => sum !== null || rule.v[n] !== 0 || spec.biasMant[n] !== 0);
          found.step(step);
          rule.step(
            Float64Array.from(sums, (sum) =>
              scaledSum(sum ?? 0, { ...SYNAPSE, weightExponent: way.exponent }),
            ),
            y,
          );
          expect(PLACES.map((n) => found.v(n))).toEqual(PLACES.map((n) => rule.v[n]! + 0)); // + 0: a zero without a sign
          expect(PLACES.map((n) => found.u(n))).toEqual(PLACES.map((n) => rule.i[n]! + 0));
          const fired = spec.vth === null ? [] : PLACES.filter((n) => y[n] === 1);
          expect([...found.spikes.view.subarray(0, found.fired)]).toEqual(fired);
          const counts = SLICES.map(({ from, to }) => busy.slice(from, to).filter(Boolean).length);
          expect([...found.updated]).toEqual(counts);
        }
        expect(found.clips).toBe(rule.clips);
      }
    },
  );

  it("forgets all when it is reset, what was on its way included", () => {
    const found = new Compartments(integrators(), {
      memory: new RunMemory(),
      exponent: 0,
      ahead: 2,
      unit: 1,
      slices: SLICES,
    });
    const arrivals = found.arrivalsAt(1);
    arrivals.sums.view.fill(90);
    arrivals.flags.view.fill(ARRIVED);
    arrivals.busy = true;
    found.step(0);
    found.reset();
    found.step(1);
    expect(found.v(0)).toBe(0);
    expect([...found.updated]).toEqual([0, 0]);
  });
});
