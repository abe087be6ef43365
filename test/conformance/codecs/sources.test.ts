import { readFileSync } from "node:fs";
import { DSEC_HDF5, HDF5, PROPHESEE_HDF5 } from "../../../src/codecs/hdf5.ts";
import { ROSBAG2 } from "../../../src/codecs/rosbag2.ts";
import { encodeAll, type Row } from "../../support/codec-decode.ts";
import { cdrArray, cdrPacket, cmpWords } from "../../support/codec-ros.ts";
import { bag2File } from "../../support/codec-rosbag2.ts";
import { evt3, words16 } from "../../support/codec-words.ts";
import { runSourceCase } from "./source.case.ts";

const GEOMETRY = { width: 40, height: 30 };
/** The rows of the files in test/fixtures/hdf5, see make.py there. */
const ROWS: readonly Row[] = Array.from({ length: 600 }, (_, i) => [
  1000 + 7 * Math.floor(i / 3),
  (7 * i) % 40,
  (5 * i) % 30,
  i % 2,
]);

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/hdf5/${name}.h5`, import.meta.url)));

for (const name of [
  "tree-shuffle-deflate-fletcher",
  "fixed-array-deflate",
  "extensible-array",
  "contiguous-seconds",
  "lzf",
  "structures-big-endian",
  "matrix",
  "matrix-fixed-array",
  "blosc",
  "bitshuffle",
]) {
  runSourceCase({ format: HDF5, name, bytes: fixture(name), rows: ROWS, geometry: GEOMETRY });
}
runSourceCase({ format: DSEC_HDF5, name: "dsec", bytes: fixture("dsec"), rows: ROWS, geometry: GEOMETRY });
runSourceCase({
  format: PROPHESEE_HDF5,
  name: "triggers",
  bytes: fixture("triggers"),
  rows: ROWS,
  geometry: GEOMETRY,
});
runSourceCase({
  format: PROPHESEE_HDF5,
  name: "ECF",
  bytes: encodeAll(PROPHESEE_HDF5.writer!.createEncoder({ geometry: GEOMETRY }), ROWS),
  rows: ROWS,
  geometry: GEOMETRY,
});

const PACKET = "event_camera_msgs/msg/EventPacket";
const inMessages = (
  size: number,
  message: (rows: readonly Row[]) => Uint8Array,
): (readonly [number, Uint8Array])[] =>
  Array.from({ length: Math.ceil(ROWS.length / size) }, (_, i) => [
    1,
    message(ROWS.slice(i * size, (i + 1) * size)),
  ]);

const evt3Message = (rows: readonly Row[]): Uint8Array =>
  cdrPacket({
    encoding: "evt3",
    payload: words16(
      ...rows.flatMap(([t, x, y, p]) => [
        evt3.timeHigh(Math.floor(t / 4096)),
        evt3.timeLow(t % 4096),
        evt3.addrY(y),
        evt3.addrX(p as 0 | 1, x),
      ]),
    ),
  });
const cmpMessage = (rows: readonly Row[]): Uint8Array => {
  const baseUs = rows[0]?.[0] ?? 0;
  return cdrPacket({ encoding: "libcaer_cmp", payload: cmpWords(rows, baseUs), timeBaseNs: baseUs * 1000 });
};

for (const [name, messages] of [
  ["evt3 packets", inMessages(100, evt3Message)],
  ["libcaer_cmp packets", inMessages(11, cmpMessage)],
] as const) {
  const bytes = bag2File([["/events", PACKET]], messages);
  runSourceCase({ format: ROSBAG2, name, bytes, rows: ROWS, geometry: GEOMETRY });
}
runSourceCase({
  format: ROSBAG2,
  name: "event arrays",
  bytes: bag2File(
    [["/events", "dvs_msgs/msg/EventArray"]],
    inMessages(50, (rows) => cdrArray(rows)),
  ),
  rows: ROWS,
  geometry: GEOMETRY,
});
