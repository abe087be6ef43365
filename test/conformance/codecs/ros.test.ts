import { MCAP } from "../../../src/codecs/mcap.ts";
import { ROSBAG1 } from "../../../src/codecs/rosbag1.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import {
  bag,
  bagFile,
  cdrPacket,
  cmpWords,
  lz4,
  mcap,
  mcapFile,
  ros1Packet,
} from "../../support/codec-ros.ts";
import { evt3, words16 } from "../../support/codec-words.ts";
import { runCodecCase } from "./codec.case.ts";

const GEOMETRY = { width: 40, height: 30 };
/** Two events in each of twelve time steps, spread over the sensor. */
const ROWS: readonly Row[] = Array.from({ length: 24 }, (_, i) => {
  const step = Math.floor(i / 2);
  return [64 * 20 + 100 * step, (7 * i) % 40, (5 * step) % 30, (i + step) % 2] as const;
});
const MANY: readonly Row[] = Array.from({ length: 20000 }, (_, i) => [i, i % 40, i % 30, i % 2] as const);

const evt3Words = (rows: readonly Row[]): Uint8Array =>
  words16(
    ...rows.flatMap(([t, x, y, p], i) => [
      ...(t % 4096 === 0 || i === 0 ? [evt3.timeHigh(Math.floor(t / 4096))] : []),
      evt3.timeLow(t % 4096),
      evt3.addrY(y),
      evt3.addrX(p as 0 | 1, x),
    ]),
  );

/** Messages of these rows, cut into packets in the middle of a step. */
const bagMessages = (rows: readonly Row[], packetBytes = 70): Uint8Array => {
  const payload = evt3Words(rows);
  const count = Math.ceil(payload.length / packetBytes);
  return concat(
    ...Array.from({ length: count }, (_, i) =>
      bag.message(
        0,
        ros1Packet({ encoding: "evt3", payload: payload.subarray(i * packetBytes, (i + 1) * packetBytes) }),
      ),
    ),
  );
};
const CONNECTION = bag.connection(0, "/events", "event_camera_msgs/EventPacket");
const plainBag = (rows: readonly Row[]): Uint8Array =>
  bagFile(bag.chunk(CONNECTION, bagMessages(rows.slice(0, 14))), bag.chunk(bagMessages(rows.slice(14))));
const BAG_START = bag.magic.length + bag.header(0, 0).length;
const NOISE = new Uint8Array(50).fill(0xee);

/** A stream of two chunks, with damage between them. */
const damagedBag = bagFile(
  bag.chunk(CONNECTION, bagMessages(ROWS.slice(0, 14))),
  NOISE,
  bag.chunk(bagMessages(ROWS)),
);

runCodecCase({
  format: ROSBAG1,
  bytes: plainBag(ROWS),
  rows: ROWS,
  geometry: GEOMETRY,
  damaged: {
    bytes: damagedBag,
    byte: BAG_START + bag.chunk(CONNECTION, bagMessages(ROWS.slice(0, 14))).length,
    before: ROWS.slice(0, 14),
    salvaged: [...ROWS.slice(0, 14), ...ROWS],
  },
  large: bagFile(bag.chunk(CONNECTION, bagMessages(MANY, 60000))),
});

const packedBag = (rows: readonly Row[]): Uint8Array => {
  const parts = [concat(CONNECTION, bagMessages(rows.slice(0, 10))), bagMessages(rows.slice(10))];
  return bagFile(...parts.map((records) => bag.packed("lz4", records, lz4(records))));
};
const firstPacked = concat(CONNECTION, bagMessages(ROWS.slice(0, 10)));
const brokenFrame = lz4(bagMessages(ROWS)).fill(0xff, 0, 4);

runCodecCase({
  format: { ...ROSBAG1, name: "ROS 1 bag with LZ4 chunks" },
  bytes: packedBag(ROWS),
  rows: ROWS,
  geometry: GEOMETRY,
  damaged: {
    bytes: bagFile(
      bag.packed("lz4", firstPacked, lz4(firstPacked)),
      bag.packed("lz4", bagMessages(ROWS), brokenFrame),
      bag.chunk(bagMessages(ROWS)),
    ),
    byte: BAG_START + bag.packed("lz4", firstPacked, lz4(firstPacked)).length,
    before: ROWS.slice(0, 10),
    salvaged: [...ROWS.slice(0, 10), ...ROWS],
  },
  large: packedBag(MANY),
});

const DECLARED = concat(mcap.schema(1, "event_camera_msgs/msg/EventPacket"), mcap.channel(1, 1, "/events"));
const mcapMessage = (rows: readonly Row[]): Uint8Array => {
  const baseUs = rows[0]?.[0] ?? 0;
  const payload = cmpWords(rows, baseUs);
  return mcap.message(1, cdrPacket({ encoding: "libcaer_cmp", payload, timeBaseNs: baseUs * 1000 }));
};
const mcapMessages = (rows: readonly Row[], size = 5): Uint8Array =>
  concat(
    ...Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
      mcapMessage(rows.slice(i * size, (i + 1) * size)),
    ),
  );
const chunkOf = (compression: "" | "lz4", records: Uint8Array, crc?: number): Uint8Array =>
  mcap.chunk(compression, records, compression === "" ? records : lz4(records), crc);

for (const compression of ["", "lz4"] as const) {
  const first = chunkOf(compression, concat(DECLARED, mcapMessages(ROWS.slice(0, 11))));
  runCodecCase({
    format: { ...MCAP, name: `MCAP with ${compression || "plain"} chunks` },
    bytes: mcapFile(first, chunkOf(compression, mcapMessages(ROWS.slice(11)))),
    rows: ROWS,
    geometry: GEOMETRY,
    damaged: {
      bytes: mcapFile(first, NOISE, chunkOf(compression, mcapMessages(ROWS))),
      byte: mcap.magic.length + mcap.header.length + first.length,
      before: ROWS.slice(0, 11),
      salvaged: [...ROWS.slice(0, 11), ...ROWS],
    },
    large: mcapFile(chunkOf(compression, concat(DECLARED, mcapMessages(MANY, 2000)))),
  });
}
