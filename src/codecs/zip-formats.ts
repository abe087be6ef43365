import { SaccadeError } from "../core/errors.ts";
import { MemberStream, RegionStream, skipped, type ByteStream } from "./byte-stream.ts";
import {
  DETECT_BYTES,
  type ByteSource,
  type DecoderOptions,
  type FormatId,
  type Sighting,
  type SourceDecoder,
  type SourceFormat,
  type StreamFormat,
  type StreamHeader,
} from "./codec.ts";
import { ColumnDecoder, type ColumnFile } from "./column-decoder.ts";
import { MemberDecoder, type MemberReading } from "./member-decoder.ts";
import { NPY } from "./npy.ts";
import { isByColumn, isNpy, namesOf, readNpyHead } from "./npy-head.ts";
import { CSV, TEXT } from "./text.ts";
import { firstZipName, readZipDirectory, type ZipDirectory, type ZipEntry } from "./zip.ts";

/** An archive that has been opened. */
interface Archive extends ZipDirectory {
  readonly source: ByteSource;
  readonly options: DecoderOptions;
}

function openArchive(source: ByteSource, options: DecoderOptions): Archive {
  const directory = readZipDirectory(source);
  if (directory.entries.length === 0 && directory.fault !== null) throw directory.fault;
  return { ...directory, source, options };
}

/** The first bytes of a member. */
function headOf({ source }: Archive, entry: ZipEntry): Uint8Array {
  const head = new Uint8Array(DETECT_BYTES);
  return head.subarray(0, new MemberStream(source, entry).read(head));
}

/** Reads one member with a format that streams. */
function openMember(archive: Archive, entry: ZipEntry, format: StreamFormat, id: FormatId): SourceDecoder {
  const { source, options, fault } = archive;
  const open = (): MemberReading => ({
    stream: new MemberStream(source, entry),
    decoder: format.createDecoder(options),
  });
  const { name, byte } = entry;
  const describe = (header: StreamHeader): StreamHeader => ({
    ...header,
    format: id,
    fields: { ...header.fields, file: name },
  });
  return new MemberDecoder({ name, byte, fault, salvage: options.salvage === true, describe, open });
}

/** The member asked for by its name, or the first that `fits`. */
function chooseEntry(archive: Archive, fits: (entry: ZipEntry) => boolean): ZipEntry {
  const { stream } = archive.options;
  const entry = archive.entries.find((one) => (stream === undefined ? fits(one) : one.name === stream));
  if (entry !== undefined) return entry;
  if (archive.fault !== null) throw archive.fault;
  const names = archive.entries.map(({ name }) => name).join(", ");
  const found = `no events${stream === undefined ? "" : ` in "${stream}"`} in the archive; it holds ${names}`;
  throw new SaccadeError("codec-unsupported", found, { byte: 0 });
}

const textFormat = (head: Uint8Array): StreamFormat | undefined =>
  [CSV, TEXT].find((format) => format.sight(head) !== null);

/** Text or CSV in a zip archive, as the recordings of E2VID come. */
export const TEXT_ZIP: SourceFormat = {
  id: "text-zip",
  name: "text in a zip archive",
  access: "random",
  sight: (head) => sightName(head, /\.(txt|csv)$/i),
  open: (source, options) => {
    const archive = openArchive(source, options);
    const entry = chooseEntry(archive, (one) => textFormat(headOf(archive, one)) !== undefined);
    return openMember(archive, entry, textFormat(headOf(archive, entry)) ?? TEXT, "text-zip");
  },
};

const NPY_NAME = /\.npy$/i;

/** NumPy arrays in a zip archive: t, x, y and p, or all of it in one. */
export const NPZ: SourceFormat = {
  id: "npz",
  name: "NumPy archive",
  access: "random",
  sight: (head) => sightName(head, NPY_NAME),
  open: (source, options) => {
    const archive = openArchive(source, options);
    const columns = columnFiles(archive);
    if (columns !== null) return new ColumnDecoder("npz", columns, archive);
    const entry = chooseEntry(archive, ({ name }) => NPY_NAME.test(name));
    const head = readNpyHead(headOf(archive, entry));
    if (typeof head === "object" && "header" in head && isByColumn(head.header)) {
      return new ColumnDecoder("npz", [fileOf(archive, entry)], archive);
    }
    return openMember(archive, entry, NPY, "npz");
  },
};

/** The members that are named like an event's parts; null when some are missing. */
function columnFiles(archive: Archive): readonly ColumnFile[] | null {
  if (archive.options.stream !== undefined) return null;
  const arrays = archive.entries.filter(({ name }) => NPY_NAME.test(name));
  const names = arrays.map(({ name }) => name.replace(NPY_NAME, ""));
  return namesOf(names) === null ? null : arrays.map((entry) => fileOf(archive, entry));
}

const fileOf = ({ source }: Archive, entry: ZipEntry): ColumnFile => ({
  name: entry.name.replace(NPY_NAME, ""),
  byte: entry.byte,
  sizeBytes: entry.packedBytes,
  open: (at) => skipped(new MemberStream(source, entry), at),
});

const sightName = (head: Uint8Array, name: RegExp): Sighting =>
  name.test(firstZipName(head) ?? "") ? "magic" : null;

/** NumPy array whose numbers stand column by column: read like four files. */
export const NPY_COLUMNS: SourceFormat = {
  id: "npy-columns",
  name: "NumPy array, column by column",
  access: "random",
  sight: (head) => (isNpy(head) && NPY.sight(head) === null ? "magic" : null),
  open: (source, options) => {
    const { sizeBytes } = source;
    const open = (at: number): ByteStream => new RegionStream(source, at, Math.max(0, sizeBytes - at));
    return new ColumnDecoder("npy-columns", [{ name: "", byte: 0, sizeBytes, open }], {
      options,
      fault: null,
    });
  },
};
