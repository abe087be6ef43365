import { asciiBytes } from "./ascii.ts";

/** At the start and the end of every MCAP file. */
export const MCAP_MAGIC = Uint8Array.of(0x89, ...asciiBytes("MCAP0\r\n"));

/** Types of records. Source: "MCAP Format Specification", version 0. */
export const OP = {
  header: 1,
  footer: 2,
  schema: 3,
  channel: 4,
  message: 5,
  chunk: 6,
  messageIndex: 7,
  chunkIndex: 8,
  statistics: 11,
  metadata: 12,
  summaryOffset: 14,
  dataEnd: 15,
} as const;

/** [bytes] type and length before every body. */
export const RECORD_HEAD_BYTES = 9;
/** [bytes] channel, sequence and two times before a message's data. */
export const MESSAGE_HEAD_BYTES = 22;
/** [bytes] of a chunk's body before the name of its compression. */
export const CHUNK_HEAD_BYTES = 28;
