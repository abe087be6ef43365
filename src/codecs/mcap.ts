import type { StreamFormat } from "./codec.ts";
import { MCAP_LIMITS, McapEncoder } from "./mcap-encoder.ts";
import { MCAP_MAGIC } from "./mcap-records.ts";
import { McapReader } from "./mcap-reader.ts";
import { MessageStreamDecoder } from "./message-stream.ts";
import { limitRefusal } from "./writer-limits.ts";

/**
 * MCAP with ROS messages (CDR or ROS 1 serialisation) of the types that `RosEventKind` names. Chunks may be plain or
 * packed with LZ4; zstd needs a decompressor handed in.
 */
export const MCAP: StreamFormat = {
  id: "mcap",
  name: "MCAP",
  access: "stream",
  sight: (head) => (MCAP_MAGIC.every((byte, i) => byte === head[i]) ? "magic" : null),
  createDecoder: (options) =>
    new MessageStreamDecoder("mcap", (o, stats) => new McapReader(o, stats), options),
  writer: {
    extension: ".mcap",
    limits: MCAP_LIMITS,
    refusal: (stream) => limitRefusal(MCAP_LIMITS, stream),
    createEncoder: (options) => new McapEncoder(options),
  },
};
