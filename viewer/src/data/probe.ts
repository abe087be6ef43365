import type { Vec3 } from "../../../src/core/vec3.ts";

/** What the page shows, for tests and for the curious: `window.__viewer`. */
export interface Probe {
  connected: boolean;
  /** [-] frames drawn. */
  frames: number;
  /** [-] messages received. */
  messages: number;
  /** [us] instant on display; NaN before the first message. */
  lastTimeUs: number;
  /** [m] where the true ball, the estimate and the racket are drawn; null = not drawn. World frame. */
  ballPositionM: Vec3 | null;
  /** [px] where the true ball is on the screen, from its top left. */
  ballScreenPx: readonly [number, number] | null;
  estimatedPositionM: Vec3 | null;
  racketPositionM: Vec3 | null;
  /** [-] events drawn since the page was opened. */
  eventsDrawn: { left: number; right: number };
  /** [-] triangles of the last frame. */
  triangles: number;
  /** What went wrong in the page. */
  readonly errors: string[];
}
