import { describe, expect, it } from "vitest";
import { CapsuleOutline } from "../../../../sims/camera/capsule-outline.ts";
import { EllipseOutline } from "../../../../sims/camera/ellipse-outline.ts";
import { CUT, type Outline } from "../../../../sims/camera/outline.ts";
import { Random } from "../../../../src/core/random.ts";

const EDGE = 0.75;

function ellipse(random: Random): EllipseOutline {
  const outline = new EllipseOutline(EDGE);
  const [a, b, angle] = [random.between(1, 25), random.between(1, 25), random.between(0, 6.28)];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  outline.place(random.between(-5, 40), random.between(-5, 40), 1);
  outline.shape(a * a * c * c + b * b * s * s, (a * a - b * b) * c * s, a * a * s * s + b * b * c * c);
  return outline;
}

function capsule(random: Random): CapsuleOutline {
  const outline = new CapsuleOutline(EDGE);
  outline.x0 = random.between(0, 40);
  outline.y0 = random.between(0, 40);
  outline.x1 = random.between(0, 40);
  outline.y1 = random.between(0, 40);
  outline.radius0 = random.between(0.3, 8);
  outline.radius1 = random.between(0.3, 8);
  outline.update(1);
  return outline;
}

const inside = (x: number, y: number, outline: Outline): boolean =>
  x >= outline.left && x <= outline.right && y >= outline.top && y <= outline.bottom;

it.each([
  ["an ellipse", ellipse],
  ["a capsule", capsule],
])("a row cuts %s where its distance says, and its box holds all of it", (_, make) => {
  const random = new Random(11);
  const wrong = { outside: 0, inside: 0, box: 0 };
  const cut = new Float64Array(4);
  let covered = 0;
  const look = (outline: Outline, column: number, row: number): void => {
    const distance = outline.distancePx(column, row);
    const isInner = column >= cut[CUT.innerFrom]! && column <= cut[CUT.innerTo]!;
    if (isInner && distance > -EDGE + 1e-9) wrong.inside++;
    if (distance >= EDGE - 1e-9) return;
    covered++;
    if (!(column >= cut[CUT.outerFrom]! && column <= cut[CUT.outerTo]!)) wrong.outside++;
    if (!inside(column, row, outline)) wrong.box++;
  };
  for (let n = 0; n < 200; n++) {
    const outline = make(random);
    for (let row = -20; row < 60; row += 3) {
      outline.cut(row, cut);
      for (let column = -30; column < 70; column++) look(outline, column, row);
    }
  }
  expect(covered).toBeGreaterThan(10_000);
  expect(wrong).toEqual({ outside: 0, inside: 0, box: 0 });
});

it("the distance of a capsule is that to the nearest of the discs along its axis", () => {
  const random = new Random(4);
  for (let n = 0; n < 300; n++) {
    const outline = capsule(random);
    const [x, y] = [random.between(-20, 60), random.between(-20, 60)];
    let nearest = Infinity;
    for (let k = 0; k <= 4000; k++) {
      const part = k / 4000;
      const dx = x - (outline.x0 + part * (outline.x1 - outline.x0));
      const dy = y - (outline.y0 + part * (outline.y1 - outline.y0));
      const radius = outline.radius0 + part * (outline.radius1 - outline.radius0);
      nearest = Math.min(nearest, Math.hypot(dx, dy) - radius);
    }
    expect(Math.abs(outline.distancePx(x, y) - nearest)).toBeLessThan(0.01);
  }
});

describe("the distance of an ellipse", () => {
  it("is exact for a disc", () => {
    const disc = new EllipseOutline(EDGE);
    disc.place(10, 20, 1);
    disc.shape(36, 0, 36);
    expect(disc.distancePx(13, 24)).toBeCloseTo(-1, 12);
    expect(disc.distancePx(10, 30)).toBeCloseTo(4, 12);
    expect(disc.distancePx(10, 20)).toBe(-6);
  });

  it("is right within a tenth of a pixel near the outline", () => {
    const random = new Random(5);
    for (let n = 0; n < 200; n++) {
      const [a, b] = [random.between(4, 25), random.between(4, 25)];
      const outline = new EllipseOutline(EDGE);
      outline.place(0, 0, 1);
      outline.shape(a * a, 0, b * b);
      const angle = random.between(0, 6.28);
      const offset = random.between(-EDGE, EDGE);
      // a point on the outline, and from there along its normal
      const [x, y] = [a * Math.cos(angle), b * Math.sin(angle)];
      const slope = Math.hypot(x / (a * a), y / (b * b));
      const [nx, ny] = [x / (a * a) / slope, y / (b * b) / slope];
      const found = outline.distancePx(x + offset * nx, y + offset * ny);
      expect(Math.abs(found - offset)).toBeLessThan(0.1);
    }
  });

  it("keeps a breadth when it is seen edge-on", () => {
    const line = new EllipseOutline(EDGE);
    line.place(0, 0, 1);
    line.shape(400, 0, 0);
    expect(line.distancePx(0, 1)).toBeGreaterThan(0.5);
    expect(line.distancePx(10, 0)).toBeLessThan(0);
    expect(Number.isFinite(line.distancePx(3, 0.2))).toBe(true);
  });
});

/** The light that an outline alone gives a pixel that it covers, and the part that it covers. */
function laidAt(outline: Outline, column: number, row: number): { light: number; covered: number } {
  const piece = {
    row,
    from: column - 1,
    to: column,
    light: new Float64Array(2),
    left: new Float64Array([1, 1]),
  };
  outline.lay(piece);
  const covered = 1 - piece.left[1]!;
  return { light: piece.light[1]! / covered, covered };
}

it.each([
  ["an ellipse", ellipse],
  ["a capsule", capsule],
])("%s covers as much of a pixel as its distance says, under what lies before it", (_, make) => {
  const random = new Random(12);
  let partly = 0;
  for (let n = 0; n < 2000; n++) {
    const outline = make(random);
    const [column, row] = [Math.round(random.between(-5, 45)), Math.round(random.between(-5, 45))];
    const expected = Math.min(1, Math.max(0, 0.5 - outline.distancePx(column, row) / (2 * EDGE)));
    expect(laidAt(outline, column, row).covered).toBeCloseTo(expected, 12);
    if (expected > 0 && expected < 1) partly++;
    const under = {
      row,
      from: column,
      to: column,
      light: new Float64Array([5]),
      left: new Float64Array([0.25]),
    };
    outline.lay(under);
    expect(under.left[0]).toBeCloseTo(0.25 * (1 - expected), 12);
    expect(under.light[0]).toBeCloseTo(5 + 0.25 * expected, 12); // their own light is 1
  }
  expect(partly).toBeGreaterThan(50);
});

describe("a ball under a lamp", () => {
  const lit = new EllipseOutline(EDGE, { depth: 0.6, towardsLamp: [0, -1, 0] });
  lit.place(50, 50, 1);
  lit.shape(100, 0, 100);
  lit.light = 200;
  it("is bright where it faces the lamp, and keeps what comes from everywhere", () => {
    expect(laidAt(lit, 50, 40).light).toBeCloseTo(200, 6);
    expect(laidAt(lit, 50, 60).light).toBeCloseTo(80, 6);
    expect(laidAt(lit, 50, 45).light).toBeCloseTo(200 * (0.4 + 0.6 * 0.5), 6);
    expect(laidAt(lit, 60, 50).light).toBeCloseTo(80, 6);
    expect(lit.flat).toBe(false);
  });
});
