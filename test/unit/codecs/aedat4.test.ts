import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { AEDAT4 } from "../../../src/codecs/aedat4.ts";
import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { detectFormat } from "../../../src/codecs/detect.ts";
import type { Frame, ImuSample } from "../../../src/codecs/side-channels.ts";
import { NODE_DECOMPRESSORS } from "../../../src/recordings/decompressors.ts";
import {
  aedat4Header,
  aedat4Packet,
  evts,
  infoXml,
  int64,
  storedLz4Frame,
  tablesBuffer,
  vectorBuffer,
  type IoHeader,
} from "../../support/codec-aedat.ts";
import { concat, decodeAll, type Decoded, type DecodeHow, type Row } from "../../support/codec-decode.ts";
import { words16, words32 } from "../../support/codec-words.ts";

const CAMERA = infoXml("EVTS 40x30 DVXplorer_7");
const A: readonly Row[] = [
  [10, 1, 2, 1],
  [11, 3, 4, 0],
];
const B: readonly Row[] = [[20, 5, 6, 1]];

const file = (head: IoHeader, ...packets: readonly Uint8Array[]): Uint8Array =>
  concat(aedat4Header(head), ...packets);
const decode = (head: IoHeader, packets: readonly Uint8Array[], how: DecodeHow = {}): Decoded =>
  decodeAll(AEDAT4, file(head, ...packets), how);
const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);

describe("header of an AEDAT 4 file", () => {
  it("gives the size and the name of the camera, and lists the streams for people", () => {
    const xml = infoXml("FRME 346x260 DAVIS346_1", "EVTS 346x260 DAVIS346_1", "IMUS x DAVIS346_1");
    expect(decode({ compression: 1, xml }, []).decoder.header).toMatchObject({
      format: "aedat4",
      variant: "LZ4",
      geometry: { width: 346, height: 260 },
      geometryFrom: "header",
      camera: "DAVIS346_1",
      origin: "top-left",
      fields: {
        "stream 0": "FRME DAVIS346_1 346x260",
        "stream 1": "EVTS DAVIS346_1 346x260",
        "stream 2": "IMUS DAVIS346_1",
      },
      bodyByte: aedat4Header({ xml }).length,
    });
  });

  it.each([
    ["no description", ""],
    ["one that is no XML", '<dv <node name= <<attr key="sizeX">'],
    ["one without streams", '<dv version="4.0"><node name="outInfo"></node></dv>'],
    ["sizes that are none", infoXml("EVTS 0x99999 x")],
  ])("does without a size when it has %s", (_, xml) => {
    const { decoder, rows, error } = decode({ xml }, [aedat4Packet(0, evts(A))]);
    expect(error).toBeNull();
    expect(rows).toEqual(A);
    expect(decoder.header).toMatchObject({ geometry: null, formatBounds: { width: 32768, height: 32768 } });
  });

  it("reads an element's size beside elements that close themselves", () => {
    const xml = CAMERA.replace('<node name="info">', '<node name="more" path="/"/><node name="info">');
    expect(decode({ xml }, []).decoder.header?.geometry).toEqual({ width: 40, height: 30 });
  });

  it.each([
    [0, "none"],
    [1, "LZ4"],
    [2, "LZ4"],
    [3, "ZSTD"],
    [4, "ZSTD"],
  ])("names compression %i %s", (compression, variant) => {
    expect(decode({ compression }, []).decoder.header?.variant).toBe(variant);
  });

  it.each([
    ["a compression it does not know", aedat4Header({ compression: 5 }), "codec-unsupported", 14],
    ["a table of packets inside itself", aedat4Header({ tableByte: 20 }), "codec-corrupt", 14],
    ["a size it cannot have", concat(asciiBytes("#!AER-DAT4.0\r\n"), words32(1048577)), "codec-corrupt", 14],
    ["a root table outside", changed(aedat4Header({}), 18, 0xff), "codec-corrupt", 14],
    ["another first line", changed(aedat4Header({}), 9, 0x31), "codec-corrupt", 0],
  ])("refuses %s, naming the byte; salvage finds the packets all the same", (_, head, code, byte) => {
    const bytes = concat(head, aedat4Packet(0, evts(A)), aedat4Packet(0, evts(B)));
    expect(decodeAll(AEDAT4, bytes).error).toMatchObject({ code, where: { byte } });
    const salvaged = decodeAll(AEDAT4, bytes, { salvage: true });
    expect(salvaged).toMatchObject({ rows: [...A, ...B], error: null });
    expect(salvaged.stats.damages).toBe(1);
  });

  it("is recognised by its first line alone", () => {
    expect(detectFormat(asciiBytes("#!AER-DAT4.0\r\n")).id).toBe("aedat4");
  });
});

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

describe("packets of an AEDAT 4 file", () => {
  it("may each be packed in another way", () => {
    const packets = [
      aedat4Packet(0, evts(A)),
      aedat4Packet(0, storedLz4Frame(evts(B))),
      aedat4Packet(0, zstdCompressSync(evts(A))),
    ];
    const decoded = decode({ compression: 3 }, packets, { decompress: NODE_DECOMPRESSORS });
    expect(decoded).toMatchObject({ rows: [...A, ...B, ...A], error: null });
  });

  it("refuses Zstandard without a decompressor for it, after delivering what came before", () => {
    const packets = [aedat4Packet(0, evts(A)), aedat4Packet(0, zstdCompressSync(evts(B)))];
    const decoded = decode({}, packets);
    expect(decoded.error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("zstd") as string,
    });
    expect(decoded.rows).toEqual(A);
  });

  it("takes any polarity but 0 for ON, and drops rows outside the sensor", () => {
    const rows: Row[] = [
      [1, 39, 29, 2],
      [2, 40, 0, 1],
      [3, 0, 30, 1],
      [4, 0xffff, 0, 1],
    ];
    const decoded = decode({ xml: CAMERA }, [aedat4Packet(0, evts(rows))]);
    expect(decoded.rows).toEqual([[1, 39, 29, 1]]);
    expect(decoded.stats.droppedOutOfBounds).toBe(3);
  });

  it("keeps times up to 2^53 us, and steps back, over packets", () => {
    const rows: Row[] = [
      [2 ** 53 - 1, 0, 0, 1],
      [1_700_000_000_123_456, 0, 0, 1],
      [5, 0, 0, 1],
    ];
    const decoded = decode(
      {},
      rows.map((row) => aedat4Packet(0, evts([row]))),
    );
    expect(decoded.rows).toEqual(rows);
    expect(decoded.stats.clockStepsBack).toBe(2);
  });

  it.each([2 ** 53, -1])("stops at an event with time %d, after delivering those before it", (timeUs) => {
    const rows: Row[] = [...A, [timeUs, 0, 0, 1], ...B];
    const { length } = aedat4Header({});
    const packets = [aedat4Packet(0, evts(rows)), aedat4Packet(0, evts(B))];
    const decoded = decode({}, packets);
    expect(decoded.error).toMatchObject({ code: "codec-corrupt", where: { byte: length } });
    expect(decoded.rows).toEqual(A);
    expect(decode({}, packets, { salvage: true }).rows).toEqual([...A, ...B]);
  });

  it("reads a vector at any alignment", () => {
    const words = evts(A);
    const shifted = concat(words.subarray(0, 28), Uint8Array.of(0, 0, 0), words.subarray(28));
    shifted[24] = 7; // the vector's offset
    shifted[0] = shifted[0]! + 3;
    expect(decode({}, [aedat4Packet(0, shifted)])).toMatchObject({ rows: A, error: null });
  });

  it.each([
    ["a root table beyond the end", 4, 0xf0],
    ["a layout before the start", 20, 0xf0],
    ["a vector beyond the end", 24, 0xf0],
    ["more events than there are", 28, 3],
    ["a larger size than there is", 0, 0xf0],
    ["no identifier", 8, 0x65],
  ])("refuses a packet with %s, naming its byte, and salvages the next", (_, at, value) => {
    const packets = [
      aedat4Packet(0, evts(A)),
      aedat4Packet(0, changed(evts(A), at, value)),
      aedat4Packet(0, evts(B)),
    ];
    const byte = aedat4Header({}).length + packets[0]!.length;
    expect(decode({}, packets)).toMatchObject({ rows: A, error: { code: "codec-corrupt", where: { byte } } });
    expect(decode({}, packets, { salvage: true })).toMatchObject({ rows: [...A, ...B], error: null });
  });

  it.each([
    ["of size 0", words32(0, 0)],
    ["larger than allowed", words32(0, 67108865)],
    ["of an impossible stream", words32(65536, 100)],
  ])("refuses a packet %s before it has come, and salvages the next", (_, head) => {
    const packets = [aedat4Packet(0, evts(A)), head, aedat4Packet(0, evts(B))];
    const byte = aedat4Header({}).length + packets[0]!.length;
    expect(decode({}, packets)).toMatchObject({ rows: A, error: { code: "codec-corrupt", where: { byte } } });
    const salvaged = decode({}, packets, { salvage: true });
    expect(salvaged).toMatchObject({
      rows: [...A, ...B],
      error: null,
      stats: { damages: 1, damagedBytes: 8 },
    });
  });

  it("finds the next packet when a size has swallowed its start", () => {
    const swallowing = concat(words32(0, evts(A).length + 30), evts(A));
    const packets = [swallowing, aedat4Packet(0, evts(A)), aedat4Packet(0, evts(B))];
    expect(decode({}, packets, { salvage: true }).rows).toEqual([...A, ...B]);
  });
});

describe("the end of an AEDAT 4 file", () => {
  const packets = [aedat4Packet(0, evts(A)), aedat4Packet(0, evts(B))];
  const tableByte = file({}, ...packets).length;
  const table = storedLz4Frame(vectorBuffer("FTAB", 0, new Uint8Array(0)));

  it("is where the header says that the table of packets starts", () => {
    const nonsense = Uint8Array.from({ length: 50 }, (_, i) => i);
    expect(decode({ tableByte }, [...packets, nonsense])).toMatchObject({ rows: [...A, ...B], error: null });
    expect(decode({ tableByte }, packets)).toMatchObject({ rows: [...A, ...B], error: null });
  });

  it.each([
    ["packed", table],
    ["not packed", vectorBuffer("FTAB", 0, new Uint8Array(0))],
  ])("is where a table starts, %s, that a header never came to name", (_, written) => {
    expect(decode({}, [...packets, written])).toMatchObject({ rows: [...A, ...B], error: null });
  });

  it("is missed when it comes between two packets, before the table", () => {
    const cut = decode({ tableByte }, packets.slice(0, 1));
    expect(cut.error).toMatchObject({
      code: "codec-truncated",
      where: { byte: tableByte - packets[1]!.length },
    });
    expect(cut.rows).toEqual(A);
    expect(decode({ tableByte: tableByte + 8 }, packets).error?.code).toBe("codec-truncated");
  });

  it("is in doubt when a packet would not end before the table: salvage reads on", () => {
    const head = { tableByte: tableByte - 5 };
    const byte = tableByte - packets[1]!.length;
    expect(decode(head, [...packets, table]).error).toMatchObject({ code: "codec-corrupt", where: { byte } });
    expect(decode(head, [...packets, table], { salvage: true }).rows).toEqual([...A, ...B]);
  });

  it("takes AEStream's files: no identifier, no sizes, a table whose packet sizes are numbers of events", () => {
    const entry = [int64(0), words32(0, 3), int64(1), int64(10), int64(20)];
    const odd = storedLz4Frame(changed(tablesBuffer("FTAB", [entry]), 8, 0));
    const xml = '<dv version="4.0"><node name="outInfo"></node></dv>';
    const head = aedat4Header({ compression: 1, xml });
    const events = packets.map((_, i) => aedat4Packet(0, storedLz4Frame(evts([A, B][i]!))));
    const whole = concat(head, ...events).length;
    const bytes = concat(aedat4Header({ compression: 1, xml, tableByte: whole }), ...events, odd);
    bytes.set([0, 0, 0, 0], 22); // no "IOHE"
    expect(decodeAll(AEDAT4, bytes)).toMatchObject({ rows: [...A, ...B], error: null });
  });
});

describe("several streams in an AEDAT 4 file", () => {
  const xml = infoXml("TRIG x left", "EVTS 40x30 left", "EVTS 20x10 right");
  const packets = [aedat4Packet(2, evts(B)), aedat4Packet(1, evts(A)), aedat4Packet(2, evts(B))];

  it("delivers the first with events, and counts the others' events", () => {
    const decoded = decode({ xml }, packets);
    expect(decoded.rows).toEqual(A);
    expect(decoded.stats.droppedOtherSensor).toBe(2);
    expect(decoded.decoder.header).toMatchObject({ camera: "left", geometry: { width: 40, height: 30 } });
  });

  it.each(["2", "right"])("delivers the one asked for as %s", (stream) => {
    const decoded = decode({ xml }, packets, { stream });
    expect(decoded.rows).toEqual([...B, ...B]);
    expect(decoded.stats.droppedOtherSensor).toBe(2);
    expect(decoded.decoder.header).toMatchObject({ camera: "right", geometry: { width: 20, height: 10 } });
  });

  it("refuses one that is not there, listing those that are", () => {
    expect(decode({ xml }, packets, { stream: "0" }).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("2 (EVTS right 20x10)") as string,
    });
  });

  it("takes the stream of the first packet with events where none is described, or the number asked for", () => {
    expect(decode({}, packets).rows).toEqual([...B, ...B]);
    expect(decode({}, packets, { stream: "1" }).rows).toEqual(A);
  });
});

describe("what is no event in an AEDAT 4 file", () => {
  it("delivers edges of the external inputs, and counts other triggers", () => {
    const seen: unknown[] = [];
    const sources = [0, 1, 2, 3, 4, 5, 6, 9];
    const triggers = tablesBuffer(
      "TRIG",
      sources.map((source) => [int64(100 + source), Uint8Array.of(source, 0, 0, 0)]),
    );
    const decoded = decode({}, [aedat4Packet(0, triggers)], {
      side: { trigger: (...edge) => seen.push(edge) },
    });
    expect(decoded).toMatchObject({ rows: [], error: null, stats: { triggers: 5, otherWords: 3 } });
    expect(seen).toEqual([
      [101, 0, true],
      [102, 0, false],
      [103, 0, true],
      [104, 1, true],
      [105, 1, false],
    ]);
  });

  it("delivers inertial samples in SI units", () => {
    const seen: ImuSample[] = [];
    const fields = [int64(7), float(36.5), ...[1, 0, -2, 180, 0, -90].map(float)];
    const decoded = decode({}, [aedat4Packet(0, tablesBuffer("IMUS", [fields, fields]))], {
      side: { imu: (sample) => seen.push(sample) },
    });
    expect(decoded).toMatchObject({ error: null, stats: { imuSamples: 2 } });
    expect(seen[1]).toMatchObject({ timeUs: 7, temperatureC: 36.5 });
    expect(seen[1]?.accelerationMps2).toEqual([9.80665, 0, -19.6133]);
    expect(seen[1]?.angularVelocityRadps[0]).toBeCloseTo(Math.PI, 12);
    expect(seen[1]?.angularVelocityRadps[2]).toBeCloseTo(-Math.PI / 2, 12);
  });

  /** A frame (FRME): eleven fields, of which the last is the pixels. */
  const frame = (format: number, width: number, height: number, pixels: readonly number[]): Uint8Array => {
    const layout = words16(26, 56, 4, 0, 0, 12, 20, 28, 30, 32, 0, 0, 36); // at 12 in the buffer: sizes, places of fields
    const table = concat(
      words32(28),
      int64(50),
      int64(40),
      int64(60),
      Uint8Array.of(format, 0),
      words16(width, height, 0),
      words32(4),
    );
    const rest = concat(layout, Uint8Array.of(0, 0), table, words32(pixels.length), Uint8Array.from(pixels));
    const body = concat(words32(36), asciiBytes("FRME"), rest);
    return concat(words32(body.length), body);
  };

  it("delivers frames, with red before blue", () => {
    const seen: Frame[] = [];
    const packets = [
      aedat4Packet(0, frame(0, 2, 1, [7, 8])),
      aedat4Packet(0, frame(16, 1, 2, [1, 2, 3, 4, 5, 6])),
    ];
    const decoded = decode({}, packets, { side: { frame: (one) => seen.push(one) } });
    expect(decoded).toMatchObject({ error: null, stats: { frames: 2 } });
    expect(seen).toEqual([
      {
        exposureStartUs: 40,
        exposureEndUs: 60,
        width: 2,
        height: 1,
        channels: 1,
        pixels: Uint8Array.of(7, 8),
      },
      {
        exposureStartUs: 40,
        exposureEndUs: 60,
        width: 1,
        height: 2,
        channels: 3,
        pixels: Uint8Array.of(3, 2, 1, 6, 5, 4),
      },
    ]);
  });

  it("refuses a frame whose pixels do not fill it", () => {
    expect(decode({}, [aedat4Packet(0, frame(0, 2, 1, [7]))]).error?.message).toContain("pixels do not fill");
  });

  it("counts packets of other kinds", () => {
    expect(decode({}, [aedat4Packet(0, vectorBuffer("BBOX", 0, new Uint8Array(0)))])).toMatchObject({
      error: null,
      stats: { otherWords: 1, events: 0 },
    });
  });
});
