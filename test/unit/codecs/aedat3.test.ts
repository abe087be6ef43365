import { describe, expect, it } from "vitest";
import { AEDAT3 } from "../../../src/codecs/aedat3.ts";
import { aedat3Packet, hashHeader, polarity3 } from "../../support/codec-aedat.ts";
import { concat, decodeAll, type Decoded, type DecodeHow, type Row } from "../../support/codec-decode.ts";
import { words32 } from "../../support/codec-words.ts";

const LINES = ["Format: RAW", "Source 1: DVS128", "Start-Time: 2016-04-01", "!END-HEADER"];
const header = hashHeader("3.1", ...LINES);
const A: Row = [5, 1, 2, 1];
const B: Row = [6, 127, 126, 0];
const decode = (packets: readonly Uint8Array[], how: DecodeHow = {}): Decoded =>
  decodeAll(AEDAT3, concat(header, ...packets), how);
const polarities = (...rows: readonly Row[]): Uint8Array[] => rows.map((row) => polarity3(row));

describe("AEDAT 3.1 packets", () => {
  it("give polarity events with time, place and polarity", () => {
    expect(decode([aedat3Packet(polarities(A, B))])).toMatchObject({ rows: [A, B], error: null });
  });

  it("add the wraps of a 31-bit time that their head counts", () => {
    const packets = [aedat3Packet(polarities(A)), aedat3Packet(polarities(A), { overflow: 3 })];
    const decoded = decode(packets);
    expect(decoded.rows.map(([t]) => t)).toEqual([5, 3 * 2 ** 31 + 5]);
    expect(decoded.stats.wraps).toBe(3);
  });

  it("may hold events that are marked as invalid, and room for more than they hold", () => {
    const events = [polarity3(A, 0), polarity3(B), words32(0, 0), words32(0, 0)];
    const decoded = decode([aedat3Packet(events, { number: 2, valid: 1 }), aedat3Packet(polarities(A))]);
    expect(decoded.rows).toEqual([B, A]);
    expect(decoded.stats.droppedInvalid).toBe(1);
  });

  it("of other kinds are counted, and walked over by their size", () => {
    const frame = aedat3Packet([new Uint8Array(100)], { type: 2, eventBytes: 100, timeAt: 12 });
    const imu = aedat3Packet([new Uint8Array(36), new Uint8Array(36)], { type: 3, eventBytes: 36, valid: 1 });
    const spikes = aedat3Packet([new Uint8Array(24)], { type: 12, eventBytes: 24, timeAt: 20 });
    const decoded = decode([frame, aedat3Packet(polarities(A)), imu, spikes, aedat3Packet(polarities(B))]);
    expect(decoded).toMatchObject({
      rows: [A, B],
      error: null,
      stats: { frames: 1, imuSamples: 1, otherWords: 1 },
    });
  });

  it("of special events give the edges of inputs", () => {
    const seen: unknown[] = [];
    const special = (type: number, valid: 0 | 1 = 1): Uint8Array => words32((type << 1) | valid, 100 + type);
    const events = [special(0), special(2), special(3), special(7), special(2, 0)];
    const decoded = decode([aedat3Packet(events, { type: 0, overflow: 1 })], {
      side: { trigger: (...edge) => seen.push(edge) },
    });
    expect(decoded).toMatchObject({ error: null, stats: { triggers: 3, otherWords: 1, droppedInvalid: 1 } });
    expect(seen).toEqual([
      [2 ** 31 + 102, 0, true],
      [2 ** 31 + 103, 0, false],
      [2 ** 31 + 107, 1, false],
    ]);
  });

  it("of a second source are counted; it may be asked for by number or name", () => {
    const head = hashHeader("3.1", "Source 1: DVS128", "Source 2: DAVIS240C", "!END-HEADER");
    const bytes = concat(head, aedat3Packet(polarities(A)), aedat3Packet(polarities(B), { source: 2 }));
    expect(decodeAll(AEDAT3, bytes)).toMatchObject({ rows: [A], stats: { droppedOtherSensor: 1 } });
    for (const stream of ["2", "DAVIS240C"]) {
      const decoded = decodeAll(AEDAT3, bytes, { stream });
      expect(decoded).toMatchObject({ rows: [B], stats: { droppedOtherSensor: 1 } });
      expect(decoded.decoder.header?.geometry).toEqual({ width: 240, height: 180 });
    }
    expect(decodeAll(AEDAT3, bytes, { stream: "3" }).error?.code).toBe("codec-unsupported");
  });

  it.each([
    ["events of another size", { eventBytes: 12 }],
    ["a time elsewhere", { timeAt: 0 }],
    ["more events than room", { capacity: 1, number: 2 }],
    ["more valid events than events", { valid: 3 }],
    ["a negative count", { number: -1, valid: -1 }],
    ["wraps beyond what a double holds", { overflow: 4194304 }],
    ["a compressed type", { type: 0x8001 }],
    ["an impossible source", { source: 5000 }],
  ])("with %s are refused, naming the byte; salvage finds the next", (_, head) => {
    const packets = [
      aedat3Packet(polarities(A)),
      aedat3Packet(polarities(A, A), head),
      aedat3Packet(polarities(B)),
    ];
    const byte = header.length + packets[0]!.length;
    expect(decode(packets).error).toMatchObject({ code: "codec-corrupt", where: { byte } });
    const salvaged = decode(packets, { salvage: true });
    expect(salvaged).toMatchObject({
      rows: [A, B],
      error: null,
      stats: { damages: 1, damagedBytes: 28 + 16 },
    });
  });

  it("with an event whose time has 32 bits are refused at that event", () => {
    const packets = [
      aedat3Packet([polarity3(A), words32(1, 2 ** 31), polarity3(B)]),
      aedat3Packet(polarities(B)),
    ];
    expect(decode(packets)).toMatchObject({ rows: [A], error: { where: { byte: header.length + 28 + 8 } } });
    expect(decode(packets, { salvage: true }).rows).toEqual([A, B]);
  });

  it("are missed when the file ends between two events of one", () => {
    const packet = aedat3Packet(polarities(A, B));
    const cut = decode([packet.subarray(0, packet.length - 8)]);
    expect(cut).toMatchObject({
      rows: [A],
      error: { code: "codec-truncated", where: { byte: header.length + packet.length - 8 } },
    });
  });
});

describe("header of AEDAT 3", () => {
  it("gives camera, its size and the lines", () => {
    expect(decode([]).decoder.header).toMatchObject({
      variant: "3.1",
      camera: "DVS128",
      geometry: { width: 128, height: 128 },
      geometryFrom: "camera",
      origin: "top-left",
      fields: { Format: "RAW", "Source 1": "DVS128", "Start-Time": "2016-04-01" },
      bodyByte: header.length,
    });
  });

  it("of version 3.0 has no end line, and counts from the lower left", () => {
    const bytes = concat(hashHeader("3.0", "Source 1: DVS128"), aedat3Packet(polarities(A)));
    const decoded = decodeAll(AEDAT3, bytes);
    expect(decoded).toMatchObject({ rows: [A], error: null });
    expect(decoded.decoder.header).toMatchObject({ variant: "3.0", origin: "bottom-left" });
  });

  it("passes over sources that a file was recorded from before", () => {
    const bytes = hashHeader("3.1", "-Source 0: DAVIS640", "Source 1: DVS128", "!END-HEADER");
    expect(decodeAll(AEDAT3, bytes).decoder.header?.camera).toBe("DVS128");
  });

  it.each([
    ["a packed format", hashHeader("3.1", "Format: SerializedTS", "!END-HEADER"), "codec-unsupported", 14],
    ["no end line", hashHeader("3.1", "Format: RAW"), "codec-corrupt", 28],
    ["no version", hashHeader("3.x", "!END-HEADER"), "codec-corrupt", 0],
  ])("with %s is refused, naming the byte; salvage finds the first packet", (_, head, code, byte) => {
    const bytes = concat(head, aedat3Packet(polarities(A)), aedat3Packet(polarities(B)));
    expect(decodeAll(AEDAT3, bytes).error).toMatchObject({ code, where: { byte } });
    expect(decodeAll(AEDAT3, bytes, { salvage: true })).toMatchObject({
      rows: [A, B],
      stats: { damages: 1 },
    });
  });
});
