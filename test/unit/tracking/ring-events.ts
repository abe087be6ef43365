import { createEventBatch, pushEvent, type EventBatch } from "../../../src/core/event-batch.ts";
import { normal } from "../../../src/core/normal.ts";
import type { Random } from "../../../src/core/random.ts";

/** A disc that moves over the sensor at constant speed. */
export interface MovingDisc {
  /** [px] centre at time 0. */
  readonly xPx: number;
  readonly yPx: number;
  /** [px/us] */
  readonly vx: number;
  readonly vy: number;
  /** [px] */
  readonly radiusPx: number;
}

export interface RingOptions {
  /** [us] the window is [startUs, endUs). */
  readonly startUs: number;
  readonly endUs: number;
  /** [us] standard deviation of an event's time. */
  readonly jitterUs: number;
  /** [-] noise events anywhere on the sensor. */
  readonly noiseEvents: number;
}

const WIDTH = 1280;
const HEIGHT = 720;

/** [px] centre of the disc. */
export const centreAt = (disc: MovingDisc, timeUs: number): { xPx: number; yPx: number } => ({
  xPx: disc.xPx + disc.vx * timeUs,
  yPx: disc.yPx + disc.vy * timeUs,
});

/**
 * Events of a disc's rim: one whenever the rim passes a pixel centre, ON in front and OFF behind, by solving
 * |pixel - centre(t)| = radius for t; and noise.
 */
export function ringEvents(disc: MovingDisc, options: RingOptions, random: Random): EventBatch {
  const rows: { t: number; x: number; y: number; p: number }[] = [];
  const { startUs, endUs, jitterUs } = options;
  const middle = centreAt(disc, (startUs + endUs) / 2);
  const reach = Math.ceil(disc.radiusPx + 20);
  for (let y = Math.floor(middle.yPx) - reach; y <= middle.yPx + reach; y++) {
    for (let x = Math.floor(middle.xPx) - reach; x <= middle.xPx + reach; x++) {
      if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) continue;
      crossings(disc, x, y).forEach((crossing, i) => {
        const t = Math.round(crossing + jitterUs * normal(random));
        if (t >= startUs && t < endUs) rows.push({ t, x, y, p: 1 - i });
      });
    }
  }
  for (let i = 0; i < options.noiseEvents; i++) {
    const t = Math.floor(random.between(startUs, endUs));
    rows.push({
      t,
      x: Math.floor(random.between(0, WIDTH)),
      y: Math.floor(random.between(0, HEIGHT)),
      p: random.uniform() < 0.5 ? 0 : 1,
    });
  }
  rows.sort((a, b) => a.t - b.t);
  const batch = createEventBatch(WIDTH, HEIGHT, rows.length);
  for (const { t, x, y, p } of rows) pushEvent(batch, t, x, y, p);
  return batch;
}

/** [us] when the rim arrives at a pixel and when it leaves. */
function crossings(disc: MovingDisc, x: number, y: number): number[] {
  const [dx, dy] = [x - disc.xPx, y - disc.yPx];
  const speed2 = disc.vx * disc.vx + disc.vy * disc.vy;
  const along = (dx * disc.vx + dy * disc.vy) / speed2;
  const root = along * along - (dx * dx + dy * dy - disc.radiusPx ** 2) / speed2;
  return root <= 0 ? [] : [along - Math.sqrt(root), along + Math.sqrt(root)];
}
