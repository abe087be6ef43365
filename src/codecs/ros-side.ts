import type { DecoderOptions } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import type { Channel, RawMessage } from "./record-reader.ts";
import { openMessage, readHeader, type RosCursor, type RosLayout, type RosStamp } from "./ros-message.ts";
import type { Frame, ImuSample } from "./side-channels.ts";

/** [-] doubles of a covariance matrix. */
const COVARIANCE = 9;
const QUATERNION = 4;
/** Encodings of `sensor_msgs/Image` that are delivered, and their values per pixel; all have 8 bits. */
const CHANNELS: Readonly<Record<string, number>> = { mono8: 1, rgb8: 3, rgba8: 4 };

/**
 * Counts a message that holds no events to be decoded, and delivers it where somebody takes it: inertial samples and
 * frames with their header's time. What cannot be understood is only counted: it is beside the point.
 */
export function countSideMessage(
  channel: Channel | undefined,
  { bytes }: RawMessage,
  stats: DecodeStats,
  { side = {} }: DecoderOptions,
): void {
  const layout = channel?.layout ?? null;
  switch (channel?.type.replace("/msg/", "/")) {
    case "sensor_msgs/Imu":
      stats.imuSamples++;
      if (side.imu !== undefined) deliver(read(bytes, layout, readImu), side.imu.bind(side));
      return;
    case "sensor_msgs/Image":
      stats.frames++;
      if (side.frame !== undefined) deliver(read(bytes, layout, readImage), side.frame.bind(side));
      return;
    default:
      stats.otherWords++;
  }
}

function deliver<T>(side: T | null, take: (side: T) => void): void {
  if (side !== null) take(side);
}

type ReadSide<T> = (cursor: RosCursor, timeUs: number) => T | null;

function read<T>(bytes: Uint8Array, layout: RosLayout | null, body: ReadSide<T>): T | null {
  if (layout === null) return null;
  const cursor = openMessage(bytes, layout);
  if (typeof cursor === "string") return null;
  const side = body(cursor, timeUsOf(readHeader(cursor, layout)));
  return cursor.cut ? null : side;
}

const timeUsOf = ({ sec, nsec }: RosStamp): number => sec * 1e6 + Math.floor(nsec / 1000);

const doubles = (cursor: RosCursor, count: number): readonly number[] =>
  Array.from({ length: count }, () => cursor.f64());

const vector = (cursor: RosCursor): readonly [number, number, number] => [
  cursor.f64(),
  cursor.f64(),
  cursor.f64(),
];

function readImu(cursor: RosCursor, timeUs: number): ImuSample {
  doubles(cursor, QUATERNION + COVARIANCE);
  const angularVelocityRadps = vector(cursor);
  doubles(cursor, COVARIANCE);
  return { timeUs, accelerationMps2: vector(cursor), angularVelocityRadps, temperatureC: NaN };
}

function readImage(cursor: RosCursor, timeUs: number): Frame | null {
  const height = cursor.u32();
  const width = cursor.u32();
  const encoding = cursor.text();
  cursor.u8(); // byte order: nothing to 8-bit values
  const stepBytes = cursor.u32();
  const data = cursor.bytes(cursor.u32());
  const channels = Object.hasOwn(CHANNELS, encoding) ? CHANNELS[encoding] : undefined;
  if (cursor.cut || channels === undefined || stepBytes < width * channels) return null;
  if (stepBytes * height > data.length) return null;
  const pixels = new Uint8Array(width * height * channels);
  const rowBytes = width * channels;
  for (let row = 0; row < height; row++) {
    pixels.set(data.subarray(row * stepBytes, row * stepBytes + rowBytes), row * rowBytes);
  }
  return { exposureStartUs: timeUs, exposureEndUs: timeUs, width, height, channels, pixels };
}
