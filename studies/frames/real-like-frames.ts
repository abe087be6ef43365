import { BallFrames, type FrameBall } from "../../sims/ball-frames/ball-frames.ts";
import { DEFAULT_RECIPE, type FrameRecipe } from "../../sims/ball-frames/recipe.ts";
import { frameBytes, type PackedFrames } from "../../src/snn/train/packed-frames.ts";

/** [px] diameters, and [px/ms] motion in the image, of the balls in the real frames, 5 to 95 %. */
const DIAMETER_PX = [12.7, 20.8] as const;
const MOTION_PXPMS = [0.7, 2.7] as const;
const WINDOW_MS = 1;

/** The training recipe narrowed to balls like those of the real frames, alone in the window; all else as it is. */
const REAL_LIKE: FrameRecipe = {
  ...DEFAULT_RECIPE,
  emptyShare: 0,
  distractedShare: 0,
  diameterPx: DIAMETER_PX,
};

/**
 * Simulated frames of merged polarity with balls of the size and speed of those in the real frames.
 * @param labelBeforeEndUs [us] the instant of the places, before a window's end
 */
export function realLikeFrames(seed: number, count: number, labelBeforeEndUs = 0): PackedFrames {
  const volume = { channels: 1, height: 64, width: 64 };
  const source = new BallFrames(seed, { merged: true, labelBeforeEndUs, recipe: REAL_LIKE });
  const bytes = frameBytes(volume);
  const frames: PackedFrames = {
    volume,
    bits: new Uint8Array(count * bytes),
    xPx: new Float64Array(count),
    yPx: new Float64Array(count),
    present: new Uint8Array(count).fill(1),
  };
  for (let made = 0, index = 0; made < count; index++) {
    const { atEnd, atMiddle, atLabel, frames: picture } = source.sample(index);
    if (atEnd === null || atMiddle === null || atLabel === null || !isLikeReal(atMiddle, atEnd)) continue;
    for (const [place, on] of picture.entries()) {
      const at = made * bytes + (place >> 3);
      frames.bits[at] = (frames.bits[at] ?? 0) | (on << (place & 7));
    }
    frames.xPx[made] = atLabel.xPx;
    frames.yPx[made] = atLabel.yPx;
    made++;
  }
  return frames;
}

function isLikeReal(atMiddle: FrameBall, atEnd: FrameBall): boolean {
  const [dx, dy] = [atEnd.xPx - atMiddle.xPx, atEnd.yPx - atMiddle.yPx];
  const pxPerMs = Math.sqrt(dx * dx + dy * dy) / (WINDOW_MS / 2);
  return pxPerMs >= MOTION_PXPMS[0] && pxPerMs <= MOTION_PXPMS[1];
}
