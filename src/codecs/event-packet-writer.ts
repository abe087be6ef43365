import type { EncoderOptions } from "./codec.ts";
import type { FieldRoom } from "./field-room.ts";
import type { LibcaerCmpPacket } from "./libcaer-cmp-packet.ts";

/** Definition of the message that is written, as ROS 2 ships it; the header's parts follow, as MCAP wants them. */
export const EVENT_PACKET_DEFINITION = `std_msgs/Header header
uint32 height
uint32 width
uint64 seq
uint64 time_base
string encoding
bool is_bigendian
uint8[] events

================================================================================
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id

================================================================================
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
`;

/** Largest value of the stamp's seconds, 32 bits with sign; sensor clocks that start at 0 never come near. */
const MAX_SEC = 2147483647;

/** Appends one `event_camera_msgs/msg/EventPacket` in CDR, little-endian; its stamp and time base are the packet's. */
export function writeEventPacket(
  room: FieldRoom,
  packet: LibcaerCmpPacket,
  seq: number,
  { geometry, camera }: EncoderOptions,
): void {
  room.append(Uint8Array.of(0, 1, 0, 0));
  const origin = room.length;
  room.u32(Math.min(Math.floor(packet.baseUs / 1e6), MAX_SEC));
  room.u32((packet.baseUs % 1e6) * 1000);
  writeText(room, (camera ?? "event_camera").replace(/[^ -~]+/g, " ").slice(0, 256));
  room.align(4, origin);
  room.u32(geometry.height);
  room.u32(geometry.width);
  room.align(8, origin);
  room.u64(seq);
  room.ns(packet.baseUs);
  writeText(room, "libcaer_cmp");
  room.u8(0); // events are little-endian
  room.align(4, origin);
  room.u32(packet.words.length);
  room.append(packet.words.view());
}

/** CDR ends text with a 0 byte, which counts. */
const writeText = (room: FieldRoom, text: string): void => {
  room.text(`${text}\0`);
};
