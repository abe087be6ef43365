import { describe, expect, it } from "vitest";
import { createEventBatch, type EventBatch } from "../../../src/core/event-batch.ts";
import { Random } from "../../../src/core/random.ts";
import { Evt2Wasm } from "../../../src/codecs/evt2-wasm.ts";
import { evt2Words } from "../../../src/codecs/evt2.ts";
import type { Clock34 } from "../../../src/codecs/time34.ts";
import type { WordSpan } from "../../../src/codecs/word-decoder.ts";
import { evt2 } from "../../support/codec-words.ts";

type Decode = (span: WordSpan<Uint32Array>, state: Clock34, out: EventBatch) => number;

const wasm = new Evt2Wasm();
const compiled: Decode = (span, state, out) => wasm.decode(span, state, out);

/** Words of a stream whose time now and then steps back or wraps; one in `othersIn` is of a random type. */
function streamWords(random: Random, count: number, othersIn: number): Uint32Array {
  let high = random.uint32() & 0x0fffffff;
  return Uint32Array.from({ length: count }, () => {
    const chance = random.uint32() % othersIn;
    if (chance === 0) return random.uint32();
    if (chance < 4) {
      high += (random.uint32() % 8) - 1;
      if (random.uint32() % 50 === 0) high = random.uint32() % 2 === 0 ? 0x0ffffffe : 0;
      return evt2.timeHigh(high & 0x0fffffff);
    }
    const word = random.uint32();
    return evt2.cd((word & 1) as 0 | 1, (word >>> 1) & 0x3f, (word >>> 7) % 1285, (word >>> 18) % 722);
  });
}

/** Everything that a decoder leaves behind when it is called until the words are through or stop it. */
function leftBy(decode: Decode, words: Uint32Array, capacity: number): unknown {
  const state: Clock34 = { baseUs: 77 * 64, loopUs: 0, outOfBounds: 0, stepsBack: 0, wraps: 0 };
  const out = createEventBatch(1280, 720, capacity);
  const rows: number[][] = [];
  const stops: number[] = [];
  for (let from = 0; from < words.length;) {
    const at = decode({ words, from, to: words.length }, state, out);
    stops.push(at);
    for (let i = 0; i < out.length; i++) rows.push([out.t[i]!, out.x[i]!, out.y[i]!, out.p[i]!]);
    from = out.length === capacity ? at : at + 1; // over a word that is not its own
    out.length = 0;
  }
  return { rows, stops, state };
}

describe("the compiled EVT 2.0 kernel", () => {
  it.each([8, 30, 500, 100_000])("does what the plain one does with one odd word in %i", (othersIn) => {
    const random = new Random(othersIn);
    for (let round = 0; round < 20; round++) {
      const words = streamWords(random, 1 + (random.uint32() % 5000), othersIn);
      const capacity = 1 + (random.uint32() % 6000);
      expect(leftBy(compiled, words, capacity)).toEqual(leftBy(evt2Words, words, capacity));
    }
  });

  it("does what the plain one does with words of chance alone", () => {
    const random = new Random(5);
    for (let round = 0; round < 50; round++) {
      const words = Uint32Array.from({ length: 2000 }, () => random.uint32());
      expect(leftBy(compiled, words, 100)).toEqual(leftBy(evt2Words, words, 100));
    }
  });

  it("appends behind the events that the batch holds already", () => {
    const out = createEventBatch(10, 10, 300);
    out.length = 2;
    out.t.set([1, 2]);
    const state: Clock34 = { baseUs: 0, loopUs: 0, outOfBounds: 0, stepsBack: 0, wraps: 0 };
    const words = Uint32Array.from({ length: 200 }, (_, i) => evt2.cd(1, i % 64, 3, 4));
    expect(compiled({ words, from: 1, to: 200 }, state, out)).toBe(200);
    expect([out.length, ...out.t.subarray(0, 4)]).toEqual([201, 1, 2, 1, 2]);
  });
});
