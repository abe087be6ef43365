import fc from "fast-check";
import { expect, it } from "vitest";
import { Ball } from "../../sims/ball/ball.ts";
import { EFFECTIVE_GRAVITY_MPS2 } from "../../sims/ball/flight.ts";
import { FlightPath } from "../../sims/ball/flight-path.ts";
import { ARENA_SURFACES } from "../../sims/table-tennis/arena.ts";

const RADIUS = 0.02;
const within = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: low, max: high, noNaN: true });
const launch = fc.record({
  positionM: fc.tuple(within(-1, 1), fc.oneof(within(-2, -0.05), within(0.05, 2)), within(0.05, 1)),
  velocityMps: fc.tuple(within(-6, 6), within(-15, 15), within(-8, 8)),
  spinRadps: fc.tuple(within(-400, 400), within(-400, 400), within(-400, 400)),
});

/** Energy over mass, from the floor up. */
const energy = (ball: Ball): number =>
  (ball.vx ** 2 + ball.vy ** 2 + ball.vz ** 2) / 2 +
  (RADIUS ** 2 * (ball.wx ** 2 + ball.wy ** 2 + ball.wz ** 2)) / 3 +
  EFFECTIVE_GRAVITY_MPS2 * (ball.z + 0.76);

it("never gains energy, falls through the floor or flies through the net, whatever a ball does", () => {
  fc.assert(
    fc.property(launch, fc.constantFrom(0.00025, 0.001), (start, stepS) => {
      const ball = new Ball();
      ball.set(start);
      const path = new FlightPath(ARENA_SURFACES, () => undefined);
      for (let i = 0; i < 1.5 / stepS; i++) {
        const before = energy(ball);
        const sideBefore = Math.sign(ball.y);
        path.step(ball, stepS);
        expect(energy(ball)).toBeLessThanOrEqual(before + 1e-9 + 1e-9 * before);
        expect(ball.z).toBeGreaterThanOrEqual(RADIUS - 0.76 - 1e-9);
        const crossed = Math.sign(ball.y) !== sideBefore && Math.abs(ball.x) < 0.8 && ball.z > 0;
        if (crossed) expect(ball.z).toBeGreaterThan(0.1525);
      }
    }),
    { seed: 43, numRuns: 60 },
  );
});
