import type { Signal } from "./signal.ts";

/** Delays each element by as many steps as `steps` says; zeros come out before. */
export function delayLine(steps: Int32Array): { readonly step: Signal; readonly reset: () => void } {
  const length = steps.reduce((most, value) => Math.max(most, value), 0) + 1;
  const ring = Array.from({ length }, () => new Float64Array(steps.length));
  let now = 0;
  return {
    step: (x, y) => {
      ring[now]?.set(x);
      for (let n = 0; n < y.length; n++) y[n] = ring[(now - steps[n]! + length) % length]![n]!;
      now = (now + 1) % length;
    },
    reset: () => ring.forEach((row) => row.fill(0)),
  };
}
