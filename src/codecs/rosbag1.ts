import { asciiBytes } from "./ascii.ts";
import type { StreamFormat } from "./codec.ts";
import { MessageStreamDecoder } from "./message-stream.ts";
import { BAG_MAGIC, Rosbag1Reader } from "./rosbag1-reader.ts";

const ANY_BAG = asciiBytes("#ROSBAG V");

const startsWith = (head: Uint8Array, mark: Uint8Array): boolean => mark.every((byte, i) => byte === head[i]);

/** Bags of other versions: refused by name. */
export function sightOtherBag(head: Uint8Array): string | null {
  if (!startsWith(head, ANY_BAG) || startsWith(head, BAG_MAGIC)) return null;
  const line = String.fromCharCode(...head.subarray(1, 13));
  return `a bag of another version (${line.trim()}), readable is 2.0: convert it with "rosbag fix"`;
}

/**
 * ROS 1 bag 2.0 with event_camera_msgs, event_array_msgs, dvs_msgs or prophesee_event_msgs. Chunks may be plain or packed
 * with LZ4; bz2 needs a decompressor handed in. IMU samples and images beside the events go to the side channels.
 */
export const ROSBAG1: StreamFormat = {
  id: "rosbag1",
  name: "ROS 1 bag",
  access: "stream",
  sight: (head) => (startsWith(head, BAG_MAGIC) ? "magic" : null),
  createDecoder: (options) =>
    new MessageStreamDecoder("rosbag1", (o, stats) => new Rosbag1Reader(o, stats), options),
};
