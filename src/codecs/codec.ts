/**
 * The contract of every recording format: bytes in, struct-of-arrays `EventBatch` out, and back.
 *
 * Reading a stream (RAW, DAT, AEDAT, `.es`, text, bag, MCAP):
 *
 *     const decoder = format.createDecoder({});
 *     let batch = NO_ROOM;                            // until the header is known
 *     for (const chunk of chunks) {                   // any sizes, down to one byte
 *       let at = 0;
 *       do {
 *         at = decoder.decode(chunk, at, batch);
 *         if (decoder.blocked) batch = emptied(batch); // hand the rows on, or make the first batch from the header
 *       } while (decoder.blocked);
 *     }
 *     do { decoder.finish(batch); ... } while (decoder.blocked);
 *
 * `BatchPump` (batch-pump.ts) is this loop. Both the bytes and the batch belong to the caller; a decoder keeps a
 * bounded copy of the bytes of an unfinished unit (word, line, packet) and allocates nothing per event.
 *
 * Rules that every codec obeys, and `test/conformance/codecs/codec.case.ts` checks:
 * - Same rows and same `stats`, however the bytes are cut into chunks and whatever the batch's capacity.
 * - Rows come in file order, with raw sensor time: no shift to zero, wraps of the stored time undone, steps back kept
 *   (a source that must emit sorted batches sorts them). Time is integer microseconds, exact to 2^53.
 * - Coordinates as stored, with the origin that the header declares; rows outside the batch's width and height are
 *   dropped and counted. Polarity 1 means ON, whatever bit the file stores.
 * - Damage throws a `SaccadeError` with `where.byte`, the offset from the start of the stream; every event before the
 *   damage is then in the batch (or was handed out before). A decoder that has thrown throws the same error again.
 *   With `salvage` it reads on at the next place where reading is safe, and counts what it left out.
 * - What is not an event (triggers, IMU samples, frames, monitoring words) is delivered to the side channels or counted.
 */
import type { EventBatch } from "../core/event-batch.ts";
import { createEventBatch } from "../core/event-batch.ts";
import type { DecodeStats } from "./decode-stats.ts";
import type { Decompressors } from "./decompress.ts";
import type { SideChannels } from "./side-channels.ts";
import type { StreamSummary, WriterLimits } from "./writer-limits.ts";

/** Every format, by the name that the command line and `events info` use. */
export type FormatId =
  | "evt2"
  | "evt21"
  | "evt3"
  | "dat"
  | "prophesee-hdf5"
  | "dsec-hdf5"
  | "hdf5"
  | "aedat2"
  | "aedat31"
  | "aedat4"
  | "es"
  | "rosbag1"
  | "rosbag2"
  | "mcap"
  | "atis-bin"
  | "npy"
  | "npy-columns"
  | "npz"
  | "text"
  | "text-zip"
  | "csv";

/** Sensor size. */
export interface Geometry {
  /** [px] */
  readonly width: number;
  /** [px] */
  readonly height: number;
}

/** How the rows of a format enter the reference checksum (rows.ts), where it differs from what the decoder delivers. */
export interface RowConvention {
  /** [-] the checksum's time unit: 1 = microseconds, 1000 = nanoseconds. */
  readonly ticksPerUs: 1 | 1000;
  /** What a stored polarity bit of 1 means; "off" on the DVS128. The checksum is over stored bits. */
  readonly storedOne: "on" | "off";
}

/** Checksum over rows as delivered: microseconds, 1 = ON. */
export const PLAIN_ROWS: RowConvention = { ticksPerUs: 1, storedOne: "on" };

/** What a stream says of itself, once its header has been read. */
export interface StreamHeader {
  readonly format: FormatId;
  /** Version, byte order, compression: what tells two streams of one format apart; "" where there is nothing to tell. */
  readonly variant: string;
  /** Sensor size; null when neither the stream nor the caller says. */
  readonly geometry: Geometry | null;
  /** Where the geometry comes from: the header, the camera's name in it, or the caller. */
  readonly geometryFrom: "header" | "camera" | "caller" | "unknown";
  /** [px] exclusive upper bounds of the coordinates that the format can store: the batch size when `geometry` is null. */
  readonly formatBounds: Geometry;
  /** Which corner of the image (0, 0) is, as the format stores it. The decoder does not flip. */
  readonly origin: "top-left" | "bottom-left";
  /** Camera or sensor name as written in the stream. */
  readonly camera: string | null;
  /** The header's own lines or attributes, for people. */
  readonly fields: Readonly<Record<string, string>>;
  /** [bytes] offset of the first byte after the header. */
  readonly bodyByte: number;
  readonly rows: RowConvention;
}

/** A place in a stream from which a decoder can go on; plain data, may be kept in an index or a file. */
export interface Mark {
  /** [bytes] offset of the next byte to give to `decode`. */
  readonly byte: number;
  /** [us] time reached; events after the mark may be a little earlier where the stream steps back. */
  readonly timeUs: number;
  /** The decoder's own numbers: upper time bits, last row. */
  readonly state: readonly number[];
}

export interface DecoderOptions {
  /** Read on after damage at the next safe place, counting what was left out, instead of throwing. Default: throw. */
  readonly salvage?: boolean;
  /** Sensor size that overrides the stream's own. */
  readonly geometry?: Geometry;
  /** Takes what is not an event; counted in `stats` with or without it. */
  readonly side?: SideChannels;
  /** Decompressors for containers that need them; a file that needs one that is missing is refused by name. */
  readonly decompress?: Decompressors;
  /** Which stream to read where a container holds several (a ROS topic's name). Default: the first with events. */
  readonly stream?: string;
}

/**
 * [events] `decode` may stop with this many rows still free, because one word can hold so many events. The capacity of
 * a batch is at least this, except `NO_ROOM`.
 */
export const MIN_ROOM = 32;

/** The batch to decode into before the header is known: reads the header, then is blocked. */
export const NO_ROOM: EventBatch = createEventBatch(0, 0, 0);

/** Reads one stream from its first byte (or from a mark) to its end. */
export interface Decoder {
  /** Null until enough bytes have been read. */
  readonly header: StreamHeader | null;
  readonly stats: DecodeStats;
  /**
   * True when the last call stopped for want of room in `out`: empty it and call again, before any new bytes.
   * False when it took all bytes given.
   */
  readonly blocked: boolean;
  /**
   * Appends events to `out`, starting at `bytes[from]`; returns the position up to which it has taken bytes, which is
   * `bytes.length` unless `blocked`. The bytes may be reused afterwards. Bounds of the events: `out.width, out.height`.
   * @throws SaccadeError `codec-corrupt`, `codec-unsupported`, `codec-unknown` with `where.byte`.
   */
  decode(bytes: Uint8Array, from: number, out: EventBatch): number;
  /**
   * The stream has ended: appends what only the end completes (a last line without newline). Honours `blocked`.
   * @throws SaccadeError `codec-truncated` with `where.byte` = start of the unit that the end cut.
   */
  finish(out: EventBatch): void;
  /** Where a decoder could go on now; null inside a unit that cannot be split (a compressed block half delivered). */
  mark(): Mark | null;
  /** Goes on at `mark`; the header must have been read. The next bytes given start at `mark.byte`. */
  resume(mark: Mark): void;
}

/** Random access to a file: what a container with an index (HDF5, SQLite, zip) is read through. Synchronous. */
export interface ByteSource {
  /** [bytes] */
  readonly sizeBytes: number;
  /**
   * The bytes `offset .. offset + length - 1`, fewer only at the end of the file; borrowed until the next call.
   * @throws SaccadeError `file-unreadable`.
   */
  read(offset: number, length: number): Uint8Array;
}

/** Reads a container through random access; the same rules as `Decoder`. */
export interface SourceDecoder {
  readonly header: StreamHeader;
  readonly stats: DecodeStats;
  /** Appends events to `out` until it is full or there are no more; returns false when the last event is out. */
  read(out: EventBatch): boolean;
  /** Goes on at the first event with a time of at least `timeUs`. */
  seek(timeUs: number): void;
}

export interface EncoderOptions {
  /** Sensor size, written into headers that hold one. */
  readonly geometry: Geometry;
  /** Camera or sensor name, where the format holds one. */
  readonly camera?: string;
  /** The codec's own choices (compression, byte order); unknown ones are refused with `usage`. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** Bytes to be written over earlier ones, once the end is known (a table's position in the header). */
export interface Patch {
  /** [bytes] offset from the start of the file. */
  readonly byte: number;
  readonly bytes: Uint8Array;
}

/** Writes one stream. All bytes returned are borrowed until the next call. */
export interface Encoder {
  /** The stream's first bytes; called once, first. */
  header(): Uint8Array;
  /**
   * The bytes of these events (none, when they wait for a block to fill).
   * @throws SaccadeError `codec-unwritable` with `where.event` = index in the stream; nothing of the batch is written
   *   then, no more may be encoded, and `finish` still ends a readable file of the batches before.
   */
  encode(batch: EventBatch): Uint8Array;
  /** The last bytes. Called early (the user stopped), it still leaves a readable file. */
  finish(): Uint8Array;
  /** To be applied after `finish`; without them (a pipe) the file is readable too, only without its index. */
  patches(): readonly Patch[];
}

/** What a format can be written with. */
export interface Writer {
  /** The usual extension, with dot: how a file name chooses a format to write. */
  readonly extension: string;
  readonly limits: WriterLimits;
  /** Why this stream cannot be written in this format, or null; known before a byte is written. */
  refusal(stream: StreamSummary): string | null;
  createEncoder(options: EncoderOptions): Encoder;
}

/**
 * How a format recognises a file: `magic`, the file says so itself; `likely`, the format has no mark of its own but the
 * bytes fit; null, it is something else.
 */
export type Sighting = "magic" | "likely" | null;

interface FormatBase {
  readonly id: FormatId;
  /** Full name, with version. */
  readonly name: string;
  /** Looks at the first bytes: `DETECT_BYTES` of them, fewer if the file is shorter. Never throws. */
  sight(head: Uint8Array): Sighting;
  readonly writer?: Writer;
}

/** A format that is read from first byte to last. */
export interface StreamFormat extends FormatBase {
  readonly access: "stream";
  createDecoder(options: DecoderOptions): Decoder;
}

/** A format that is read through random access. */
export interface SourceFormat extends FormatBase {
  readonly access: "random";
  /** @throws SaccadeError as `Decoder.decode`, when the container's directory is damaged. */
  open(source: ByteSource, options: DecoderOptions): SourceDecoder;
}

export type Format = StreamFormat | SourceFormat;

/** Recognises a family of files that cannot be read; returns what was seen and what to do about it, or null. */
export type SightUnreadable = (head: Uint8Array) => string | null;

/** [bytes] how much of a file's start `sight` is given. */
export const DETECT_BYTES = 16384;

/** An empty batch of the stream's geometry, or of the format's bounds where that is unknown. */
export function batchFor(header: StreamHeader, capacity: number): EventBatch {
  const { width, height } = header.geometry ?? header.formatBounds;
  return createEventBatch(width, height, Math.max(capacity, MIN_ROOM));
}
