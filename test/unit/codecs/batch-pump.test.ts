import { describe, expect, it } from "vitest";
import { compactEventBatch, createEventBatch, type EventBatch } from "../../../src/core/event-batch.ts";
import { BatchPump, reusing } from "../../../src/codecs/batch-pump.ts";
import { MIN_ROOM } from "../../../src/codecs/codec.ts";
import { EVT2 } from "../../../src/codecs/prophesee-raw.ts";
import { concat } from "../../support/codec-decode.ts";
import { evt2, percentHeader, words32 } from "../../support/codec-words.ts";

const events = (count: number): Uint8Array =>
  words32(evt2.timeHigh(0), ...Array.from({ length: count }, (_, i) => evt2.cd(1, 0, i % 640, 1)));
const header = percentHeader("format EVT2;height=480;width=640", "end");

describe("the batch pump", () => {
  it("hands out full batches as they fill, and the rest at the end", () => {
    const lengths: number[] = [];
    const pump = new BatchPump(
      EVT2.createDecoder({}),
      40,
      reusing((batch) => lengths.push(batch.length)),
    );
    pump.push(concat(header, events(100)));
    expect(lengths).toEqual([40, 40]);
    pump.end();
    expect(lengths).toEqual([40, 40, 20]);
  });

  it("makes batches of the stream's geometry, and of no less room than a decoder needs", () => {
    const batches: EventBatch[] = [];
    const pump = new BatchPump(
      EVT2.createDecoder({}),
      1,
      reusing((batch) => batches.push(compactEventBatch(batch))),
    );
    pump.push(concat(header, events(MIN_ROOM + 1)));
    expect(batches[0]).toMatchObject({ width: 640, height: 480, length: MIN_ROOM });
  });

  it("fills the batch that it is given next", () => {
    const taken: EventBatch[] = [];
    const next = createEventBatch(640, 480, 64);
    const pump = new BatchPump(EVT2.createDecoder({}), 40, (batch) => {
      taken.push(batch);
      return next;
    });
    pump.push(concat(header, events(60)));
    pump.end();
    expect(taken[1]).toBe(next);
    expect(next.length).toBe(20);
  });

  it("hands out what is decoded so far when asked, and nothing when there is nothing", () => {
    const lengths: number[] = [];
    const pump = new BatchPump(
      EVT2.createDecoder({}),
      40,
      reusing((batch) => lengths.push(batch.length)),
    );
    pump.flush();
    pump.push(concat(header, events(3)));
    pump.flush();
    pump.flush();
    expect(lengths).toEqual([3]);
  });

  it("hands out the events before damage, then lets the error through", () => {
    const lengths: number[] = [];
    const pump = new BatchPump(
      EVT2.createDecoder({}),
      40,
      reusing((batch) => lengths.push(batch.length)),
    );
    expect(() => pump.push(concat(header, events(5), words32(evt2.other(9))))).toThrow(
      expect.objectContaining({ code: "codec-corrupt" }) as Error,
    );
    expect(lengths).toEqual([5]);
  });
});
