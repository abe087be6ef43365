import { deriveSeed, Random } from "../../src/core/random.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { LabelledBatch } from "../camera/camera-output.ts";
import { EventCamera } from "../camera/event-camera.ts";
import { CAUSE } from "../camera/pixel-array.ts";
import type { PixelModel } from "../camera/pixel-model.ts";
import { PIXEL_PRESETS } from "../camera/pixel-presets.ts";
import { FrameScene } from "./frame-scene.ts";
import {
  drawBar,
  drawDirection,
  drawLog,
  drawThing,
  FlyingBall,
  MIDDLE_PX,
  SIDE_PX,
  type Thing,
} from "./frame-things.ts";
import { DEFAULT_RECIPE, type FrameRecipe } from "./recipe.ts";

/** [us] length of a window. */
const WINDOW_US = 1000;
/**
 * [us] what happens before the first: pixels that the ball has left fire for milliseconds, a wake of 15 px behind it in
 * real frames. With 2000 it ended after 4 px.
 */
const BEFORE_US = 8000;
/** [px] events this close to the ball's outline are its own. */
const NEAR_PX = 3;

/** A ball's image. [px], pixel centres at integer coordinates of the window. */
export interface FrameBall {
  readonly xPx: number;
  readonly yPx: number;
  readonly radiusPx: number;
}

/** One labelled sample. The caller owns it. */
export interface BallFrame {
  /** [-] the number that, with the seed, made it. */
  readonly index: number;
  /**
   * 1 where a pixel had an event in a window, else 0: `windows` x channel x row x column, the oldest window first;
   * channels ON, OFF, or a single one when merged.
   */
  readonly frames: Uint8Array;
  /** All events of the windows, times from 0 at the beginning of the first. */
  readonly events: LabelledBatch;
  /** The ball at the end of the last window and in its middle; null without a ball. */
  readonly atEnd: FrameBall | null;
  readonly atMiddle: FrameBall | null;
  /** The ball at the instant that the options ask for. */
  readonly atLabel: FrameBall | null;
  /** [-] signal events of the last window within 3 px of the ball's outline or inside it, and pixels that had one. */
  readonly visibleEvents: number;
  readonly visiblePixels: number;
  /** Whether something else moves. */
  readonly distracted: boolean;
}

export interface BallFramesOptions {
  /** [-] windows of 1 ms in a row, 1 to 100. */
  readonly windows?: number;
  /** One channel for both polarities. */
  readonly merged?: boolean;
  /** [us] how long before the end of the last window `atLabel` is; 0 when left out. */
  readonly labelBeforeEndUs?: number;
  readonly recipe?: FrameRecipe;
}

/**
 * Labelled windows of 64 x 64 pixels for the training of ball trackers, seen by the event camera of `sims/camera`. Sample
 * n of a seed is the same whoever asks for it, in whatever order. One instance makes one sample at a time.
 */
export class BallFrames {
  readonly #seed: number;
  readonly #windows: number;
  readonly #merged: boolean;
  readonly #labelBeforeEndUs: number;
  readonly #recipe: FrameRecipe;
  readonly #scene = new FrameScene();
  readonly #camera: EventCamera;
  readonly #touched = new Uint8Array(SIDE_PX * SIDE_PX);

  /** @throws SaccadeError `world-invalid` on a number of windows out of range. */
  constructor(seed: number, options: BallFramesOptions = {}) {
    const { windows = 1, merged = false, labelBeforeEndUs = 0, recipe = DEFAULT_RECIPE } = options;
    if (!(Number.isInteger(windows) && windows >= 1 && windows <= 100)) {
      throw new SaccadeError(
        "world-invalid",
        `ball frames: windows is ${String(windows)}, must be a whole number from 1 to 100`,
        { option: "windows" },
      );
    }
    this.#seed = seed;
    this.#windows = windows;
    this.#merged = merged;
    this.#labelBeforeEndUs = labelBeforeEndUs;
    this.#recipe = recipe;
    const camera = {
      id: "window",
      width: SIDE_PX,
      height: SIDE_PX,
      seed,
      startUs: 0,
      readout: null,
      clock: null,
      rows: null,
    };
    this.#scene.set([], { light: 1, right: 0, down: 0, bars: [] }, 1, { fromUs: 0, endUs: 0 });
    this.#camera = new EventCamera({ ...camera, pixels: PIXEL_PRESETS.ideal }, this.#scene);
  }

  /** @throws SaccadeError `world-invalid` when the recipe makes an impossible pixel. */
  sample(index: number): BallFrame {
    const random = new Random(deriveSeed(this.#seed, "ball frame", String(index)));
    const recipe = this.#recipe;
    const edgePx = random.between(...recipe.edgePx);
    const ball = random.uniform() < recipe.emptyShare ? null : drawBall(random, recipe, edgePx);
    const others = drawOthers(random, recipe, edgePx);
    const things: readonly Thing[] = ball === null ? others : [ball, ...others];
    const backdrop = {
      light: drawLog(random, recipe.roomLight),
      right: random.between(...recipe.gradient),
      down: random.between(...recipe.gradient),
      bars: times(Math.floor(random.uniform() * (recipe.mostBars + 1)), () => drawBar(random, edgePx)),
    };
    const endUs = BEFORE_US + this.#windows * WINDOW_US;
    this.#scene.set(things, backdrop, edgePx, { fromUs: BEFORE_US, endUs });
    this.#camera.reset(drawPixels(random, recipe), random.uint32(), 0);
    this.#camera.expose(endUs);
    this.#camera.take(BEFORE_US);
    const events = this.#camera.takeLabelled(endUs);
    for (let i = 0; i < events.length; i++) events.t[i]! -= BEFORE_US;
    const frames = this.#framesOf(events);
    const visible = this.#visible(events, ball);
    return {
      index,
      frames,
      events,
      atEnd: ball === null ? null : placeOf(ball, 0),
      atMiddle: ball === null ? null : placeOf(ball, -WINDOW_US / 2),
      atLabel: ball === null ? null : placeOf(ball, -this.#labelBeforeEndUs),
      ...visible,
      distracted: others.length > 0,
    };
  }

  #framesOf({ t, x, y, p, length }: LabelledBatch): Uint8Array {
    const channels = this.#merged ? 1 : 2;
    const area = SIDE_PX * SIDE_PX;
    const frames = new Uint8Array(this.#windows * channels * area);
    for (let i = 0; i < length; i++) {
      const window = Math.floor(t[i]! / WINDOW_US);
      const channel = this.#merged || p[i] === 1 ? 0 : 1;
      frames[(window * channels + channel) * area + y[i]! * SIDE_PX + x[i]!] = 1;
    }
    return frames;
  }

  /** Counts what is seen of the ball in the last window. */
  #visible(
    { t, x, y, cause, length }: LabelledBatch,
    ball: FlyingBall | null,
  ): { visibleEvents: number; visiblePixels: number } {
    const visible = { visibleEvents: 0, visiblePixels: 0 };
    if (ball === null) return visible;
    this.#touched.fill(0);
    const endUs = this.#windows * WINDOW_US;
    for (let i = 0; i < length; i++) {
      if (t[i]! < endUs - WINDOW_US || cause[i] !== CAUSE.signal) continue;
      const place = ball.at((t[i]! - endUs) * 1e-6);
      const [dx, dy] = [x[i]! - place.x, y[i]! - place.y];
      if (Math.sqrt(dx * dx + dy * dy) > place.radiusPx + NEAR_PX) continue;
      const pixel = y[i]! * SIDE_PX + x[i]!;
      visible.visibleEvents++;
      visible.visiblePixels += 1 - this.#touched[pixel]!;
      this.#touched[pixel] = 1;
    }
    return visible;
  }
}

function placeOf(ball: FlyingBall, afterUs: number): FrameBall {
  const { x, y, radiusPx } = ball.at(afterUs * 1e-6);
  return { xPx: x, yPx: y, radiusPx };
}

function drawBall(random: Random, recipe: FrameRecipe, edgePx: number): FlyingBall {
  const speed = random.between(...recipe.speedMps);
  const [right, down, away] = drawDirection(random);
  const [lampX, lampY, lampZ] = drawDirection(random);
  const flight = {
    x: MIDDLE_PX + random.between(-recipe.offsetPx, recipe.offsetPx),
    y: MIDDLE_PX + random.between(-recipe.offsetPx, recipe.offsetPx),
    diameterPx: drawLog(random, recipe.diameterPx),
    velocityMps: [speed * right, speed * down, speed * away],
  } as const;
  const shading = {
    depth: random.between(...recipe.ballShade),
    towardsLamp: [lampX, -Math.abs(lampY), lampZ], // from above
  } as const;
  return new FlyingBall(flight, random.between(...recipe.ballLight), edgePx, shading);
}

function drawOthers(random: Random, recipe: FrameRecipe, edgePx: number): Thing[] {
  if (random.uniform() >= recipe.distractedShare) return [];
  const { distractorPxps: speedPxps, occludingShare } = recipe;
  const count = random.uniform() < 0.5 ? 1 : 2;
  return times(count, () => drawThing(random, { speedPxps, occludingShare, edgePx }));
}

function drawPixels(random: Random, recipe: FrameRecipe): PixelModel {
  const noisy = random.uniform() < recipe.noisyShare ? random.between(...recipe.noisyFactor) : 1;
  const lagUs = drawLog(random, recipe.lagUs);
  return {
    ...PIXEL_PRESETS.typical,
    onThreshold: random.between(...recipe.onThreshold),
    offThreshold: random.between(...recipe.offThreshold),
    thresholdSigma: random.between(...recipe.thresholdSigma),
    bandwidthHz: 1e6 / (2 * Math.PI * lagUs),
    refractoryUs: random.between(...recipe.refractoryUs),
    shotHz: drawLog(random, recipe.shotHz) * noisy,
    leakHz: random.between(...recipe.leakHz),
    hotShare: random.between(...recipe.hotShare),
    hotHz: drawLog(random, recipe.hotHz),
  };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
