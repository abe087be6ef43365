import { describe, expect, it } from "vitest";
import { createEventBatch, type EventBatch } from "../../../src/core/event-batch.ts";
import { Random } from "../../../src/core/random.ts";
import { DatWasm } from "../../../src/codecs/dat-wasm.ts";
import { DAT_V1, DAT_V2, type DatLayout, type DatState } from "../../../src/codecs/dat-layout.ts";
import { datRows } from "../../../src/codecs/dat-words.ts";
import { DAT } from "../../../src/codecs/dat.ts";
import { Evt2Wasm } from "../../../src/codecs/evt2-wasm.ts";
import { evt2Words } from "../../../src/codecs/evt2.ts";
import { Evt3Wasm } from "../../../src/codecs/evt3-wasm.ts";
import type { Evt3State } from "../../../src/codecs/evt3-state.ts";
import { evt3Words } from "../../../src/codecs/evt3.ts";
import { createBareDecoder } from "../../../src/codecs/prophesee-raw.ts";
import type { Decoder, DecoderOptions } from "../../../src/codecs/codec.ts";
import type { Clock34 } from "../../../src/codecs/time34.ts";
import { concat, decodeWith, rowsOf, type Row } from "../../support/codec-decode.ts";
import { evt2, evt3, percentHeader, words32 } from "../../support/codec-words.ts";

const WIDTH = 1280;
const HEIGHT = 720;
const zeroCounts = () => ({ outOfBounds: 0, stepsBack: 0, wraps: 0 });

/** One of the compiled kernels and its reference, on bytes from the start of which they begin. */
interface Pair<State> {
  readonly wordBytes: number;
  readonly fresh: () => State;
  /** Both return how many words they have taken. */
  readonly plain: (bytes: Uint8Array<ArrayBuffer>, state: State, out: EventBatch) => number;
  readonly compiled: (bytes: Uint8Array<ArrayBuffer>, state: State, out: EventBatch) => number;
}

/** A kind of stream: seeded words, and what reads them. `wild` of 1000 words are of chance. */
interface Kind {
  readonly name: string;
  readonly pair: Pair<unknown>;
  readonly words: (random: Random, count: number, wild: number) => Uint8Array<ArrayBuffer>;
  readonly header: Uint8Array;
  readonly decoder: (options: DecoderOptions) => Decoder;
}

function kind<State>(parts: Omit<Kind, "pair"> & { pair: Pair<State> }): Kind {
  return parts as Kind;
}

const evt2Wasm = new Evt2Wasm();
const EVT2_KIND = kind<Clock34>({
  name: "EVT 2.0",
  header: new Uint8Array(0),
  decoder: (options) => createBareDecoder("evt2", options),
  pair: {
    wordBytes: 4,
    fresh: () => ({ baseUs: 77 * 64, loopUs: 0, ...zeroCounts() }),
    plain: (bytes, state, out) => {
      const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      return evt2Words({ words, from: 0, to: words.length }, state, out);
    },
    compiled: (bytes, state, out) => evt2Wasm.decode(bytes, 0, state, out),
  },
  words: (random, count, wild) => {
    let high = random.uint32() & 0xfffffff;
    const one = (): number => {
      const chance = random.uint32() % 1000;
      if (chance < wild) return random.uint32();
      if (chance > 980) {
        high += (random.uint32() % 8) - 1;
        if (random.uint32() % 20 === 0) high = random.uint32() % 2 === 0 ? 0x0ffffffe : 0;
        return evt2.timeHigh(high & 0x0fffffff);
      }
      const word = random.uint32();
      return evt2.cd((word & 1) as 0 | 1, (word >>> 1) & 0x3f, (word >>> 7) % WIDTH, (word >>> 18) % HEIGHT);
    };
    return new Uint8Array(Uint32Array.from({ length: count }, one).buffer);
  },
});

const evt3Wasm = new Evt3Wasm();
const EVT3_KIND = kind<Evt3State>({
  name: "EVT 3.0",
  header: new Uint8Array(0),
  decoder: (options) => createBareDecoder("evt3", options),
  pair: {
    wordBytes: 2,
    fresh: () => ({
      ...{ loopUs: 0, high: 3, low: 5, row: 0, rowFate: 3, base: 0, polarity: 0 },
      dropped: [0, 0, 0, 0],
      ...zeroCounts(),
    }),
    plain: (bytes, state, out) => {
      const words = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      return evt3Words({ words, from: 0, to: words.length }, state, out);
    },
    compiled: (bytes, state, out) => evt3Wasm.decode(bytes, 0, state, out),
  },
  words: (random, count, wild) => {
    let high = random.uint32() & 0xfff;
    let low = 0;
    const words: number[] = [];
    while (words.length < count) {
      const chance = random.uint32() % 1000;
      const word = random.uint32();
      const p = ((word >>> 30) & 1) as 0 | 1;
      if (chance < wild) words.push(word & 0xffff);
      else if (chance > 994) words.push(evt3.timeHigh((high += word % 1200) & 0xfff));
      else if (chance > 990) words.push(word & 1 ? evt3.slaveAddrY(3) : evt3.addrY(HEIGHT + (word & 0xff)));
      else if (chance > 900) words.push(evt3.timeLow((low += (word % 30) - 3) & 0xfff));
      else if (chance > 850) {
        words.push(evt3.vectBase(p, word % WIDTH), evt3.vect12((word >>> 8) & 0xfff));
        words.push(evt3.vect12((word >>> 16) & 0x111), evt3.vect8((word >>> 12) & 0xff));
      } else if (chance > 550) words.push(evt3.addrY(word % HEIGHT));
      else words.push(evt3.addrX(p, word % (WIDTH + (chance % 100 === 0 ? 20 : 0))));
    }
    return new Uint8Array(Uint16Array.from(words.slice(0, count)).buffer);
  },
});

const datWasm = new DatWasm();
const datKind = (name: string, layout: DatLayout, version: string): Kind =>
  kind<DatState>({
    name,
    header: concat(percentHeader(`Version ${version}`), Uint8Array.of(0x0c, 8)),
    decoder: (options) => DAT.createDecoder(options),
    pair: {
      wordBytes: 8,
      fresh: () => ({ layout, loopUs: 0, storedUs: 5, ...zeroCounts() }),
      plain: (bytes, state, out) => {
        const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        return datRows({ words, from: 0, to: words.length / 2 }, state, out);
      },
      compiled: (bytes, state, out) => datWasm.decode(bytes, 0, state, out),
    },
    words: (random, count, wild) => {
      let timeUs = random.uint32();
      const one = (): number[] => {
        const chance = random.uint32() % 1000;
        if (chance < wild) return [random.uint32(), random.uint32()];
        timeUs = (timeUs + (chance % 3) + (chance > 995 ? 0xf0000000 + random.uint32() : 0)) >>> 0;
        const place = random.uint32();
        const y = (place % Math.min(HEIGHT, layout.bounds.height)) << layout.yShift;
        return [timeUs, (chance & 1 ? 0xf << layout.pShift : 0) | y | ((place >>> 16) % 512)];
      };
      return words32(...Array.from({ length: count }, one).flat()) as Uint8Array<ArrayBuffer>;
    },
  });

const KINDS: readonly Kind[] = [
  EVT2_KIND,
  EVT3_KIND,
  datKind("DAT version 1", DAT_V1, "1"),
  datKind("DAT version 2", DAT_V2, "2"),
];

/** Decodes all words, stepping over those that are not the kernel's; where `compiled` takes none, the plain one takes one. */
function leftBy({ pair }: Kind, bytes: Uint8Array<ArrayBuffer>, capacity: number, compiled: boolean) {
  const { wordBytes, plain } = pair;
  const state = pair.fresh();
  const out = createEventBatch(WIDTH, HEIGHT, capacity);
  const rows: Row[] = [];
  let skimmed = 0;
  for (let at = 0; at < bytes.length;) {
    if (out.length > capacity - 12) {
      rows.push(...rowsOf(out));
      out.length = 0;
    }
    let taken = compiled ? pair.compiled(bytes.subarray(at), state, out) : 0;
    skimmed += taken;
    if (taken === 0) {
      taken = plain(compiled ? bytes.subarray(at, at + wordBytes) : bytes.subarray(at), state, out);
      if (taken === 0 && out.length <= capacity - 12) taken = 1;
    }
    at += taken * wordBytes;
  }
  rows.push(...rowsOf(out));
  return { left: { rows, state }, skimmed };
}

describe.each(KINDS)("the compiled $name kernel", (kind) => {
  it.each([0, 1, 5, 50, 400, 1000])(
    "does what the plain one does with %i of 1000 words of chance",
    (wild) => {
      const random = new Random(wild);
      let skimmed = 0;
      for (let round = 0; round < 8; round++) {
        const bytes = kind.words(random, 130 + (random.uint32() % 3000), wild);
        const capacity = 12 + (random.uint32() % (round < 4 ? 50 : 4000));
        const result = leftBy(kind, bytes, capacity, true);
        expect(result.left).toEqual(leftBy(kind, bytes, capacity, false).left);
        skimmed += result.skimmed;
      }
      expect(skimmed).toBeGreaterThan(100);
    },
  );

  it("appends behind the events that the batch holds already", () => {
    const bytes = kind.words(new Random(3), 500, 0);
    const out = createEventBatch(WIDTH, HEIGHT, 800);
    out.length = 2;
    out.t.set([-1, -2]);
    kind.pair.compiled(bytes, kind.pair.fresh(), out);
    const plain = createEventBatch(WIDTH, HEIGHT, 800);
    kind.pair.plain(bytes, kind.pair.fresh(), plain);
    expect(rowsOf(out).slice(2)).toEqual(rowsOf(plain).slice(0, out.length - 2));
    expect([...out.t.subarray(0, 2), out.length > 100]).toEqual([-1, -2, true]);
  });
});

describe.each(KINDS)("a $name stream", (kind) => {
  // Pieces of 100 bytes are too short for the compiled kernel: the plain one reads them.
  it.each([
    [0, 100_000, 20_000],
    [0, 4099, 1000],
    [2, 100_000, 20_000],
    [2, 1501, 100],
    [20, 3001, 32],
  ])(
    "with %i of 1000 words of chance reads alike in pieces of 100 and of %i bytes",
    (wild, piece, capacity) => {
      const random = new Random(wild);
      for (const salvage of [false, true]) {
        const body = kind.words(random, 12_000, wild);
        const first = concat(
          kind.header,
          kind.name === "EVT 2.0" ? words32(evt2.timeHigh(9)) : new Uint8Array(0),
          body,
        );
        const options = { salvage, geometry: { width: WIDTH, height: HEIGHT } };
        const long = decodeWith(kind.decoder(options), first, { piece, capacity });
        const short = decodeWith(kind.decoder(options), first, { piece: 100, capacity });
        expect(long.rows.length).toBeGreaterThan(wild === 0 ? 4000 : 0);
        expect(long.rows).toEqual(short.rows);
        if (long.error === null) expect(long.stats).toEqual(short.stats);
        expect([long.error?.code, long.error?.where]).toEqual([short.error?.code, short.error?.where]);
        expect(long.decoder.mark()).toEqual(short.decoder.mark());
      }
    },
  );
});
