import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import {
  EventMemory,
  type EventNeurons,
  type EventSynapses,
  receivePlain,
} from "../../../src/kernels/integer-events.ts";

const NEURONS = 90;
const SENDERS = 30;

interface Lab {
  readonly memory: EventMemory;
  readonly neurons: EventNeurons;
  readonly synapses: EventSynapses;
}

interface Rule {
  readonly threshold: number;
  readonly vMin: number;
  readonly returnToZero: boolean;
  /** Largest first state. */
  readonly reach: number;
}

/** Neurons and runs of length 1 to 40, from a seed. */
function lab({ threshold, vMin, returnToZero, reach }: Rule): Lab {
  const random = new Random(3);
  const whole = (least: number, most: number): number =>
    least + Math.floor(random.uniform() * (most - least + 1));
  const memory = new EventMemory();
  const runs = Array.from({ length: SENDERS }, () =>
    Array.from({ length: whole(0, 3) }, () => {
      const length = whole(1, 40);
      return { target: whole(0, NEURONS - length), at: whole(0, 200 - length), length };
    }),
  );
  const flat = runs.flat();
  const start = [0, ...runs.map((_, p) => runs.slice(0, p + 1).flat().length)];
  const synapses = {
    start: memory.integers(start),
    target: memory.integers(flat.map(({ target }) => target)),
    at: memory.integers(flat.map(({ at }) => at)),
    length: memory.integers(flat.map(({ length }) => length)),
    weights: memory.shorts(Array.from({ length: 200 }, () => whole(-128, 127))),
  };
  const neurons = {
    v: memory.shorts(Array.from({ length: NEURONS }, () => whole(Math.max(vMin, -reach), reach))),
    out: memory.integers(new Int32Array(200)),
    spikes: memory.integers(new Int32Array(NEURONS)),
    threshold,
    vMin,
    returnToZero,
  };
  memory.enter(synapses);
  memory.enter(neurons);
  return { memory, neurons, synapses };
}

describe("events on neurons of 16 bits", () => {
  it.each([
    { threshold: 100, vMin: -120, returnToZero: false, reach: 90 },
    { threshold: 100, vMin: -120, returnToZero: true, reach: 90 },
    { threshold: 1, vMin: 0, returnToZero: false, reach: 300 },
    { threshold: 32767, vMin: -32768, returnToZero: false, reach: 32767 },
  ])("compiled as plain: $threshold, $vMin, to zero $returnToZero", (rule) => {
    const compiled = lab(rule);
    const plain = lab(rule);
    const random = new Random(8);
    let fired = 0;
    let clips = 0;
    for (let event = 0; event < 400; event++) {
      const sender = Math.floor(random.uniform() * SENDERS);
      const { memory } = compiled;
      const found = memory.receive(
        memory.addressOf(compiled.neurons),
        memory.addressOf(compiled.synapses),
        sender,
      );
      const expected = receivePlain(plain.neurons, plain.synapses, sender);
      expect(found).toBe(expected.fired);
      expect([...compiled.neurons.out.view.subarray(0, found)]).toEqual([
        ...plain.neurons.out.view.subarray(0, found),
      ]);
      fired += found;
      clips += expected.clips;
    }
    expect([...compiled.neurons.v.view]).toEqual([...plain.neurons.v.view]);
    expect([...compiled.neurons.spikes.view]).toEqual([...plain.neurons.spikes.view]);
    expect(compiled.memory.takeClips(compiled.neurons)).toBe(clips);
    expect(compiled.memory.takeClips(compiled.neurons)).toBe(0);
    expect(fired).toBeGreaterThan(0);
    if (rule.reach === 32767) expect(clips).toBeGreaterThan(0);
  });
});
