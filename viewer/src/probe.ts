import type { Vec3 } from "../../src/core/vec3.ts";

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
  estimatedPositionM: Vec3 | null;
  racketPositionM: Vec3 | null;
  /** [-] events drawn since the page was opened. */
  eventsDrawn: { left: number; right: number };
  /** [-] triangles of the last frame. */
  triangles: number;
  /** What went wrong in the page. */
  readonly errors: string[];
}

declare global {
  interface Window {
    __viewer?: Probe;
  }
}

/** Publishes the probe and collects whatever the page fails on. */
export function publishProbe(): Probe {
  const probe: Probe = {
    connected: false,
    frames: 0,
    messages: 0,
    lastTimeUs: NaN,
    ballPositionM: null,
    estimatedPositionM: null,
    racketPositionM: null,
    eventsDrawn: { left: 0, right: 0 },
    triangles: 0,
    errors: [],
  };
  window.addEventListener("error", (event) => probe.errors.push(event.message));
  window.addEventListener("unhandledrejection", (event) => probe.errors.push(String(event.reason)));
  window.__viewer = probe;
  return probe;
}
