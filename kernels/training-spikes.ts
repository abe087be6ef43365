import { lanesSum } from "./training-runs";

/**
 * Spiking neurons of one channel, 4 samples a register. `zero` = 1: a spike sets the potential to 0; else it subtracts the
 * threshold, `most` times at most. Offsets: potentials `v` and spikes `s` [place][step][sample], input with `inputSteps` 1 or all.
 */
export function spikeForward(
  x: usize,
  v: usize,
  s: usize,
  places: i32,
  samples: i32,
  steps: i32,
  inputSteps: i32,
  leak: f32,
  threshold: f32,
  vMin: f32,
  zero: i32,
  most: i32,
): void {
  const row: usize = usize(samples) << 2;
  const xStep: usize = inputSteps == 1 ? 0 : row;
  const l = f32x4.splat(leak),
    t = f32x4.splat(threshold),
    low = f32x4.splat(vMin),
    one = f32x4.splat(1);
  for (let place = 0; place < places; place++) {
    for (let m: usize = 0; m < row; m += 16) {
      let u = f32x4.splat(0);
      let xp = x + m,
        at: usize = m;
      for (let step = 0; step < steps; step++) {
        u = f32x4.add(f32x4.mul(l, u), v128.load(xp));
        v128.store(v + at, u);
        const fires = f32x4.ge(u, t);
        let fired = v128.and(fires, one);
        for (let k = 2; k <= most; k++) {
          const more = f32x4.ge(u, f32x4.mul(f32x4.splat(f32(k)), t));
          fired = f32x4.add(fired, v128.and(more, one));
        }
        v128.store(s + at, fired);
        u = zero ? v128.andnot(u, fires) : f32x4.sub(u, f32x4.mul(fired, t));
        u = f32x4.max(u, low);
        xp += xStep;
        at += row;
      }
    }
    x += usize(inputSteps) * row;
    v += usize(steps) * row;
    s += usize(steps) * row;
  }
}

// Gradients of leak and threshold of the last spikeBackward.
let leakGradient: f32 = 0,
  thresholdGradient: f32 = 0;
export function lastLeakGradient(): f32 {
  return leakGradient;
}
export function lastThresholdGradient(): f32 {
  return thresholdGradient;
}

/** Back through the steps; `surrogate`: 0 fast sigmoid, 1 arctan, 2 piecewise linear. */
export function spikeBackward(
  g: usize,
  v: usize,
  s: usize,
  gx: usize,
  places: i32,
  samples: i32,
  steps: i32,
  inputSteps: i32,
  leak: f32,
  threshold: f32,
  vMin: f32,
  zero: i32,
  most: i32,
  detach: i32,
  surrogate: i32,
  slope: f32,
): void {
  const row: usize = usize(samples) << 2;
  const xStep: usize = inputSteps == 1 ? 0 : row;
  const l = f32x4.splat(leak),
    t = f32x4.splat(threshold),
    low = f32x4.splat(vMin);
  const none = f32x4.splat(0);
  let leaks = none,
    thresholds = none;
  for (let place = 0; place < places; place++) {
    for (let m: usize = 0; m < row; m += 16) {
      let after = none,
        total = none;
      let at: usize = m + usize(steps - 1) * row,
        xp = gx + m + usize(steps - 1) * xStep;
      for (let step = steps - 1; step >= 0; step--) {
        const u = v128.load(v + at),
          fired = v128.load(s + at);
        const lowering = zero ? u : t;
        const left = f32x4.sub(u, f32x4.mul(fired, lowering));
        after = v128.andnot(after, f32x4.lt(left, low));
        let seen = v128.load(g + at);
        if (!detach) seen = f32x4.sub(seen, f32x4.mul(after, lowering));
        let through = none,
          lifted = none;
        for (let k = 1; k <= most; k++) {
          const each = f32x4.splat(f32(k));
          const steep = f32x4.mul(derivative(f32x4.sub(u, f32x4.mul(each, t)), surrogate, slope), seen);
          through = f32x4.add(through, steep);
          lifted = f32x4.add(lifted, f32x4.mul(each, steep));
        }
        const firedAfter = f32x4.mul(fired, after);
        thresholds = f32x4.sub(thresholds, zero ? lifted : f32x4.add(lifted, firedAfter));
        const before = f32x4.add(zero ? f32x4.sub(after, firedAfter) : after, through);
        if (step > 0) {
          const w = v128.load(v + at - row),
            f = v128.load(s + at - row);
          const settled = f32x4.max(f32x4.sub(w, f32x4.mul(f, zero ? w : t)), low);
          leaks = f32x4.add(leaks, f32x4.mul(before, settled));
        }
        total = f32x4.add(total, before);
        if (xStep != 0) v128.store(xp, before);
        after = f32x4.mul(l, before);
        at -= row;
        xp -= xStep;
      }
      if (xStep == 0) v128.store(gx + m, total);
    }
    gx += usize(inputSteps) * row;
    g += usize(steps) * row;
    v += usize(steps) * row;
    s += usize(steps) * row;
  }
  leakGradient = lanesSum(leaks);
  thresholdGradient = lanesSum(thresholds);
}

function derivative(x: v128, surrogate: i32, slope: f32): v128 {
  const k = f32x4.splat(slope),
    one = f32x4.splat(1);
  if (surrogate == 0) {
    const d = f32x4.add(one, f32x4.mul(k, f32x4.abs(x)));
    return f32x4.div(one, f32x4.mul(d, d));
  }
  if (surrogate == 1) {
    const a = f32x4.mul(f32x4.splat(1.5707963267948966 * slope), x);
    return f32x4.div(f32x4.splat(slope * 0.5), f32x4.add(one, f32x4.mul(a, a)));
  }
  return f32x4.max(f32x4.splat(0), f32x4.sub(k, f32x4.mul(f32x4.mul(k, k), f32x4.abs(x))));
}
