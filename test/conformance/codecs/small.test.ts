import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { ATIS_BIN } from "../../../src/codecs/atis-bin.ts";
import { ES } from "../../../src/codecs/es.ts";
import { NPY } from "../../../src/codecs/npy.ts";
import { CSV, TEXT } from "../../../src/codecs/text.ts";
import { int64 } from "../../support/codec-aedat.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import { atis40, dvsEvent, dvsEvents, esHeader, npyDictionary, npyFile } from "../../support/codec-small.ts";
import { words16 } from "../../support/codec-words.ts";
import { runCodecCase } from "./codec.case.ts";

const GEOMETRY = { width: 40, height: 30 };
/** Two events in each of twelve time steps, spread over the sensor. */
const ROWS: readonly Row[] = Array.from({ length: 24 }, (_, i) => {
  const step = Math.floor(i / 2);
  return [64 * 20 + 100 * step, (7 * i) % 40, (5 * step) % 30, (i + step) % 2] as const;
});
/** 20,000 events in time order. */
const MANY: readonly Row[] = Array.from({ length: 20000 }, (_, i) => [i, i % 40, i % 30, i % 2] as const);

const START_US = ROWS[0]![0];
const es = esHeader(1, 40, 30);
/** A whole first second of clock bytes before the first event would hide what is tested. */
const SOON = ROWS.map(([t, x, y, p]) => [t - START_US, x, y, p] as const);
const outside = dvsEvent(0, 40, 0, 1);

runCodecCase({
  format: ES,
  bytes: concat(es, dvsEvents(SOON)),
  rows: SOON,
  geometry: GEOMETRY,
  damaged: {
    bytes: concat(es, dvsEvents(SOON.slice(0, 3)), outside, dvsEvents(SOON)),
    byte: es.length + dvsEvents(SOON.slice(0, 3)).length,
    before: SOON.slice(0, 3),
    salvaged: [...SOON.slice(0, 3), ...SOON.map(([t, x, y, p]) => [t + SOON[2]![0], x, y, p] as const)],
  },
  large: concat(es, dvsEvents(MANY)),
});

runCodecCase({
  format: ATIS_BIN,
  bytes: concat(...ROWS.map(atis40)),
  rows: ROWS,
  geometry: GEOMETRY,
  large: concat(...MANY.map(atis40)),
  skip: { damage: "every bit pattern is an event" },
});

const npyRow = ([t, x, y, p]: Row): Uint8Array => concat(int64(t), words16(x, y), Uint8Array.of(p));
const RECORD = "[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]";
const arrayOf = (rows: readonly Uint8Array[]): Uint8Array =>
  npyFile(npyDictionary(RECORD, `${rows.length},`), concat(...rows));
const npyBroken = [...ROWS.slice(0, 3).map(npyRow), npyRow([-1, 0, 0, 1]), ...ROWS.map(npyRow)];

runCodecCase({
  format: NPY,
  bytes: arrayOf(ROWS.map(npyRow)),
  rows: ROWS,
  geometry: GEOMETRY,
  forgetsGeometry: true,
  damaged: {
    bytes: arrayOf(npyBroken),
    byte: arrayOf(npyBroken).length - 25 * 13,
    before: ROWS.slice(0, 3),
    salvaged: [...ROWS.slice(0, 3), ...ROWS],
  },
  large: arrayOf(MANY.map(npyRow)),
});

const NEWLINE = 0x0a;
const csv = (rows: readonly Row[]): string => `t,x,y,p\n${rows.map((row) => `${row.join(",")}\n`).join("")}`;

runCodecCase({
  format: CSV,
  ending: NEWLINE,
  bytes: asciiBytes(csv(ROWS)),
  rows: ROWS,
  geometry: GEOMETRY,
  forgetsGeometry: true,
  damaged: {
    bytes: asciiBytes(`${csv(ROWS.slice(0, 3))}5,?,1\n${csv(ROWS).slice(8)}`),
    byte: csv(ROWS.slice(0, 3)).length,
    before: ROWS.slice(0, 3),
    salvaged: [...ROWS.slice(0, 3), ...ROWS],
  },
  large: asciiBytes(csv(MANY)),
});

const seconds = (t: number): string => `${Math.floor(t / 1e6)}.${String(t % 1e6).padStart(6, "0")}`;
const rpg = (rows: readonly Row[]): string =>
  `40 30\n${rows.map(([t, x, y, p]) => `${seconds(t)} ${x} ${y} ${p}\n`).join("")}`;

runCodecCase({
  format: TEXT,
  ending: NEWLINE,
  bytes: asciiBytes(rpg(ROWS)),
  rows: ROWS,
  geometry: GEOMETRY,
  damaged: {
    bytes: asciiBytes(`${rpg(ROWS.slice(0, 3))}0.5 1 1 0 7\n${rpg(ROWS).slice(6)}`),
    byte: rpg(ROWS.slice(0, 3)).length,
    before: ROWS.slice(0, 3),
    salvaged: [...ROWS.slice(0, 3), ...ROWS],
  },
  large: asciiBytes(rpg(MANY)),
});
