import { DAT } from "../../../src/codecs/dat.ts";
import { EVT2, EVT21, EVT3 } from "../../../src/codecs/prophesee-raw.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import {
  type Halves,
  dat2,
  evt2,
  evt21,
  evt3,
  legacy64,
  little64,
  percentHeader,
  words16,
  words32,
} from "../../support/codec-words.ts";
import { runCodecCase } from "./codec.case.ts";

const GEOMETRY = { width: 40, height: 30 };
/** Two events in each of twelve time steps, spread over the sensor. */
const ROWS: readonly Row[] = Array.from({ length: 24 }, (_, i) => {
  const step = Math.floor(i / 2);
  return [64 * 20 + 100 * step, (7 * i) % 40, (5 * step) % 30, (i + step) % 2] as const;
});

/** 20,000 events in time order. */
const MANY: readonly Row[] = Array.from({ length: 20000 }, (_, i) => [i, i % 40, i % 30, i % 2] as const);

const evt2Header = percentHeader("evt 2.0", "geometry 40x30", "end");
const evt2Words = (rows: readonly Row[]): Uint8Array =>
  words32(
    ...rows.flatMap(([t, x, y, p]) => [evt2.timeHigh(Math.floor(t / 64)), evt2.cd(p as 0 | 1, t % 64, x, y)]),
  );
/** An event, a word of a type that does not exist, an event that cannot be trusted. */
const evt2Damage = words32(evt2.cd(0, 5, 1, 2), evt2.other(5), evt2.cd(1, 6, 3, 4));

runCodecCase({
  format: EVT2,
  bytes: concat(evt2Header, evt2Words(ROWS)),
  rows: ROWS,
  geometry: GEOMETRY,
  damaged: {
    bytes: concat(evt2Header, words32(evt2.timeHigh(1)), evt2Damage, evt2Words(ROWS)),
    byte: evt2Header.length + 8,
    before: [[69, 1, 2, 0]],
    salvaged: [[69, 1, 2, 0], ...ROWS],
  },
  large: concat(evt2Header, evt2Words(MANY)),
});

const evt21Words = (rows: readonly Row[]): Halves[] =>
  rows.flatMap(([t, x, y, p]) => [evt21.timeHigh(Math.floor(t / 64)), evt21.cd(p as 0 | 1, t % 64, x, y, 1)]);
for (const [endianness, words64] of [
  ["little", little64],
  ["legacy", legacy64],
] as const) {
  const header = percentHeader(`format EVT21;endianness=${endianness};height=30;width=40`, "end");
  const damage = words64(
    evt21.timeHigh(1),
    evt21.cd(0, 5, 1, 2, 0b101),
    evt21.other(9),
    evt21.cd(1, 6, 3, 4, 1),
  );
  runCodecCase({
    format: EVT21,
    bytes: concat(header, words64(...evt21Words(ROWS))),
    rows: ROWS,
    geometry: GEOMETRY,
    damaged: {
      bytes: concat(header, damage, words64(...evt21Words(ROWS))),
      byte: header.length + 16,
      before: [
        [69, 1, 2, 0],
        [69, 3, 2, 0],
      ],
      salvaged: [[69, 1, 2, 0], [69, 3, 2, 0], ...ROWS],
    },
    large: concat(header, words64(...evt21Words(MANY))),
  });
}

const evt3Header = percentHeader("format EVT3;height=30;width=40", "end");
const evt3Words = (rows: readonly Row[]): number[] =>
  rows.flatMap(([t, x, y, p], i) => [
    ...(t % 4096 === 0 || i === 0 ? [evt3.timeHigh(Math.floor(t / 4096))] : []),
    evt3.timeLow(t % 4096),
    evt3.addrY(y),
    ...(i % 3 === 0 ? [evt3.vectBase(p as 0 | 1, x), evt3.vect12(1)] : [evt3.addrX(p as 0 | 1, x)]),
  ]);
const evt3Start = [evt3.timeHigh(0), evt3.timeLow(7), evt3.addrY(2), evt3.addrX(1, 3)];

runCodecCase({
  format: EVT3,
  bytes: concat(evt3Header, words16(...evt3Words(ROWS))),
  rows: ROWS,
  geometry: GEOMETRY,
  damaged: {
    bytes: concat(evt3Header, words16(...evt3Start, evt3.other(9), evt3.addrX(0, 4), ...evt3Words(ROWS))),
    byte: evt3Header.length + 8,
    before: [[7, 3, 2, 1]],
    salvaged: [[7, 3, 2, 1], ...ROWS],
  },
  large: concat(evt3Header, words16(...evt3Words(MANY))),
});

const datHeader = concat(
  percentHeader("Data file containing CD events.", "Version 2", "Height 30", "Width 40"),
  Uint8Array.of(0x0c, 8),
);

runCodecCase({
  format: DAT,
  bytes: concat(datHeader, words32(...ROWS.flatMap((row) => dat2(...row)))),
  rows: ROWS,
  geometry: GEOMETRY,
  large: concat(datHeader, words32(...MANY.flatMap((row) => dat2(...row)))),
  skip: { damage: "every bit pattern is a row: no damage inside the body can be seen" },
});
