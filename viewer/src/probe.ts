import type { Probe } from "./data/probe.ts";

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
    ballScreenPx: null,
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
