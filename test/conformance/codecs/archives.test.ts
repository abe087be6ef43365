import { asciiBytes } from "../../../src/codecs/ascii.ts";
import { NPY_COLUMNS, NPZ, TEXT_ZIP } from "../../../src/codecs/zip-formats.ts";
import { int64 } from "../../support/codec-aedat.ts";
import { concat, type Row } from "../../support/codec-decode.ts";
import { npyDictionary, npyFile } from "../../support/codec-small.ts";
import { words16 } from "../../support/codec-words.ts";
import { zipFile } from "../../support/codec-zip.ts";
import { runSourceCase } from "./source.case.ts";

const GEOMETRY = { width: 40, height: 30 };
const ROWS: readonly Row[] = Array.from(
  { length: 600 },
  (_, i) => [1000 + 7 * Math.floor(i / 3), (7 * i) % 40, (5 * i) % 30, i % 2] as const,
);

const column = (type: string, numbers: readonly Uint8Array[]): Uint8Array =>
  npyFile(npyDictionary(type, `${numbers.length},`), concat(...numbers));
const COLUMNS = [
  {
    name: "t.npy",
    bytes: column(
      "'<i8'",
      ROWS.map(([t]) => int64(t)),
    ),
  },
  {
    name: "x.npy",
    bytes: column(
      "'<u2'",
      ROWS.map(([, x]) => words16(x)),
    ),
  },
  {
    name: "y.npy",
    bytes: column(
      "'<u2'",
      ROWS.map(([, , y]) => words16(y)),
    ),
  },
  {
    name: "p.npy",
    bytes: column(
      "'|b1'",
      ROWS.map(([, , , p]) => Uint8Array.of(p)),
    ),
  },
];
const RECORDS = npyFile(
  npyDictionary("[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]", `${ROWS.length},`),
  concat(...ROWS.map(([t, x, y, p]) => concat(int64(t), words16(x, y), Uint8Array.of(p)))),
);
/** All times, then all x, and so on. */
const TRANSPOSED = concat(...[0, 1, 2, 3].flatMap((part) => ROWS.map((row) => int64(row[part]!))));

for (const [name, bytes] of [
  ["columns", zipFile(COLUMNS)],
  ["columns as they are", zipFile(COLUMNS.map((file) => ({ ...file, method: 0 })))],
  ["columns with 64-bit sizes", zipFile(COLUMNS.map((file) => ({ ...file, wide: true })))],
  ["records", zipFile([{ name: "events.npy", bytes: RECORDS }])],
  [
    "an array by columns",
    zipFile([{ name: "arr_0.npy", bytes: npyFile(npyDictionary("'<i8'", "600, 4", true), TRANSPOSED) }]),
  ],
] as const) {
  runSourceCase({ format: NPZ, name, bytes, rows: ROWS, geometry: GEOMETRY });
}

for (const [name, shape, columnMajor] of [
  ["by columns", "600, 4", true],
  ["four rows", "4, 600", false],
] as const) {
  const bytes = npyFile(npyDictionary("'<i8'", shape, columnMajor), TRANSPOSED);
  runSourceCase({ format: NPY_COLUMNS, name, bytes, rows: ROWS, geometry: GEOMETRY });
}

const csv = asciiBytes(`t,x,y,p\n${ROWS.map((row) => `${row.join(",")}\n`).join("")}`);
const text = asciiBytes(
  `40 30\n${ROWS.map(([t, ...rest]) => `${(t / 1e6).toFixed(6)} ${rest.join(" ")}\n`).join("")}`,
);

for (const [name, bytes] of [
  ["text", zipFile([{ name: "events.txt", bytes: text }])],
  ["CSV as it is", zipFile([{ name: "events.csv", bytes: csv, method: 0 }], "a comment")],
] as const) {
  runSourceCase({ format: TEXT_ZIP, name, bytes, rows: ROWS, geometry: GEOMETRY });
}
