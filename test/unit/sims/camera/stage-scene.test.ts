import { describe, expect, it } from "vitest";
import { CameraView } from "../../../../sims/camera/camera-view.ts";
import type { PixelSpan } from "../../../../sims/camera/scene.ts";
import { type Actors, NO_ACTORS, poseNumbers, writePose } from "../../../../sims/camera/stage.ts";
import { StagePath } from "../../../../sims/camera/stage-path.ts";
import { DEFAULT_LOOK, StageScene } from "../../../../sims/camera/stage-scene.ts";
import { type CameraModel, lookAt, project } from "../../../../src/core/camera.ts";
import { Random } from "../../../../src/core/random.ts";
import { add, cross, norm, normalize, scale, subtract, type Vec3 } from "../../../../src/core/vec3.ts";

const PINHOLE = lookAt({ id: "c", width: 200, height: 150, focalPx: 220 }, [0.5, -2, 1.2], [0, 0, 0]);
const BENT: CameraModel = {
  ...PINHOLE,
  distortion: { k1: -0.2, k2: 0.03, k3: 0.01, p1: 0.004, p2: -0.003 },
};
const LOOK = { ...DEFAULT_LOOK, radiusM: 0.05 };

describe.each([
  ["a pinhole", PINHOLE],
  ["a lens", BENT],
])("through %s", (_, camera) => {
  const view = new CameraView(camera);
  const random = new Random(8);
  const points = Array.from({ length: 50 }, (): Vec3 => [
    random.between(-0.8, 0.8),
    random.between(-0.5, 0.8),
    random.between(-0.4, 0.4),
  ]);

  it("a point is seen where the calibrated camera projects it, and moves as its derivatives say", () => {
    for (const point of points) {
      view.lookAt(...point);
      const { xPx, yPx, depthM } = project(camera, point);
      expect(view.x).toBeCloseTo(xPx, 9);
      expect(view.y).toBeCloseTo(yPx, 9);
      expect(view.depthM).toBeCloseTo(depthM, 12);
      for (let axis = 0; axis < 3; axis++) {
        const step = point.map((value, k) => (k === axis ? value + 1e-6 : value)) as unknown as Vec3;
        const moved = project(camera, step);
        expect(view.dx[axis]).toBeCloseTo((moved.xPx - xPx) * 1e6, 1);
        expect(view.dy[axis]).toBeCloseTo((moved.yPx - yPx) * 1e6, 1);
      }
    }
  });

  it("a ball's outline is where rays graze it, to a tenth of a pixel", () => {
    for (const centre of points.slice(0, 20)) {
      const scene = sceneOf(camera, centre);
      const towards = normalize(subtract(camera.positionM, centre));
      const side = normalize(cross(towards, [0.3, 0.5, 0.8]));
      const other = cross(towards, side);
      for (let angle = 0; angle < 6.28; angle += 0.5) {
        const edge = add(scale(side, Math.cos(angle)), scale(other, Math.sin(angle)));
        const { xPx, yPx } = project(camera, add(centre, scale(edge, LOOK.radiusM)));
        const [column, row] = [Math.round(xPx), Math.round(yPx)];
        if (column < 0 || row < 0 || column >= 200 || row >= 150) continue;
        // half covered on the outline; a pixel further by d along the normal is covered by d / (2 edge) less
        const middle = project(camera, centre);
        const length = Math.hypot(xPx - middle.xPx, yPx - middle.yPx);
        const along = ((column - xPx) * (xPx - middle.xPx) + (row - yPx) * (yPx - middle.yPx)) / length;
        const expected = Math.min(1, Math.max(0, 0.5 - along / (2 * LOOK.edgePx)));
        const got = (scene.light(column, row) - LOOK.roomLight) / (LOOK.ballLight - LOOK.roomLight);
        expect(Math.abs(got - expected)).toBeLessThan(0.15); // an ellipse's normal is not quite from its centre
      }
    }
  });
});

/** A scene with a ball at rest, as a picture. */
function sceneOf(camera: CameraModel, ball: Vec3, actors: Actors = NO_ACTORS) {
  const path = new StagePath(poseNumbers(actors));
  const [x, y, z] = ball;
  writePose(path.add(0), { x, y, z }, actors);
  const scene = sceneOn(camera, path, actors);
  const picture = pictureOf(camera, scene);
  scene.refresh(picture);
  return picture;
}

function sceneOn(
  camera: CameraModel,
  path: StagePath,
  actors: Actors,
  background: Float32Array | null = null,
) {
  const options = {
    camera,
    path,
    actors,
    look: LOOK,
    background,
    mostMotionPx: 0.25,
    startUs: 0,
    rows: null,
  };
  return new StageScene(options);
}

function pictureOf({ width, height }: CameraModel, scene: StageScene) {
  const pixels = new Float64Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = scene.restingLight(i % width, Math.floor(i / width));
  }
  return {
    pixels,
    see: ({ row, column, count, light }: PixelSpan) => {
      for (let k = 0; k < count; k++) pixels[row * width + column + k] = light[k]!;
    },
    light: (column: number, row: number) => pixels[row * width + column]!,
  };
}

const blade = (centreM: Vec3, normal: Vec3, along: Vec3) => ({
  centreM,
  normal,
  along,
  halfLengthM: 0.2,
  halfWidthM: 0.15,
  thicknessM: 0.02,
  albedo: 0.2,
});
const capsule = (fromM: Vec3, toM: Vec3) => ({ fromM, toM, radiusM: 0.06, albedo: 0.6 });

describe("what hides what", () => {
  const beside: Vec3 = [0.6, 0.3, 0];
  const at = (actors: Actors, ball: Vec3): number => {
    const { xPx, yPx } = project(PINHOLE, [0, 0, 0]);
    return sceneOf(PINHOLE, ball, actors).light(Math.round(xPx), Math.round(yPx));
  };
  const link = { blades: [], capsules: [capsule([-0.3, 0, 0], [0.3, 0, 0])] };

  it("is a matter of depth", () => {
    const between = add([0, 0, 0], scale(subtract(PINHOLE.positionM, [0, 0, 0]), 0.2));
    const behind = add([0, 0, 0], scale(subtract(PINHOLE.positionM, [0, 0, 0]), -0.2));
    expect(at(link, between)).toBe(LOOK.ballLight);
    expect(at(link, behind)).toBeCloseTo(0.6 * LOOK.whiteLight, 6);
    expect(at(NO_ACTORS, behind)).toBe(LOOK.ballLight);
    expect(at(NO_ACTORS, beside)).toBe(LOOK.roomLight);
  });

  it("is nothing behind the camera", () => {
    expect(at(link, [0.5, -3, 1.5])).toBeCloseTo(0.6 * LOOK.whiteLight, 6);
    const away: Actors = { blades: [blade([0.5, -3, 1.5], [0, 0, 1], [1, 0, 0])], capsules: [] };
    expect(at(away, beside)).toBe(LOOK.roomLight);
  });
});

describe("a blade", () => {
  const extent = (normal: Vec3, along: Vec3): [width: number, height: number] => {
    const straight = lookAt({ id: "c", width: 200, height: 150, focalPx: 220 }, [0, -2, 0], [0, 0, 0]);
    const picture = sceneOf(straight, [9, 9, 9], { blades: [blade([0, 0, 0], normal, along)], capsules: [] });
    // sum of the coverage along the middle row and the middle column, [m]
    const covered = (light: number): number => (light - 40) / (0.2 * LOOK.whiteLight - 40);
    let [width, height] = [0, 0];
    for (let column = 0; column < 200; column++)
      width += covered((picture.light(column, 74) + picture.light(column, 75)) / 2);
    for (let row = 0; row < 150; row++)
      height += covered((picture.light(99, row) + picture.light(100, row)) / 2);
    return [width / 110, height / 110];
  };

  it("shows length and width from the front, its thickness from the side", () => {
    const [width, height] = extent([0, 1, 0], [1, 0, 0]);
    expect(width).toBeCloseTo(0.4, 1);
    expect(height).toBeCloseTo(0.3, 1);
    const [thin, long] = extent([1, 0, 0], [0, 0, 1]);
    expect(Math.abs(thin - 0.02)).toBeLessThan(0.01);
    expect(long).toBeGreaterThan(0.28); // thin and blurred, it does not cover its pixels
  });

  it("is foreshortened as it turns", () => {
    const [width] = extent([0.8, 0.6, 0], [0.6, -0.8, 0]);
    expect(Math.abs(width - 0.4 * 0.6)).toBeLessThan(0.02);
  });
});

it("shows every pixel that changes, whatever moves where", () => {
  const random = new Random(21);
  const point = (): Vec3 => [random.between(-1, 1), random.between(-1.5, 1), random.between(-0.6, 0.6)];
  const unit = (): Vec3 => normalize([random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)]);
  const drawn = (): Actors => {
    const normal = unit();
    const along = normalize(cross(normal, unit()));
    return {
      blades: [blade(point(), normal, along)],
      capsules: [capsule(point(), point()), capsule(point(), point())],
    };
  };
  const background = Float32Array.from({ length: 200 * 150 }, () => random.between(20, 90));
  const first = drawn();
  const path = new StagePath(poseNumbers(first));
  const scene = sceneOn(BENT, path, first, background);
  const picture = pictureOf(BENT, scene);
  const ball = () => ({
    x: random.between(-0.6, 0.6),
    y: random.between(-1, 0.6),
    z: random.between(-0.4, 0.4),
  });
  let nowUs = 0;
  writePose(path.add(nowUs), ball(), first);
  scene.refresh(picture);
  for (let n = 0; n < 40; n++) {
    // every other time nothing moves, so that a thing may wait
    const before = new Float64Array(path.size);
    path.at(nowUs, before);
    nowUs += 1000;
    if (n % 2 === 0) writePose(path.add(nowUs), ball(), drawn());
    else path.add(nowUs).set(before);
    let looks = 0;
    while (scene.nextLookUs(nowUs) < Infinity && looks++ < 10_000) scene.look(picture);
    path.forgetBefore(nowUs);
    const whole = pictureOf(BENT, scene);
    const fresh = sceneOn(BENT, path, first, background);
    fresh.refresh(whole);
    let differing = 0;
    for (const [i, light] of whole.pixels.entries())
      if (Math.abs(light - picture.pixels[i]!) > 1e-6) differing++;
    expect(differing).toBe(0);
  }
});

it("looks at each mover as often as its own motion asks for", () => {
  const actors: Actors = { blades: [], capsules: [capsule([-0.5, 0, 0.3], [0.5, 0, 0.3])] };
  const path = new StagePath(poseNumbers(actors));
  const scene = sceneOn(PINHOLE, path, actors);
  const picture = pictureOf(PINHOLE, scene);
  writePose(path.add(0), { x: -0.1, y: 0, z: 0 }, actors);
  scene.refresh(picture);
  // the ball moves by about 10 px, the link not at all
  writePose(path.add(1000), { x: 0, y: 0, z: 0 }, actors);
  const sinces = new Set<number>();
  const nows: number[] = [];
  const sink = { see: ({ sinceUs }: PixelSpan) => void sinces.add(sinceUs) };
  for (let at = scene.nextLookUs(1000); at < Infinity; at = scene.nextLookUs(1000)) {
    nows.push(at);
    scene.look(sink);
  }
  const wayPx = norm([
    project(PINHOLE, [0, 0, 0]).xPx - project(PINHOLE, [-0.1, 0, 0]).xPx,
    project(PINHOLE, [0, 0, 0]).yPx - project(PINHOLE, [-0.1, 0, 0]).yPx,
    0,
  ]);
  expect(nows.length).toBeGreaterThanOrEqual(Math.floor(wayPx / 0.25));
  expect(nows.length).toBeLessThan(wayPx / 0.25 + 5);
  expect(nows.at(-1)).toBe(1000);
  expect(sinces.size).toBe(nows.length);
});
