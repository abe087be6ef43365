import { pushEvent, type EventBatch } from "../core/event-batch.ts";
import type { DecodeStats, LoopCounts } from "./decode-stats.ts";
import type { FlatBuffer } from "./flat-buffer.ts";
import type { Frame, SideChannels } from "./side-channels.ts";

/** [bytes] of an event: t int64, x int16, y int16, on bool, 3 unused. */
export const EVENT_BYTES = 16;
/** [2^32 us] upper half of a time from which on it is not exact in a double, or negative. */
const TIME_HIGH_LIMIT = 0x200000;
const TWO_32 = 4294967296;

/** The events of one packet, and how far they have been delivered. */
export interface EventRun {
  /** Position of the first event in the packet. */
  readonly at: number;
  readonly count: number;
  next: number;
  /** [us] time of the last event. */
  lastUs: number;
}

/**
 * Delivers events of a packet until `out` is full, the packet is at its end, or a time is no time; then `next` is that
 * event and below `count` with room left. The reference for kernels/packet.ts, which is what `PacketMemory.deliver` runs.
 */
export function deliverEvents(packet: DataView, run: EventRun, out: EventBatch, counts: LoopCounts): void {
  for (; run.next < run.count && out.length < out.t.length; run.next++) {
    const at = run.at + run.next * EVENT_BYTES;
    const high = packet.getUint32(at + 4, true);
    if (high >= TIME_HIGH_LIMIT) return;
    const timeUs = high * TWO_32 + packet.getUint32(at, true);
    if (timeUs < run.lastUs) counts.stepsBack++;
    run.lastUs = timeUs;
    const x = packet.getUint16(at + 8, true);
    const y = packet.getUint16(at + 10, true);
    if (x >= out.width || y >= out.height) counts.outOfBounds++;
    else pushEvent(out, timeUs, x, y, packet.getUint8(at + 12) === 0 ? 0 : 1);
  }
}

/** Trigger sources that are edges on an input, with the channel they are delivered as: 0 outside, 1 the camera's generator. */
const EDGES: Readonly<Record<number, readonly [id: number, rising: boolean]>> = {
  1: [0, true],
  2: [0, false],
  3: [0, true], // a pulse
  4: [1, true],
  5: [1, false],
};

/** Delivers the triggers of a packet. Other sources (clock reset, parts of a frame's exposure) are counted. */
export function deliverTriggers(
  packet: FlatBuffer,
  stats: DecodeStats,
  side: SideChannels | undefined,
): void {
  const elements = packet.vector(packet.root, 0, 4);
  for (let i = 0; i < elements.length && !packet.damaged; i++) {
    const table = packet.tableAt(elements, i);
    const source = packet.field(table, 1, 1);
    const edge = EDGES[source < 0 ? 0 : packet.view.getInt8(source)];
    const timeUs = packet.int64(table, 0, 0);
    if (edge === undefined) stats.otherWords++;
    else {
      stats.triggers++;
      side?.trigger?.(timeUs, ...edge);
    }
  }
}

/** [m/s^2] standard gravity: accelerations are stored in g. */
const GRAVITY_MPS2 = 9.80665;
/** [rad] of a degree: rates are stored in degrees per second. */
const DEGREE_RAD = 0.017453292519943295;

/** Delivers the inertial samples of a packet: fields time, temperature, acceleration x y z, rate x y z, magnetic field. */
export function deliverImu(packet: FlatBuffer, stats: DecodeStats, side: SideChannels | undefined): void {
  const elements = packet.vector(packet.root, 0, 4);
  for (let i = 0; i < elements.length && !packet.damaged; i++) {
    const table = packet.tableAt(elements, i);
    const value = (index: number): number => {
      const at = packet.field(table, index, 4);
      return at < 0 ? 0 : packet.view.getFloat32(at, true);
    };
    stats.imuSamples++;
    side?.imu?.({
      timeUs: packet.int64(table, 0, 0),
      temperatureC: value(1),
      accelerationMps2: [value(2) * GRAVITY_MPS2, value(3) * GRAVITY_MPS2, value(4) * GRAVITY_MPS2],
      angularVelocityRadps: [value(5) * DEGREE_RAD, value(6) * DEGREE_RAD, value(7) * DEGREE_RAD],
    });
  }
}

/** Fields of a frame, in the order of the schema. */
const FRAME = {
  time: 0,
  exposureStart: 3,
  exposureEnd: 4,
  format: 5,
  width: 6,
  height: 7,
  pixels: 10,
} as const;

/** Delivers a frame. @returns what is wrong with it, or null */
export function deliverFrame(
  packet: FlatBuffer,
  stats: DecodeStats,
  side: SideChannels | undefined,
): string | null {
  const frame = readFrame(packet);
  if (frame === null) return "a frame whose pixels do not fill it";
  stats.frames++;
  side?.frame?.(frame);
  return null;
}

/** Formats are OpenCV's: bits 2..0 depth (0 = 8 bits unsigned), the rest channels - 1; colours are blue, green, red. */
function readFrame(packet: FlatBuffer): Frame | null {
  const { root, view } = packet;
  const short = (index: number): number => {
    const at = packet.field(root, index, 2);
    return at < 0 ? 0 : view.getInt16(at, true);
  };
  const formatAt = packet.field(root, FRAME.format, 1);
  const format = formatAt < 0 ? 0 : view.getInt8(formatAt);
  const channels = (format >> 3) + 1;
  const [width, height] = [short(FRAME.width), short(FRAME.height)];
  const { at, length } = packet.vector(root, FRAME.pixels, 1);
  const right = (format & 7) === 0 && width > 0 && height > 0 && length === width * height * channels;
  if (!right || ![1, 3, 4].includes(channels)) return null;
  const timeUs = packet.int64(root, FRAME.time, 0);
  const exposureStartUs = packet.int64(root, FRAME.exposureStart, timeUs);
  const exposureEndUs = packet.int64(root, FRAME.exposureEnd, exposureStartUs);
  const pixels = packet.bytes(at, length).slice();
  if (channels > 1) swapRedAndBlue(pixels, channels);
  return { exposureStartUs, exposureEndUs, width, height, channels, pixels };
}

function swapRedAndBlue(pixels: Uint8Array, channels: number): void {
  for (let at = 0; at < pixels.length; at += channels) {
    const blue = pixels[at]!;
    pixels[at] = pixels[at + 2]!;
    pixels[at + 2] = blue;
  }
}
