import { SaccadeError } from "../core/errors.ts";
import type { Geometry } from "./codec.ts";
import { peekLines, valueOf, type HeaderLine } from "./percent-header.ts";

/** What the header of a Prophesee RAW file says, once read; each part undefined where it says nothing. */
export interface RawHeaderFacts {
  /** Encoding name as OpenEB spells it: EVT2, EVT21, EVT3, EVT4, HISTO3D, ... */
  readonly encoding: string | undefined;
  /** Byte order of 64-bit words. */
  readonly endianness: string | undefined;
  readonly geometry: Geometry | undefined;
  readonly geometryFrom: "header" | "camera" | "unknown";
  readonly camera: string | null;
  /** What is wrong with the geometry; it is then as if nothing were written. */
  readonly fault: SaccadeError | null;
}

/**
 * Sensors by `system_ID`, for files from before the geometry was written. Source: OpenEB `device_system_id.h` and the
 * table in `psee_raw_file_header.cpp`. The second entry is the encoding such a file has when it names none.
 */
const SYSTEMS: readonly (readonly [ids: readonly number[], Geometry, encoding: string])[] = [
  [[0x15, 0x17, 0x97, 0x19, 0x99, 0x1d, 0x21, 0xa1], { width: 640, height: 480 }, "EVT2"],
  [[0x1c, 0x22, 0xa2, 0x23, 0x29], { width: 640, height: 480 }, "EVT2"],
  [[0x28], { width: 640, height: 480 }, "EVT3"],
  [[0x1a, 0x1f, 0x27], { width: 1280, height: 720 }, "EVT2"],
  [[0x1e, 0x2e, 0x30, 0x31, 0x32], { width: 1280, height: 720 }, "EVT3"],
];

/** Sensors by a part of `sensor_name`, `plugin_name` or `gen` + `sensor_generation`. Source: the sensors' data sheets. */
const NAMES: readonly (readonly [part: string, Geometry])[] = [
  ["genx320", { width: 320, height: 320 }],
  ["gen320", { width: 320, height: 320 }],
  ["imx636", { width: 1280, height: 720 }],
  ["imx646", { width: 1280, height: 720 }],
  ["gen4", { width: 1280, height: 720 }],
  ["gen3", { width: 640, height: 480 }],
];

/** Old `% evt` values. */
const LEGACY_ENCODINGS: Readonly<Record<string, string>> = {
  "2.0": "EVT2",
  "2.1": "EVT21",
  "3.0": "EVT3",
  "4.0": "EVT4",
};

/** Reads the keys that matter. The order of authority is OpenEB's: `format`, then `evt`, then `system_ID`. */
export function readRawHeader(lines: readonly HeaderLine[]): RawHeaderFacts {
  const { written, fault } = writtenGeometry(lines);
  const inferred = systemOf(lines)?.[1] ?? geometryByName(lines);
  return {
    encoding: encodingOf(lines),
    endianness: formatOption(lines, "endianness") ?? valueOf(lines, "endianness"),
    geometry: written ?? inferred,
    geometryFrom: written !== undefined ? "header" : inferred !== undefined ? "camera" : "unknown",
    camera: valueOf(lines, "sensor_name") ?? valueOf(lines, "plugin_name") ?? null,
    fault,
  };
}

/** The encoding that a header names or implies, or undefined: then it is no RAW file's. Never throws. */
export function encodingOf(lines: readonly HeaderLine[]): string | undefined {
  const [name] = formatParts(lines);
  if (name !== undefined && name !== "") return name;
  const legacy = valueOf(lines, "evt");
  return legacy === undefined ? systemOf(lines)?.[2] : (LEGACY_ENCODINGS[legacy] ?? `EVT ${legacy}`);
}

/** `EVT3;height=720;width=1280` in its parts. */
const formatParts = (lines: readonly HeaderLine[]): readonly string[] =>
  (valueOf(lines, "format") ?? "").split(";").map((part) => part.trim());

const formatOption = (lines: readonly HeaderLine[], name: string): string | undefined =>
  formatParts(lines)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const systemOf = (lines: readonly HeaderLine[]): (typeof SYSTEMS)[number] | undefined =>
  SYSTEMS.find(([ids]) => ids.includes(Number(valueOf(lines, "system_ID") ?? NaN)));

interface WrittenGeometry {
  readonly written: Geometry | undefined;
  /** `codec-corrupt` with the offset of the line: no geometry, or one that another line contradicts. */
  readonly fault: SaccadeError | null;
}

function writtenGeometry(lines: readonly HeaderLine[]): WrittenGeometry {
  const width = formatOption(lines, "width");
  const height = formatOption(lines, "height");
  const texts = [
    { text: width === undefined || height === undefined ? undefined : `${width}x${height}`, key: "format" },
    { text: valueOf(lines, "geometry"), key: "geometry" },
  ].filter(({ text }) => text !== undefined);
  for (const { text = "", key } of texts) {
    const byte = lines.findLast((line) => line.key === key)?.byte ?? 0;
    const bad = parseGeometry(text) === undefined || text !== texts[0]?.text;
    if (!bad) continue;
    const found = `geometry "${text}" in the header, wanted WIDTHxHEIGHT in pixels up to 2048x2048, the same everywhere`;
    return { written: undefined, fault: new SaccadeError("codec-corrupt", found, { byte }) };
  }
  return { written: texts[0] && parseGeometry(texts[0].text ?? ""), fault: null };
}

/** [px] 11-bit coordinates. */
const MAX_SIZE = 2048;

function parseGeometry(text: string): Geometry | undefined {
  const [, width = "0", height = "0"] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  const geometry = { width: Number(width), height: Number(height) };
  const smallest = Math.min(geometry.width, geometry.height);
  return smallest > 0 && Math.max(geometry.width, geometry.height) <= MAX_SIZE ? geometry : undefined;
}

function geometryByName(lines: readonly HeaderLine[]): Geometry | undefined {
  const [sensor = "", plugin = "", generation = ""] = ["sensor_name", "plugin_name", "sensor_generation"].map(
    (key) => valueOf(lines, key),
  );
  const name = `${sensor} ${plugin} gen${generation}`.toLowerCase();
  return NAMES.find(([part]) => name.includes(part))?.[1];
}

const READABLE = ["EVT2", "EVT21", "EVT3"];

/** Prophesee RAW files of another encoding: refused by name. */
export function sightOtherRaw(head: Uint8Array): string | null {
  const encoding = encodingOf(peekLines(head));
  if (encoding === undefined || READABLE.includes(encoding)) return null;
  return `a Prophesee RAW file with encoding ${encoding}, readable are ${READABLE.join(", ")}: convert it with the camera's SDK`;
}

/** What is written at the start of a RAW file. */
export interface RawHeaderText {
  /** Encoding as OpenEB spells it, and as files before `% format` did. */
  readonly encoding: "EVT2" | "EVT3";
  readonly evt: "2.0" | "3.0";
  readonly geometry: Geometry;
  readonly camera: string | undefined;
}

/** A header that OpenEB reads, old and new; without a date, so that the same events give the same bytes. */
export function rawHeaderText({ encoding, evt, geometry, camera }: RawHeaderText): string {
  const { width, height } = geometry;
  const lines = [
    `evt ${evt}`,
    `format ${encoding};height=${String(height)};width=${String(width)}`,
    `geometry ${String(width)}x${String(height)}`,
    ...(camera === undefined ? [] : [`sensor_name ${camera.replace(/[^ -~]+/g, " ")}`]),
    "end",
  ];
  return lines.map((line) => `% ${line}\n`).join("");
}
