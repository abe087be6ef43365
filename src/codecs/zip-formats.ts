import { SaccadeError } from "../core/errors.ts";
import { MemberStream, RegionStream, skipped, type ByteStream } from "./byte-stream.ts";
import {
  DETECT_BYTES,
  type ByteSource,
  type DecoderOptions,
  type FormatId,
  type SourceDecoder,
  type SourceFormat,
  type StreamFormat,
  type StreamHeader,
} from "./codec.ts";
import { ColumnDecoder, columnNames, type ColumnFile } from "./column-decoder.ts";
import { MemberDecoder, type MemberReading } from "./member-decoder.ts";
import { NPY } from "./npy.ts";
import { isByColumn, isNpy, readNpyHead } from "./npy-head.ts";
import { namesOf } from "./text-layout.ts";
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

/** The members that can be it: the one asked for by its name, else those called events first, then those called text. */
function candidates({ entries, options }: Archive): readonly ZipEntry[] {
  if (options.stream !== undefined) return entries.filter(({ name }) => name === options.stream);
  const rank = ({ name }: ZipEntry): number => (/event[^/]*$/i.test(name) ? 0 : TEXT_NAME.test(name) ? 1 : 2);
  return entries.toSorted((a, b) => rank(a) - rank(b));
}

/** @throws SaccadeError saying what the archive holds instead of events */
function refuse({ entries, fault, options }: Archive): never {
  if (fault !== null) throw fault;
  const names = entries.map(({ name }) => name).join(", ");
  const asked = options.stream === undefined ? "" : ` in "${options.stream}"`;
  const found = `no events${asked} in the archive; it holds ${names}`;
  throw new SaccadeError("codec-unsupported", found, { byte: 0 });
}

const NPY_NAME = /\.npy$/i;
const TEXT_NAME = /\.(txt|csv|tsv)$/i;

/** Opens an archive: arrays before text. */
function open(source: ByteSource, options: DecoderOptions): SourceDecoder {
  const archive = openArchive(source, options);
  const columns = columnFiles(archive);
  if (columns !== null) return new ColumnDecoder("npz", columns, archive);
  for (const entry of candidates(archive)) {
    const head = headOf(archive, entry);
    if (isNpy(head)) return openArray(archive, entry, head);
    const text = [CSV, TEXT].find((format) => format.sight(head) !== null);
    if (text !== undefined) return openMember(archive, entry, text, "text-zip");
  }
  return refuse(archive);
}

function openArray(archive: Archive, entry: ZipEntry, bytes: Uint8Array): SourceDecoder {
  const head = readNpyHead(bytes);
  const byColumn = typeof head === "object" && "header" in head && isByColumn(head.header);
  return byColumn
    ? new ColumnDecoder("npz", [fileOf(archive, entry)], archive)
    : openMember(archive, entry, NPY, "npz");
}

/** The members that are named like an event's parts; null when some are missing. */
function columnFiles(archive: Archive): readonly ColumnFile[] | null {
  if (archive.options.stream !== undefined) return null;
  const files = archive.entries
    .filter(({ name }) => NPY_NAME.test(name))
    .map((entry) => fileOf(archive, entry));
  const columns = files.flatMap((file) => columnNames(file.name).map((name) => ({ name, file })));
  const names = namesOf(columns.map(({ name }) => name));
  if (names === null) return null;
  const { t, x, y, p } = names.columnOf;
  return [...new Set([t, x, y, p].map((column) => columns[column]!.file))];
}

const fileOf = ({ source }: Archive, entry: ZipEntry): ColumnFile => ({
  name: entry.name.replace(NPY_NAME, "").replace(/^.*\//, ""),
  byte: entry.byte,
  sizeBytes: entry.packedBytes,
  open: (at) => skipped(new MemberStream(source, entry), at),
});

/** NumPy arrays in a zip archive: t, x, y and p, or all of it in one. */
export const NPZ: SourceFormat = {
  id: "npz",
  name: "NumPy archive",
  access: "random",
  sight: (head) => (NPY_NAME.test(firstZipName(head) ?? "") ? "magic" : null),
  open,
};

/** Text or CSV in a zip archive, as the recordings of E2VID come. */
export const TEXT_ZIP: SourceFormat = {
  id: "text-zip",
  name: "text in a zip archive",
  access: "random",
  sight: (head) => (firstZipName(head) === null ? null : "magic"), // behind npz in the order of formats
  open,
};

/** NumPy array whose numbers stand column by column: read like four files. */
export const NPY_COLUMNS: SourceFormat = {
  id: "npy-columns",
  name: "NumPy array, column by column",
  access: "random",
  sight: (head) => (isNpy(head) && NPY.sight(head) === null ? "magic" : null),
  open: (source, options) => {
    const { sizeBytes } = source;
    const from = (at: number): ByteStream => new RegionStream(source, at, Math.max(0, sizeBytes - at));
    const file = { name: "", byte: 0, sizeBytes, open: from };
    return new ColumnDecoder("npy-columns", [file], { options, fault: null });
  },
};
