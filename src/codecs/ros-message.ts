import type { Geometry } from "./codec.ts";

/** How fields are laid out: ROS 1 packs them, CDR (ROS 2) aligns each to its size. */
export type RosLayout = "ros1" | "cdr";

/** What a message with events holds: an encoded packet, or one structure per event. */
export type RosEventKind = "packet" | "array";

const EVENT_TYPES: Readonly<Record<string, RosEventKind>> = {
  "event_camera_msgs/EventPacket": "packet",
  "event_array_msgs/EventArray": "packet",
  "dvs_msgs/EventArray": "array",
  "prophesee_event_msgs/EventArray": "array",
};

/** The message types with events, for error messages. */
export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES).join(", ");

/** What a message type holds, or undefined when it holds no events. ROS 2 writes `/msg/` into the name. */
export const rosEventKind = (type: string): RosEventKind | undefined =>
  EVENT_TYPES[type.replace("/msg/", "/")];

/** Reads the fields of a serialised message one after the other. Past the end every number is 0 and `cut` is set. */
export class RosCursor {
  /** Set once a field lay beyond the end, or a length was nonsense. */
  cut = false;
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #origin: number;
  readonly #layout: RosLayout;

  /** @param start offset of the first field; alignment counts from it */
  constructor(bytes: Uint8Array, layout: RosLayout, start = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#layout = layout;
    this.#origin = start;
    this.at = start;
  }

  u8(): number {
    const at = this.#take(1);
    return this.cut ? 0 : this.#view.getUint8(at);
  }

  u32(): number {
    const at = this.#take(4);
    return this.cut ? 0 : this.#view.getUint32(at, true);
  }

  f64(): number {
    const at = this.#take(8);
    return this.cut ? 0 : this.#view.getFloat64(at, true);
  }

  /** The low and the high half of a 64-bit number. */
  u64(): readonly [low: number, high: number] {
    const at = this.#take(8);
    return this.cut ? [0, 0] : [this.#view.getUint32(at, true), this.#view.getUint32(at + 4, true)];
  }

  /** Text of at most 65535 bytes; CDR ends it with a 0 byte. */
  text(): string {
    const length = this.u32();
    const bytes = this.bytes(Math.min(length, 65536));
    if (length > 65535) this.cut = true;
    const end = this.#layout === "cdr" && bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
    return String.fromCharCode(...bytes.subarray(0, end));
  }

  /** The next `length` bytes, borrowed. */
  bytes(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at) this.cut = true;
    if (this.cut) return new Uint8Array(0);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #take(size: number): number {
    if (this.#layout === "cdr") this.at += (size - ((this.at - this.#origin) % size)) % size;
    const at = this.at;
    if (at + size > this.#bytes.length) this.cut = true;
    this.at += size;
    return at;
  }
}

/** `std_msgs/Header` as far as it matters: the time stamp. */
export interface RosStamp {
  readonly sec: number;
  readonly nsec: number;
}

/** Reads a `std_msgs/Header`. */
export function readHeader(cursor: RosCursor, layout: RosLayout): RosStamp {
  if (layout === "ros1") cursor.u32(); // seq
  const stamp = { sec: cursor.u32(), nsec: cursor.u32() };
  cursor.text(); // frame_id
  return stamp;
}

/** The events of one message, still encoded. */
export interface EventMessage {
  /** Null when the message states none. */
  readonly geometry: Geometry | null;
  /** How the words are encoded: what the packet says, or `array`. */
  readonly encoding: string;
  /** [ns] time that the events' times are relative to, as two 32-bit halves. */
  readonly baseLow: number;
  readonly baseHigh: number;
  /** The words, in order; borrowed from the message. */
  readonly pieces: readonly Uint8Array[];
  /** [bytes] offset of the first word in the message. */
  readonly payloadAt: number;
}

/** CDR says its byte order in the first two bytes: 0 = big-endian, 1 = little-endian. */
const CDR_HEAD_BYTES = 4;
const CDR_LITTLE = 1;
/** Middleware may fill a message up to a multiple of 4. */
const CDR_PADDING_BYTES = 3;

/** A cursor on the first field of a message; or what is wrong with it. */
export function openMessage(bytes: Uint8Array, layout: RosLayout): RosCursor | string {
  if (layout === "ros1") return new RosCursor(bytes, layout);
  if (bytes.length < CDR_HEAD_BYTES) return "a CDR message shorter than its head";
  if (bytes[0] !== 0 || bytes[1] !== CDR_LITTLE) {
    return `a message in CDR representation ${String(bytes[0])}.${String(bytes[1])}, readable is 0.1 (plain little-endian)`;
  }
  return new RosCursor(bytes, layout, CDR_HEAD_BYTES);
}

/** Finds the events in a message; or says what is wrong with it. Never throws. */
export function readEventMessage(
  bytes: Uint8Array,
  kind: RosEventKind,
  layout: RosLayout,
): EventMessage | string {
  const cursor = openMessage(bytes, layout);
  if (typeof cursor === "string") return cursor;
  readHeader(cursor, layout);
  const height = cursor.u32();
  const width = cursor.u32();
  const geometry = width === 0 && height === 0 ? null : { width, height };
  if (Math.max(width, height) > 65536 || (geometry !== null && Math.min(width, height) === 0)) {
    return `a message with geometry ${String(width)}x${String(height)}, allowed are 1 to 65536`;
  }
  const message = kind === "packet" ? readPacket(cursor, geometry) : readArray(cursor, geometry, layout);
  const over = bytes.length - cursor.at;
  return cursor.cut || over > (layout === "cdr" ? CDR_PADDING_BYTES : 0)
    ? "a message whose fields do not fill it"
    : message;
}

function readPacket(cursor: RosCursor, geometry: Geometry | null): EventMessage | string {
  cursor.u64(); // seq
  const [baseLow, baseHigh] = cursor.u64();
  const encoding = cursor.text();
  const bigEndian = cursor.u8();
  const length = cursor.u32();
  const payloadAt = cursor.at;
  const payload = cursor.bytes(length);
  if (bigEndian !== 0) return "a packet of big-endian events, readable are little-endian ones";
  return { geometry, encoding, baseLow, baseHigh, pieces: [payload], payloadAt };
}

/** [bytes] one event of an array: x, y, seconds, nanoseconds, polarity. */
export const PACKED_EVENT_BYTES = 13;
export const ALIGNED_EVENT_BYTES = 16;
const TWO_ZEROS = new Uint8Array(2);
const ONE_ZERO = new Uint8Array(1);

/**
 * In CDR the first event has its seconds at offset 4, the others at 6: each x, y follows the polarity before it at once,
 * and the seconds are aligned to 4. Two zeros after the first x, y, and one at the end, make all words alike.
 */
function readArray(cursor: RosCursor, geometry: Geometry | null, layout: RosLayout): EventMessage {
  const count = cursor.u32();
  const payloadAt = cursor.at;
  const packed = layout === "ros1";
  const length = packed ? count * PACKED_EVENT_BYTES : Math.max(0, count * ALIGNED_EVENT_BYTES - 3);
  const payload = cursor.bytes(length);
  const pieces =
    packed || count === 0 ? [payload] : [payload.subarray(0, 4), TWO_ZEROS, payload.subarray(4), ONE_ZERO];
  return { geometry, encoding: "array", baseLow: 0, baseHigh: 0, pieces, payloadAt };
}
