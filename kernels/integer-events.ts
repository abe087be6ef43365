/** Events on neurons with states of 16 bits; `src/kernels/integer-events.ts` lays the structures out and says what they mean. */
export { heapBase } from "./heap-base";

@unmanaged
class Neurons {
  v: usize;
  out: usize;
  spikes: usize;
  threshold: i32;
  vMin: i32;
  returnToZero: i32;
  clips: i32;
}

@unmanaged
class Synapses {
  start: usize;
  target: usize;
  at: usize;
  length: usize;
  weights: usize;
}

/** Updates the neurons that one event reaches, eight at a time; returns how many fired. Reads and keeps up to 7 states behind a run. */
export function receive(neuronsAt: usize, synapsesAt: usize, sender: i32): i32 {
  const n = changetype<Neurons>(neuronsAt);
  const s = changetype<Synapses>(synapsesAt);
  const threshold = i16x8.splat(<i16>n.threshold);
  const least = i16x8.splat(<i16>n.vMin);
  const numbers = i16x8(0, 1, 2, 3, 4, 5, 6, 7);
  const end = load<i32>(s.start + ((<usize>sender + 1) << 2));
  let fired = 0;
  for (let run = load<i32>(s.start + ((<usize>sender) << 2)); run < end; run++) {
    const at = (<usize>run) << 2;
    let place = load<i32>(s.target + at);
    let left = load<i32>(s.length + at);
    let state = n.v + ((<usize>place) << 1);
    let weight = s.weights + ((<usize>load<i32>(s.at + at)) << 1);
    for (; left > 0; left -= 8, place += 8, state += 16, weight += 16) {
      const before = v128.load(state);
      const w = v128.load(weight);
      const inside = i16x8.lt_s(numbers, i16x8.splat(<i16>min(left, 8)));
      const sum = i16x8.add_sat_s(before, w);
      const clipped = v128.and(i16x8.ne(sum, i16x8.add(before, w)), inside);
      if (v128.any_true(clipped)) n.clips += popcnt(i16x8.bitmask(clipped));
      let after = i16x8.max_s(sum, least);
      const fires = v128.and(i16x8.ge_s(after, threshold), inside);
      let bits = i16x8.bitmask(fires);
      if (bits != 0) {
        after =
          n.returnToZero != 0 ? v128.andnot(after, fires) : i16x8.sub(after, v128.and(threshold, fires));
        for (; bits != 0; bits &= bits - 1) {
          const neuron = place + ctz(bits);
          store<i32>(n.out + ((<usize>fired) << 2), neuron);
          fired++;
          const counted = n.spikes + ((<usize>neuron) << 2);
          store<i32>(counted, load<i32>(counted) + 1);
        }
      }
      v128.store(state, v128.bitselect(after, before, inside));
    }
  }
  return fired;
}

/** Neurons and where their spikes go; an input has no neurons. */
@unmanaged
class Core {
  neurons: usize;
  counts: usize;
  bundles: usize;
  bundleCount: i32;
}

/** A way from one core to another: by sender, how many synapses it reaches, and how many of them are not 0. */
@unmanaged
class Bundle {
  core: usize;
  synapses: usize;
  reached: usize;
  effective: usize;
}

@unmanaged
class Counts {
  freeNs: f64;
  events: f64;
  synops: f64;
  effective: f64;
  spikes: f64;
  messages: f64;
}

/** Brings events of a core, one after the other, to where they go, and each spike that they cause to the end. */
export function follow(coreAt: usize, places: usize, count: i32, timeNs: f64, serviceNs: f64): void {
  const from = changetype<Core>(coreAt);
  const bundles = from.bundles;
  const bundlesEnd = bundles + <usize>from.bundleCount * offsetof<Bundle>();
  const sent = changetype<Counts>(from.counts);
  const end = places + ((<usize>count) << 2);
  for (; places < end; places += 4) {
    const place = load<i32>(places);
    const at = (<usize>place) << 2;
    for (let bundleAt = bundles; bundleAt < bundlesEnd; bundleAt += offsetof<Bundle>()) {
      const bundle = changetype<Bundle>(bundleAt);
      const reached = load<i32>(bundle.reached + at);
      if (reached == 0) continue; // beyond the edge of the window, or of a pooling: the core is not asked
      const to = changetype<Core>(bundle.core);
      const took = changetype<Counts>(to.counts);
      const fired = receive(to.neurons, bundle.synapses, place);
      took.events += 1;
      took.synops += <f64>reached;
      took.effective += <f64>load<i32>(bundle.effective + at);
      took.spikes += <f64>fired;
      sent.messages += 1;
      took.freeNs = max(took.freeNs, timeNs) + serviceNs;
      // no ring of cores: nothing below writes to this core's list before it has been read
      if (fired > 0 && to.bundleCount > 0)
        follow(bundle.core, changetype<Neurons>(to.neurons).out, fired, took.freeNs, serviceNs);
    }
  }
}
