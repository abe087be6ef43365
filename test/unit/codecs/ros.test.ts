import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { detectFormat } from "../../../src/codecs/detect.ts";
import { MCAP } from "../../../src/codecs/mcap.ts";
import { ROSBAG1 } from "../../../src/codecs/rosbag1.ts";
import { NODE_DECOMPRESSORS } from "../../../src/recordings/decompressors.ts";
import {
  concat,
  decodeAll,
  encodeAll,
  type DecodeHow,
  type Decoded,
  type Row,
} from "../../support/codec-decode.ts";
import {
  bag,
  bagFile,
  cdrArray,
  cdrPacket,
  cmp,
  libcaerWords,
  lz4,
  mcap,
  mcapFile,
  monoWords,
  ros1Array,
  ros1Packet,
  type PacketParts,
} from "../../support/codec-ros.ts";
import { evt3, words16 } from "../../support/codec-words.ts";

const PACKET = "event_camera_msgs/EventPacket";
const EPOCH_US = 1744227144732712;

const oneTopic = (type: string, ...messages: readonly Uint8Array[]): Uint8Array =>
  bagFile(bag.chunk(bag.connection(0, "/events", type), ...messages.map((data) => bag.message(0, data))));

const packets = (...parts: readonly PacketParts[]): Decoded =>
  decodeAll(ROSBAG1, oneTopic(PACKET, ...parts.map(ros1Packet)));

const mcapOf = (type: string, ...messages: readonly Uint8Array[]): Uint8Array =>
  mcapFile(
    mcap.schema(1, type),
    mcap.channel(1, 1, "/events"),
    ...messages.map((data) => mcap.message(1, data)),
  );

const fails = (bytes: Uint8Array, how: DecodeHow = {}): unknown => decodeAll(ROSBAG1, bytes, how).error;

describe("event packets", () => {
  it("keep the state of evt3 from one packet to the next", () => {
    const first = words16(evt3.timeHigh(1), evt3.timeLow(5), evt3.addrY(7));
    const second = words16(evt3.addrX(1, 9));
    const { rows } = packets({ encoding: "evt3", payload: first }, { encoding: "evt3", payload: second });
    expect(rows).toEqual([[4101, 9, 7, 1]]);
  });

  it("start the time of libcaer_cmp anew in each, at the packet's base", () => {
    const payload = words16(cmp.addrX(3), cmp.addrY(1, 4), cmp.timeHigh(1), cmp.timeLow(2), cmp.addrY(0, 5));
    const part = { encoding: "libcaer_cmp", payload, timeBaseNs: 8000 };
    const { rows } = packets(part, { ...part, timeBaseNs: 9000 });
    expect(rows).toEqual([
      [8, 3, 4, 1],
      [8 + 4098, 3, 5, 0],
      [9, 3, 4, 1],
      [9 + 4098, 3, 5, 0],
    ]);
  });

  it("give one event per bit of a libcaer_cmp vector, each eight rows further than the last", () => {
    const payload = words16(cmp.addrX(3), cmp.vectBase(1, 2), cmp.vect8(0b1000_0001), cmp.vect8(0b10));
    const { rows } = packets({ encoding: "libcaer_cmp", payload });
    expect(rows).toEqual([
      [0, 3, 2, 1],
      [0, 3, 9, 1],
      [0, 3, 11, 1],
    ]);
  });

  it("report a libcaer_cmp word of a type that does not exist, naming its byte", () => {
    const payload = words16(cmp.addrX(3), cmp.addrY(1, 4), cmp.other(9), cmp.addrY(0, 5));
    const file = oneTopic(PACKET, ros1Packet({ encoding: "libcaer_cmp", payload }));
    const byte = file.findIndex((_, i) => file[i] === 0x04 && file[i + 1] === 0x38) + 2;
    expect(decodeAll(ROSBAG1, file)).toMatchObject({
      rows: [[0, 3, 4, 1]],
      error: { code: "codec-corrupt", where: { byte } },
    });
  });

  it("carry libcaer's 31-bit time on when it rolls over inside a packet, and only then", () => {
    const rows: readonly Row[] = [
      [2 ** 31 - 1, 1, 2, 1],
      [3, 4, 5, 0],
      [2, 4, 6, 0],
    ];
    const { rows: got, stats } = packets({
      encoding: "libcaer",
      payload: libcaerWords(rows),
      timeBaseNs: 5000,
    });
    expect(got).toEqual([
      [2 ** 31 + 4, 1, 2, 1],
      [2 ** 31 + 8, 4, 5, 0],
      [2 ** 31 + 7, 4, 6, 0],
    ]);
    expect(stats).toMatchObject({ wraps: 1, clockStepsBack: 1 });
  });

  it("add mono's nanoseconds to the base before they are cut to microseconds", () => {
    const payload = monoWords([
      [600, 39, 29, 1],
      [4294967295, 1, 2, 0],
    ]);
    const { rows } = packets({ encoding: "mono", payload, timeBaseNs: 1500 });
    expect(rows).toEqual([
      [2, 39, 29, 1],
      [4294968, 1, 2, 0],
    ]);
  });

  it("keep times since 1970 exact to the microsecond", () => {
    const payload = words16(cmp.timeLow(1), cmp.addrX(1), cmp.addrY(1, 1));
    const message = ros1Packet({ encoding: "libcaer_cmp", payload });
    const baseAt = 4 * 3 + 4 + 3 + 8 + 8;
    new DataView(message.buffer).setBigUint64(baseAt, BigInt(EPOCH_US) * 1000n + 999n, true);
    expect(decodeAll(ROSBAG1, oneTopic(PACKET, message)).rows[0]?.[0]).toBe(EPOCH_US + 1);
  });

  it("deliver triggers of the encoding that holds nothing else", () => {
    const seen: unknown[] = [];
    const payload = monoWords([[7000, 0, 3, 1]]);
    const file = oneTopic(PACKET, ros1Packet({ encoding: "trigger", payload, timeBaseNs: 1000 }));
    const { stats } = decodeAll(ROSBAG1, file, { side: { trigger: (...edge) => seen.push(edge) } });
    expect(seen).toEqual([[8, 3, true]]);
    expect(stats).toMatchObject({ triggers: 1, events: 0 });
  });

  it("are refused by name in an encoding that is not known, and when it changes on the way", () => {
    expect(packets({ encoding: "evt4", payload: new Uint8Array(0) }).error).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining('"evt4"') as string,
    });
    const mono = { encoding: "mono", payload: monoWords([[0, 0, 0, 1]]) };
    expect(packets(mono, { encoding: "evt3", payload: new Uint8Array(0) })).toMatchObject({
      rows: [[0, 0, 0, 1]],
      error: { code: "codec-unsupported" },
    });
  });

  it("are damaged when their fields do not fill the message, or the events are big-endian", () => {
    const message = ros1Packet({ encoding: "mono", payload: monoWords([[0, 0, 0, 1]]) });
    expect(fails(oneTopic(PACKET, concat(message, Uint8Array.of(0))))).toMatchObject({
      code: "codec-corrupt",
    });
    expect(packets({ encoding: "mono", payload: new Uint8Array(8), bigEndian: 1 }).error?.message).toContain(
      "big-endian",
    );
    expect(packets({ encoding: "mono", payload: new Uint8Array(7) }).error?.message).toContain(
      "within an event",
    );
  });

  it("without a size leave the bounds to the encoding", () => {
    const part = { encoding: "mono", payload: monoWords([[0, 5000, 3000, 1]]), width: 0, height: 0 };
    const { rows, decoder } = packets(part);
    expect(rows).toEqual([[0, 5000, 3000, 1]]);
    expect(decoder.header).toMatchObject({ geometry: null, geometryFrom: "unknown" });
  });
});

describe("event arrays", () => {
  const ROWS: readonly Row[] = [
    [EPOCH_US, 1, 2, 1],
    [EPOCH_US + 1, 39, 29, 0],
    [EPOCH_US + 999999, 0, 0, 1],
  ];
  it.each(["dvs_msgs/EventArray", "prophesee_event_msgs/EventArray"])("of %s are read", (type) => {
    const { rows, decoder } = decodeAll(ROSBAG1, oneTopic(type, ros1Array(ROWS), ros1Array([])));
    expect(rows).toEqual(ROWS);
    expect(decoder.header).toMatchObject({ geometry: { width: 40, height: 30 }, rows: { ticksPerUs: 1000 } });
  });

  it.each([0, 1, 2, 3])("are read in CDR's alignment, %i of them", (count) => {
    const rows = ROWS.slice(0, count);
    const file = mcapOf("dvs_msgs/msg/EventArray", cdrArray(rows), cdrArray(ROWS));
    expect(decodeAll(MCAP, file).rows).toEqual([...rows, ...ROWS]);
  });

  it("are damaged when they announce more events than there are", () => {
    const message = ros1Array(ROWS);
    expect(fails(oneTopic("dvs_msgs/EventArray", message.subarray(0, message.length - 1)))).toMatchObject({
      code: "codec-corrupt",
      message: expect.stringContaining("do not fill") as string,
    });
  });
});

describe("a container of messages", () => {
  const mono = (ns: number): Uint8Array =>
    ros1Packet({ encoding: "mono", payload: monoWords([[ns, 0, 0, 1]]) });
  const two = bagFile(
    bag.chunk(
      bag.connection(3, "/left", PACKET),
      bag.connection(4, "/right", PACKET),
      bag.message(4, mono(4000)),
    ),
    bag.chunk(bag.message(3, mono(3000)), bag.message(4, mono(5000))),
  );

  it("gives the events of the first topic that has any, and counts the messages of the others", () => {
    const { rows, stats, decoder } = decodeAll(ROSBAG1, two);
    expect(rows.map(([t]) => t)).toEqual([4, 5]);
    expect(stats.otherWords).toBe(1);
    expect(decoder.header?.fields["topic"]).toBe("/right");
  });

  it("gives the events of the topic that is asked for, or says which there are", () => {
    expect(decodeAll(ROSBAG1, two, { stream: "/left" }).rows.map(([t]) => t)).toEqual([3]);
    expect(fails(two, { stream: "/up" })).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("/left") as string,
    });
  });

  it("without events says what it holds instead", () => {
    expect(fails(oneTopic("std_msgs/String", new Uint8Array(4)))).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("/events (std_msgs/String)") as string,
    });
  });

  it("delivers inertial samples and frames beside the events", () => {
    const header = ros1Array([]).subarray(0, 19); // seq, stamp 100.000000005 s, frame
    const floats = (...values: readonly number[]): Uint8Array =>
      new Uint8Array(Float64Array.from(values).buffer);
    const none = new Array<number>(9).fill(0);
    const imu = concat(header, floats(0, 0, 0, 1, ...none, 1, 2, 3, ...none, 4, 5, 6, ...none));
    const image = concat(
      header,
      Uint8Array.of(2, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 109, 111, 110, 111, 56, 0, 2, 0, 0, 0, 4, 0, 0, 0),
      Uint8Array.of(11, 0, 22, 0),
    );
    const seen: unknown[] = [];
    const file = bagFile(
      bag.chunk(
        bag.connection(0, "/events", PACKET),
        bag.connection(1, "/imu", "sensor_msgs/Imu"),
        bag.connection(2, "/image", "sensor_msgs/Image"),
        bag.message(1, imu),
        bag.message(2, image),
        bag.message(0, mono(1000)),
      ),
    );
    const side = { imu: (sample: unknown) => seen.push(sample), frame: (frame: unknown) => seen.push(frame) };
    const { stats } = decodeAll(ROSBAG1, file, { side });
    expect(stats).toMatchObject({ imuSamples: 1, frames: 1, events: 1 });
    expect(seen).toEqual([
      { timeUs: 1e8, accelerationMps2: [4, 5, 6], angularVelocityRadps: [1, 2, 3], temperatureC: NaN },
      expect.objectContaining({ width: 1, height: 2, channels: 1, pixels: Uint8Array.of(11, 22) }),
    ]);
  });
});

describe("ROS 1 bags", () => {
  const records = concat(
    bag.connection(0, "/events", PACKET),
    bag.message(0, ros1Packet({ encoding: "mono", payload: monoWords([[1000, 2, 3, 1]]) })),
  );
  const packed = bagFile(bag.packed("bz2", records, Uint8Array.of(1, 2, 3)));

  it("unpack bz2 with the decompressor handed in, and name it when there is none", () => {
    const decompress = { bz2: (bytes: Uint8Array) => (bytes.length === 3 ? records : bytes) };
    expect(decodeAll(ROSBAG1, packed, { decompress }).rows).toEqual([[1, 2, 3, 1]]);
    expect(fails(packed)).toMatchObject({
      code: "codec-unsupported",
      message: expect.stringContaining("bz2") as string,
    });
    expect(fails(packed, { salvage: true })).toMatchObject({ code: "codec-unsupported" });
  });

  it("are damaged when a packed chunk cannot be unpacked to the size it says", () => {
    expect(fails(packed, { decompress: { bz2: () => new Uint8Array(1) } })).toMatchObject({
      code: "codec-corrupt",
    });
    const broken = {
      bz2: (): never => {
        throw new Error("bad");
      },
    };
    expect(fails(packed, { decompress: broken })).toMatchObject({ code: "codec-corrupt" });
    expect(fails(bagFile(bag.packed("lz4", new Uint8Array(records.length + 1), lz4(records))))).toMatchObject(
      {
        code: "codec-corrupt",
      },
    );
  });

  it("are read as they grow, when the recording has not been closed", () => {
    const open = concat(bag.magic, bag.header(0, 0), bag.chunk(records));
    expect(decodeAll(ROSBAG1, open)).toMatchObject({ rows: [[1, 2, 3, 1]], error: null });
  });

  it("of other versions are refused by name", () => {
    const old = new TextEncoder().encode("#ROSBAG V1.2\n\0\0\0\0");
    expect(() => detectFormat(old)).toThrow(expect.objectContaining({ code: "codec-unsupported" }) as Error);
    expect(() => detectFormat(old)).toThrow("V1.2");
  });

  it("with a message on a channel that was not declared are damaged", () => {
    const file = bagFile(bag.chunk(records, bag.message(9, new Uint8Array(4))));
    expect(decodeAll(ROSBAG1, file)).toMatchObject({
      rows: [[1, 2, 3, 1]],
      error: { code: "codec-corrupt" },
    });
  });
});

describe("MCAP", () => {
  const message = cdrPacket({ encoding: "mono", payload: monoWords([[1000, 2, 3, 1]]) });
  const records = concat(
    mcap.schema(1, "event_camera_msgs/msg/EventPacket"),
    mcap.channel(1, 1, "/events"),
    mcap.message(1, message),
  );

  it("is read without chunks too, and with records that it does not know", () => {
    const file = mcapFile(records, Uint8Array.of(0x90, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3));
    expect(decodeAll(MCAP, file)).toMatchObject({ rows: [[1, 2, 3, 1]], error: null });
  });

  it("unpacks zstd with the decompressor handed in", () => {
    const file = mcapFile(mcap.chunk("zstd", records, Uint8Array.of(1)));
    expect(decodeAll(MCAP, file, { decompress: { zstd: () => records } }).rows).toEqual([[1, 2, 3, 1]]);
    expect(decodeAll(MCAP, file).error).toMatchObject({ code: "codec-unsupported" });
  });

  it("unpacks messages that were packed one by one, and leaves out a damaged one when it salvages", () => {
    const packed = new Uint8Array(zstdCompressSync(message));
    const channel = concat(
      mcap.schema(1, "event_camera_msgs/msg/EventPacket"),
      mcap.channel(1, 1, "/events"),
    );
    const broken = packed.slice(0, packed.length - 4);
    const file = mcapFile(channel, mcap.message(1, packed), mcap.message(1, broken), mcap.message(1, packed));
    const how = { decompress: NODE_DECOMPRESSORS };
    expect(decodeAll(MCAP, file, how)).toMatchObject({
      rows: [[1, 2, 3, 1]],
      error: { code: "codec-corrupt", message: expect.stringContaining("zstd") as string },
    });
    expect(decodeAll(MCAP, file, { ...how, salvage: true })).toMatchObject({
      rows: { length: 2 },
      error: null,
      stats: { damages: 1, damagedBytes: broken.length },
    });
  });

  it.each(["", "lz4"])("checks the checksum of a chunk packed as '%s'", (packing) => {
    const stored = packing === "" ? records : lz4(records);
    const file = mcapFile(mcap.chunk(packing, records, stored, 12345));
    const byte = mcap.magic.length + mcap.header.length;
    expect(decodeAll(MCAP, file).error).toMatchObject({ code: "codec-corrupt", where: { byte } });
    expect(decodeAll(MCAP, mcapFile(mcap.chunk(packing, records, stored, 0))).error).toBeNull();
  });

  it("holds ROS 1 messages where a bag was converted", () => {
    const ros1 = ros1Packet({ encoding: "mono", payload: monoWords([[1000, 2, 3, 1]]) });
    const file = mcapFile(mcap.schema(1, PACKET), mcap.channel(1, 1, "/e", "ros1"), mcap.message(1, ros1));
    expect(decodeAll(MCAP, file).rows).toEqual([[1, 2, 3, 1]]);
  });

  it("refuses events that are serialised otherwise, naming what can be read", () => {
    const file = mcapFile(mcap.schema(1, PACKET), mcap.channel(1, 1, "/e", "json"), mcap.message(1, message));
    expect(decodeAll(MCAP, file).error).toMatchObject({ code: "codec-unsupported" });
    const bigEndian = message.slice();
    bigEndian[1] = 0;
    expect(decodeAll(MCAP, mcapOf(PACKET, bigEndian)).error?.message).toContain("0.0");
  });

  it.each(["none", "lz4"])(
    "is written in chunks packed as %s, over gaps and steps back in time",
    (compression) => {
      const rows: readonly Row[] = [
        [EPOCH_US, 1, 2, 1],
        [EPOCH_US + 4095, 1, 3, 0],
        [EPOCH_US + 4096, 1, 3, 0],
        [EPOCH_US + 4096 + 2 ** 24, 5, 3, 0],
        [EPOCH_US - 7, 5, 3, 1],
        [EPOCH_US - 7, 5, 3, 1],
      ];
      const choices = { compression };
      const file = encodeAll(
        MCAP.writer!.createEncoder({ geometry: { width: 40, height: 30 }, choices }),
        rows,
        4,
      );
      expect(decodeAll(MCAP, file)).toMatchObject({ rows, error: null });
    },
  );

  it("refuses choices for writing that there are not", () => {
    for (const choices of [{ compression: "zip" }, { speed: "fast" }]) {
      expect(() => MCAP.writer!.createEncoder({ geometry: { width: 4, height: 3 }, choices })).toThrow(
        expect.objectContaining({ code: "usage" }) as Error,
      );
    }
  });
});
