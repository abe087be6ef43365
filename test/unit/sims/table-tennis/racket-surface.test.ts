import { describe, expect, it } from "vitest";
import { Ball, type BallKinematics } from "../../../../sims/ball/ball.ts";
import { bounceOff } from "../../../../sims/ball/contact.ts";
import { FlightPath } from "../../../../sims/ball/flight-path.ts";
import { rubberMaterial, RUBBERS } from "../../../../sims/ball/rubber.ts";
import { RacketSurface } from "../../../../sims/table-tennis/racket-surface.ts";
import { Random } from "../../../../src/core/random.ts";
import { add, cross, dot, normalize, scale, subtract, type Vec3 } from "../../../../src/core/vec3.ts";
import { heapBytesPerCall } from "../../../support/heap-growth.ts";
import { StraightBlade, type BladeStart } from "../../../support/straight-blade.ts";

const RADIUS = 0.02;
const TICK_S = 250e-6;

interface Throw {
  readonly ball: Ball;
  readonly racket: RacketSurface;
  /** [s] of each contact, and the ball just after it. */
  readonly contacts: { readonly atS: number; readonly after: BallKinematics }[];
}

/** Throws a ball at a blade for `seconds`. */
function thrown(
  start: Partial<BallKinematics>,
  blade: BladeStart,
  seconds: number,
  make?: { rubber: "anti-spin" },
): Throw {
  const motion = new StraightBlade(blade);
  const racket = new RacketSurface(
    motion,
    make === undefined ? undefined : { shape: { halfLengthM: 0.0785, halfWidthM: 0.075 }, ...make },
  );
  const contacts: Throw["contacts"] = [];
  const path = new FlightPath([racket], (_surface, afterS, at) =>
    contacts.push({ atS: motion.tickS + afterS, after: at.kinematics() }),
  );
  const ball = new Ball();
  ball.set({ positionM: [0, 0, 0], velocityMps: [0, 0, 0], spinRadps: [0, 0, 0], ...start });
  for (let tick = 0; tick < seconds / TICK_S; tick++) {
    motion.tickS = tick * TICK_S;
    path.step(ball, TICK_S);
  }
  return { ball, racket, contacts };
}

describe("a racket at rest", () => {
  it.each([1, -1])("sends a ball back from its side %i with 0.917 - 0.0217 v of its speed", (side) => {
    const { ball, racket } = thrown(
      { positionM: [0, side * 0.1, 0], velocityMps: [0, -side * 6, 0] },
      {},
      0.02,
    );
    expect(racket.counts).toEqual({ contacts: 1, rimHits: 0, outsideFit: 0 });
    // drag takes a little before and after
    expect(side * ball.vy).toBeGreaterThan(6 * (0.917 - 0.0217 * 6) * 0.97);
    expect(side * ball.vy).toBeLessThan(6 * (0.917 - 0.0217 * 6));
  });

  it.each<[string, Vec3, number, number]>([
    ["on its face", [0.07, 0.1, 0], 1, 0],
    ["on its rim, when the centre passes outside", [0.09, 0.1, 0], 1, 1],
    ["not at all, a radius further out", [0.0965, 0.1, 0], 0, 0],
  ])("is met %s", (_name, positionM, contacts, rimHits) => {
    const { racket } = thrown({ positionM, velocityMps: [0, -6, 0] }, {}, 0.04);
    expect(racket.counts).toMatchObject({ contacts, rimHits });
  });

  it("throws a ball that meets its rim outwards", () => {
    const { ball } = thrown({ positionM: [0.088, 0.1, 0], velocityMps: [0, -6, 0] }, {}, 0.04);
    expect(ball.vx).toBeGreaterThan(2);
  });

  it("is as long and wide as its shape", () => {
    const at = (positionM: Vec3): number =>
      thrown({ positionM, velocityMps: [0, -6, 0] }, {}, 0.03, { rubber: "anti-spin" }).racket.counts.rimHits;
    expect([at([0.0745, 0.1, 0]), at([0.0755, 0.1, 0])]).toEqual([0, 1]);
    expect([at([0, 0.1, 0.078]), at([0, 0.1, 0.0795])]).toEqual([0, 1]);
  });

  it("wears the rubber it is given", () => {
    const { ball } = thrown({ positionM: [0, 0.1, 0], velocityMps: [0, -6, 0] }, {}, 0.018, {
      rubber: "anti-spin",
    });
    expect(ball.vy).toBeGreaterThan(2.9);
    expect(ball.vy).toBeLessThan(3.2);
  });
});

/** A blade anywhere, however tilted, moving and turning, and a ball that will meet it. */
function encounter(random: Random): { readonly start: BallKinematics; readonly blade: BladeStart } {
  const draw = (size: number): Vec3 => [
    random.between(-size, size),
    random.between(-size, size),
    random.between(-size, size),
  ];
  const normal = normalize(draw(1));
  const tip = normalize(cross(normal, draw(1)));
  const velocityMps = draw(4);
  const spinRadps = draw(10);
  const meetS = 0.03;
  const centre = add(draw(1), scale(velocityMps, 0));
  // about where the ball and the blade will be after 30 ms
  const meet = add(add(centre, scale(velocityMps, meetS)), scale(tip, random.between(-0.03, 0.03)));
  const ballVelocity = add(scale(normal, -random.between(3, 12)), draw(2));
  const positionM = subtract(meet, scale(ballVelocity, meetS));
  return {
    start: { positionM, velocityMps: ballVelocity, spinRadps: draw(200) },
    blade: { positionM: centre, velocityMps, normal, tip, spinRadps },
  };
}

describe("a racket that moves, tilts and turns", () => {
  it("is met when the ball's surface reaches its plane, to 1e-9 s", () => {
    const random = new Random(12);
    let met = 0;
    for (let i = 0; i < 40; i++) {
      const { start, blade } = encounter(random);
      const { contacts, racket } = thrown(start, blade, 0.06);
      const [first] = contacts;
      if (first === undefined || racket.counts.rimHits > 0) continue;
      met++;
      const motion = new StraightBlade(blade);
      const gapAt = (s: number): number => {
        motion.at(s);
        // near the contact the ball's own path is straight enough for a nanosecond
        const ball = first.after.positionM;
        return (
          Math.abs(dot(subtract(ball, [motion.x, motion.y, motion.z]), [motion.nx, motion.ny, motion.nz])) -
          RADIUS
        );
      };
      expect(gapAt(first.atS)).toBeGreaterThanOrEqual(-1e-12);
      // approach speeds are above 0.1 m/s: a gap below 1e-10 m is a time below 1e-9 s
      expect(gapAt(first.atS)).toBeLessThan(3e-9);
    }
    expect(met).toBeGreaterThan(25);
  });

  it("changes the ball as the rubber would in its own frame, at its own point", () => {
    const random = new Random(13);
    let met = 0;
    for (let i = 0; i < 40; i++) {
      const { start, blade } = encounter(random);
      const motion = new StraightBlade(blade);
      motion.at(0);
      const ball = new Ball();
      const n: Vec3 = [motion.nx, motion.ny, motion.nz];
      const centre: Vec3 = [motion.x, motion.y, motion.z];
      const offset = scale([motion.ux, motion.uy, motion.uz], 0.05);
      ball.set({ ...start, positionM: add(add(centre, offset), scale(n, RADIUS)) });
      const surfaceMps = add(
        [motion.vx, motion.vy, motion.vz],
        cross([motion.wx, motion.wy, motion.wz], offset),
      );
      if (dot(subtract(start.velocityMps, surfaceMps), n) > -0.5) continue;
      met++;
      const expected = new Ball();
      expected.copy(ball);
      const [ux, uy, uz] = surfaceMps;
      bounceOff(expected, { nx: n[0], ny: n[1], nz: n[2], ux, uy, uz }, rubberMaterial(RUBBERS.offensive));
      new RacketSurface(motion).bounce(ball, 0);
      for (const field of ["vx", "vy", "vz", "wx", "wy", "wz"] as const) {
        expect(ball[field], field).toBeCloseTo(expected[field], 9);
      }
    }
    expect(met).toBeGreaterThan(10);
  });

  it("adds (1 + e) of its own speed along its normal", () => {
    const { contacts } = thrown(
      { positionM: [0, 0.1, 0], velocityMps: [0, -3, 0] },
      { velocityMps: [0, 2, 0] },
      0.03,
    );
    const approach = 2 + 3 * 0.99; // drag
    expect(contacts[0]!.after.velocityMps[1]).toBeCloseTo(2 + (0.917 - 0.0217 * approach) * approach, 1);
  });

  it("is not met twice by a ball it has struck", () => {
    const { racket } = thrown(
      { positionM: [0, 0.1, 0], velocityMps: [0, -6, 0] },
      { velocityMps: [0, 3, 0] },
      0.1,
    );
    expect(racket.counts.contacts).toBe(1);
  });
});

it("counts contacts at speeds at which the rubber was not measured", () => {
  const at = (speed: number): number =>
    thrown({ positionM: [0, 0.05, 0], velocityMps: [0, -speed, 0] }, {}, 0.03).racket.counts.outsideFit;
  expect([at(2.5), at(6), at(12)]).toEqual([1, 0, 1]);
});

it.each([
  ["over the face", 0.05],
  ["far away", 1],
])("looks for a contact without allocating, but for its answer: %s", (_name, x) => {
  const still = new StraightBlade();
  still.at = () => undefined;
  const racket = new RacketSurface(still);
  const ball = new Ball();
  ball.set({ positionM: [x, 0.05, 0], velocityMps: [0, -6, 0], spinRadps: [0, 0, 0] });
  expect(heapBytesPerCall(() => racket.gapM(ball, 1e-4))).toBeLessThan(40); // boxed numbers take 16 each
});
