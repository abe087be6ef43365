import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import {
  type EventBundle,
  type EventCore,
  EventMemory,
  type EventNeurons,
  type EventSynapses,
  followPlain,
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

const dice = (random: Random) => (least: number, most: number) =>
  least + Math.floor(random.uniform() * (most - least + 1));

/** Runs of length 1 to 40 for each of some senders. */
function synapsesOf(memory: EventMemory, senders: number, random: Random): EventSynapses {
  const whole = dice(random);
  const runs = Array.from({ length: senders }, () =>
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
  memory.enter(synapses);
  return synapses;
}

function neuronsOf(
  memory: EventMemory,
  { threshold, vMin, returnToZero, reach }: Rule,
  random: Random,
): EventNeurons {
  const whole = dice(random);
  const neurons = {
    v: memory.shorts(Array.from({ length: NEURONS }, () => whole(Math.max(vMin, -reach), reach))),
    out: memory.integers(new Int32Array(200)),
    spikes: memory.integers(new Int32Array(NEURONS)),
    threshold,
    vMin,
    returnToZero,
  };
  memory.enter(neurons);
  return neurons;
}

/** Neurons and what reaches them, from a seed. */
function lab(rule: Rule): Lab {
  const random = new Random(3);
  const memory = new EventMemory();
  const synapses = synapsesOf(memory, SENDERS, random);
  return { memory, neurons: neuronsOf(memory, rule, random), synapses };
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

  it("follows events through cores whose ways part and join, compiled as plain", () => {
    const compiled = chainOf();
    const plain = chainOf();
    const random = new Random(9);
    const senders = compiled.memory.integers(new Int32Array(7));
    for (let call = 0; call < 20; call++) {
      const list = Array.from(senders.view, () => Math.floor(random.uniform() * SENDERS));
      senders.view.set(list);
      const timeNs = 1000 * call;
      compiled.memory.follow(compiled.input, { senders, count: 7, timeNs, serviceNs: 373.5 });
      followPlain(plain.input, plain.ways, { senders: list, timeNs, serviceNs: 373.5 });
    }
    const kept = ({ cores }: Chain) =>
      cores.map(({ counts, neurons }) => [
        [...counts.view],
        [...(neurons?.v.view ?? [])],
        [...(neurons?.spikes.view ?? [])],
      ]);
    expect(kept(compiled)).toEqual(kept(plain));
    for (const { counts } of compiled.cores.slice(1)) expect(counts.view[1]).toBeGreaterThan(100);
    expect(compiled.input.counts.view[5]).toBeGreaterThan(100);
  });
});

interface Chain {
  readonly memory: EventMemory;
  readonly input: EventCore;
  readonly cores: readonly EventCore[];
  readonly ways: ReadonlyMap<EventCore, readonly EventBundle[]>;
}

/** An input to two cores, the first of which feeds the second, too. */
function chainOf(): Chain {
  const random = new Random(4);
  const memory = new EventMemory();
  const rule = { threshold: 400, vMin: -100, returnToZero: false, reach: 90 };
  const input = memory.core(null);
  const first = memory.core(neuronsOf(memory, rule, random));
  const second = memory.core(neuronsOf(memory, rule, random));
  const way = (to: EventCore, senders: number): EventBundle => {
    const synapses = synapsesOf(memory, senders, random);
    const { start, length } = synapses;
    const reached = Array.from({ length: senders }, (_, p) =>
      length.view.subarray(start.view[p], start.view[p + 1]).reduce((sum, each) => sum + each, 0),
    );
    const effective = reached.map((count) => count >> 1); // any numbers: they are counted, not used
    return { to, synapses, reached: memory.integers(reached), effective: memory.integers(effective) };
  };
  const ways = new Map([
    [input, [way(first, SENDERS), way(second, SENDERS)]],
    [first, [way(second, NEURONS)]],
    [second, []],
  ]);
  for (const [core, bundles] of ways) memory.connect(core, bundles);
  return { memory, input, cores: [input, first, second], ways };
}
