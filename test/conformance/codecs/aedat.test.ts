import { AEDAT2 } from "../../../src/codecs/aedat2.ts";
import { AEDAT3 } from "../../../src/codecs/aedat3.ts";
import { AEDAT4 } from "../../../src/codecs/aedat4.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import {
  aedat3Packet,
  aedat4Header,
  aedat4Packet,
  davis,
  dvs128,
  evts,
  hashHeader,
  infoXml,
  polarity3,
  record2,
  storedLz4Frame,
  vectorBuffer,
} from "../../support/codec-aedat.ts";
import { runCodecCase } from "./codec.case.ts";

const GEOMETRY = { width: 40, height: 30 };
/** Since 1970, so that more than 32 bits count. */
const START_US = 1_600_000_000_000_000;
/** Two events in each of twelve time steps, spread over the sensor. */
const ROWS: readonly Row[] = Array.from({ length: 24 }, (_, i) => {
  const step = Math.floor(i / 2);
  return [START_US + 100 * step, (7 * i) % 40, (5 * step) % 30, (i + step) % 2] as const;
});
/** 20,000 events in time order. */
const MANY: readonly Row[] = Array.from({ length: 20000 }, (_, i) => [i, i % 40, i % 30, i % 2] as const);

const inPackets = (
  rows: readonly Row[],
  size: number,
  pack: (content: Uint8Array) => Uint8Array,
): Uint8Array =>
  concat(
    ...Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
      aedat4Packet(0, pack(evts(rows.slice(i * size, (i + 1) * size)))),
    ),
  );

for (const [name, compression, pack] of [
  ["AEDAT 4.0, not packed", 0, (content: Uint8Array) => content],
  ["AEDAT 4.0, LZ4", 1, storedLz4Frame],
] as const) {
  const header = aedat4Header({ compression, xml: infoXml("EVTS 40x30 DVXplorer_1", "TRIG - DVXplorer_1") });
  const other = aedat4Packet(1, pack(vectorBuffer("TRIG", 0, new Uint8Array(0))));
  const first = concat(header, inPackets(ROWS.slice(0, 3), 3, pack));
  const broken = evts(ROWS.slice(3, 5));
  broken[24] = 0xff; // the offset of the vector

  runCodecCase({
    format: { ...AEDAT4, name },
    bytes: concat(header, inPackets(ROWS.slice(0, 12), 5, pack), other, inPackets(ROWS.slice(12), 7, pack)),
    rows: ROWS,
    geometry: GEOMETRY,
    damaged: {
      bytes: concat(first, aedat4Packet(0, pack(broken)), inPackets(ROWS, 10, pack)),
      byte: first.length,
      before: ROWS.slice(0, 3),
      salvaged: [...ROWS.slice(0, 3), ...ROWS],
    },
    large: concat(header, inPackets(MANY, 1000, pack)),
  });
}

/** The same pattern from 0 on: earlier versions have 31 and 32 bits of time. */
const EARLY: readonly Row[] = ROWS.map(([t, x, y, p]) => [t - START_US, x, y, p]);

const header3 = hashHeader("3.1", "Format: RAW", "Source 1: DVXplorer", "!END-HEADER");
const inPackets3 = (rows: readonly Row[], size: number): Uint8Array =>
  concat(
    ...Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
      aedat3Packet(rows.slice(i * size, (i + 1) * size).map((row) => polarity3(row))),
    ),
  );

runCodecCase({
  format: AEDAT3,
  bytes: concat(header3, inPackets3(EARLY, 7)),
  rows: EARLY,
  geometry: GEOMETRY,
  damaged: {
    bytes: concat(
      header3,
      inPackets3(EARLY.slice(0, 3), 3),
      aedat3Packet([], { type: 1, eventBytes: 9 }),
      inPackets3(EARLY, 9),
    ),
    byte: header3.length + 28 + 3 * 8,
    before: EARLY.slice(0, 3),
    salvaged: [...EARLY.slice(0, 3), ...EARLY],
  },
  large: concat(header3, inPackets3(MANY, 4096)),
});

const dvs128Header = hashHeader("2.0", " AEChip: ch.unizh.ini.jaer.chip.retina.DVS128");
const dvs128Records = (rows: readonly Row[]): Uint8Array => concat(...rows.map(dvs128));

runCodecCase({
  format: { ...AEDAT2, name: "AEDAT 2.0, DVS128" },
  bytes: concat(dvs128Header, dvs128Records(EARLY)),
  rows: EARLY,
  geometry: GEOMETRY,
  damaged: {
    bytes: concat(
      dvs128Header,
      dvs128Records(EARLY.slice(0, 3)),
      record2(0x10000, 201),
      dvs128Records(EARLY),
    ),
    byte: dvs128Header.length + 3 * 8,
    before: EARLY.slice(0, 3),
    salvaged: [...EARLY.slice(0, 3), ...EARLY],
  },
  large: concat(dvs128Header, dvs128Records(MANY)),
});

const davisHeader = hashHeader("2.0", " AEChip: eu.seebetter.ini.chips.davis.Davis346blue");

runCodecCase({
  format: { ...AEDAT2, name: "AEDAT 2.0, DAVIS346" },
  bytes: concat(davisHeader, ...EARLY.map(davis)),
  rows: EARLY,
  geometry: GEOMETRY,
  large: concat(davisHeader, ...MANY.map(davis)),
  skip: { damage: "every address is an event, a pixel's value, a sample or an edge" },
});
