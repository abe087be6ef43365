import { CORRECTED, DECAY_INPUT, Lanes, Neurons, RESET_TO_VALUE, WHOLE } from "./spiking-neurons";

/** One parameter for all: v <- v + acc. Does what `stepIntegrators` in src/kernels/spiking/neurons.ts does. */
export function stepIntegrators(n: Neurons): i32 {
  return n.bias == 0 ? Part.uniform(n, false, false) : Part.uniform(n, false, true);
}

/** One parameter for all: v <- decay v + gain acc + offset. Does what `stepLeaky` there does. */
export function stepLeaky(n: Neurons): i32 {
  return n.bias == 0 ? Part.uniform(n, true, false) : Part.uniform(n, true, true);
}

/** A parameter for each neuron, with or without a current. Does what `stepEach` there does. */
export function stepEach(n: Neurons): i32 {
  const vMin = f32x4.splat(n.vMin);
  const end = (<usize>n.count) << 2;
  let events = 0;
  let spikes: f32 = 0;
  for (let at: usize = 0; at < end; at += 16) {
    const drive = Part.current(n, at);
    const v = Part.charge(n, at, v128.load(n.v + at), drive);
    const above = f32x4.gt(v, v128.load(n.limits + at));
    if (!v128.any_true(above)) {
      v128.store(n.v + at, f32x4.max(v, vMin));
      continue;
    }
    const threshold = v128.load(n.thresholds + at);
    const z = Lanes.spikesOf(n, v, above, threshold);
    const bits = i32x4.bitmask(above);
    Lanes.emit(n, events, i32(at >> 2), bits, z);
    events += popcnt(bits);
    spikes += Lanes.sumOf(z);
    const after = Lanes.resetOf(n, v, above, z, threshold, v128.load(n.vResets + at));
    v128.store(n.v + at, f32x4.max(after, vMin));
  }
  n.spikes = spikes;
  return events;
}

/** snnTorch's reset, which looks at the potential of the step before. Does what `stepLookingBack` there does. */
export function stepLookingBack(n: Neurons): i32 {
  const subtract = (n.flags & RESET_TO_VALUE) == 0;
  const whole = (n.flags & WHOLE) != 0;
  const end = (<usize>n.count) << 2;
  const one = f32x4.splat(1);
  let events = 0;
  let spikes: f32 = 0;
  for (let at: usize = 0; at < end; at += 16) {
    const drive = Part.current(n, at);
    const limit = v128.load(n.limits + at);
    const threshold = v128.load(n.thresholds + at);
    let v = v128.load(n.v + at);
    const before = f32x4.gt(v, limit);
    if (!subtract && !whole) v = v128.andnot(v, before);
    v = Part.charge(n, at, v, drive);
    if (subtract) v = f32x4.sub(v, v128.and(before, threshold));
    else if (whole) v = v128.andnot(v, before);
    const above = f32x4.gt(v, limit);
    if ((n.flags & CORRECTED) != 0) {
      const more = f32x4.sub(v128.and(above, one), v128.and(before, one));
      v = f32x4.sub(v, f32x4.mul(more, subtract ? threshold : v));
    }
    v128.store(n.v + at, v);
    const bits = i32x4.bitmask(above);
    if (bits == 0) continue;
    Lanes.emit(n, events, i32(at >> 2), bits, v128.and(above, one));
    events += popcnt(bits);
    spikes += f32(popcnt(bits));
  }
  n.spikes = spikes;
  return events;
}

/** Parts that are put into their callers; static methods, for only those can be marked so. */
class Part {
  @inline
  static uniform(n: Neurons, leaky: bool, biased: bool): i32 {
    const limit = f32x4.splat(n.limit);
    const vMin = f32x4.splat(n.vMin);
    const decay = f32x4.splat(n.decay);
    const gain = f32x4.splat(n.gain);
    const offset = f32x4.splat(n.offset);
    const zero = f32x4.splat(0);
    const end = (<usize>n.count) << 2;
    let noted = n.scratch;
    for (let at: usize = 0; at < end; at += 64) {
      const p = n.v + at;
      const q = n.acc + at;
      const v0 = leaky
        ? Part.leaked(v128.load(p), v128.load(q), decay, gain, offset)
        : f32x4.add(v128.load(p), v128.load(q));
      const v1 = leaky
        ? Part.leaked(v128.load(p, 16), v128.load(q, 16), decay, gain, offset)
        : f32x4.add(v128.load(p, 16), v128.load(q, 16));
      const v2 = leaky
        ? Part.leaked(v128.load(p, 32), v128.load(q, 32), decay, gain, offset)
        : f32x4.add(v128.load(p, 32), v128.load(q, 32));
      const v3 = leaky
        ? Part.leaked(v128.load(p, 48), v128.load(q, 48), decay, gain, offset)
        : f32x4.add(v128.load(p, 48), v128.load(q, 48));
      if (biased) {
        const b = n.bias + at;
        v128.store(q, v128.load(b));
        v128.store(q, v128.load(b, 16), 16);
        v128.store(q, v128.load(b, 32), 32);
        v128.store(q, v128.load(b, 48), 48);
      } else {
        v128.store(q, zero);
        v128.store(q, zero, 16);
        v128.store(q, zero, 32);
        v128.store(q, zero, 48);
      }
      v128.store(p, f32x4.max(v0, vMin));
      v128.store(p, f32x4.max(v1, vMin), 16);
      v128.store(p, f32x4.max(v2, vMin), 32);
      v128.store(p, f32x4.max(v3, vMin), 48);
      const a01 = v128.or(f32x4.gt(v0, limit), f32x4.gt(v1, limit));
      const a23 = v128.or(f32x4.gt(v2, limit), f32x4.gt(v3, limit));
      if (!v128.any_true(v128.or(a01, a23))) continue;
      // noted without a branch: which of the four it is cannot be foretold
      noted = Part.note(noted, at, f32x4.gt(v0, limit));
      noted = Part.note(noted, at + 16, f32x4.gt(v1, limit));
      noted = Part.note(noted, at + 32, f32x4.gt(v2, limit));
      noted = Part.note(noted, at + 48, f32x4.gt(v3, limit));
    }
    return Part.fireNoted(n, noted);
  }

  /** Notes the place of four neurons when one of them fires; returns where the next note goes. */
  @inline
  static note(to: usize, at: usize, above: v128): usize {
    store<u32>(to, <u32>at);
    return to + ((<usize>v128.any_true(above)) << 2);
  }

  @inline
  static leaked(v: v128, x: v128, decay: v128, gain: v128, offset: v128): v128 {
    return f32x4.add(f32x4.add(f32x4.mul(v, decay), f32x4.mul(x, gain)), offset);
  }

  /** Fires what is noted, four neurons a note, whose potentials before the reset are stored; returns the count of events. */
  @inline
  static fireNoted(n: Neurons, end: usize): i32 {
    const limit = f32x4.splat(n.limit);
    const threshold = f32x4.splat(n.threshold);
    const vReset = f32x4.splat(n.vReset);
    const vMin = f32x4.splat(n.vMin);
    let events = 0;
    let spikes = f32x4.splat(0);
    for (let note = n.scratch; note < end; note += 4) {
      const at = <usize>load<u32>(note);
      const v = v128.load(n.v + at);
      const above = f32x4.gt(v, limit);
      const z = Lanes.spikesOf(n, v, above, threshold);
      const bits = i32x4.bitmask(above);
      Lanes.emit(n, events, i32(at >> 2), bits, z);
      events += popcnt(bits);
      spikes = f32x4.add(spikes, z);
      v128.store(n.v + at, f32x4.max(Lanes.resetOf(n, v, above, z, threshold, vReset), vMin));
    }
    n.spikes = Lanes.sumOf(spikes);
    return events;
  }

  /** The input of four neurons, through their current where they have one; leaves the bias for the next step. */
  @inline
  static current(n: Neurons, at: usize): v128 {
    const x = v128.load(n.acc + at);
    v128.store(n.acc + at, n.bias == 0 ? f32x4.splat(0) : v128.load(n.bias + at));
    if (n.i == 0) return x;
    const decay = v128.load(n.currentDecays + at);
    const gained = f32x4.mul(v128.load(n.currentGains + at), x);
    const i = v128.load(n.i + at);
    const next =
      (n.flags & DECAY_INPUT) != 0
        ? f32x4.mul(decay, f32x4.add(i, gained))
        : f32x4.add(f32x4.mul(decay, i), gained);
    v128.store(n.i + at, next);
    return next;
  }

  @inline
  static charge(n: Neurons, at: usize, v: v128, drive: v128): v128 {
    const sum = f32x4.add(f32x4.mul(v, v128.load(n.decays + at)), f32x4.mul(drive, v128.load(n.gains + at)));
    return f32x4.add(sum, v128.load(n.offsets + at));
  }
}
