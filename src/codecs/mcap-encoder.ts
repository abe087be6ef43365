import type { EventBatch } from "../core/event-batch.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { readChoices } from "./encoder-choices.ts";
import { EVENT_PACKET_DEFINITION, writeEventPacket } from "./event-packet-writer.ts";
import { FieldRoom } from "./field-room.ts";
import { LibcaerCmpPacket } from "./libcaer-cmp-packet.ts";
import { McapChunk } from "./mcap-chunk.ts";
import { MCAP_MAGIC, OP } from "./mcap-records.ts";
import { McapSummary } from "./mcap-summary.ts";
import { RecordRoom } from "./mcap-room.ts";
import { checkRows, type WriterLimits } from "./writer-limits.ts";

/** `libcaer_cmp` holds 11-bit coordinates, and any time: each packet has a time base of 64 bits. */
export const MCAP_LIMITS: WriterLimits = {
  maxWidth: 2048,
  maxHeight: 2048,
  minFirstUs: 0,
  maxFirstUs: Number.MAX_SAFE_INTEGER,
  ascending: false,
};

const FORMAT = { name: "MCAP", limits: MCAP_LIMITS };
/** The one schema and channel that are written. */
const SCHEMA = 1;
const CHANNEL = 1;
const CHOICES = { compression: ["none", "lz4"] } as const;

/**
 * Writes MCAP with `event_camera_msgs/msg/EventPacket` messages, CDR, in indexed chunks; opens in ROS 2 tools, Foxglove
 * and Lichtblick. The events are encoded as `libcaer_cmp`: unlike `evt3` it holds times since 1970 and steps back, at
 * about half the size of `mono`. Choice `compression`: `none` (default: the words hardly shrink) or `lz4`.
 */
export class McapEncoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #packet = new LibcaerCmpPacket();
  readonly #message = new FieldRoom(0);
  readonly #chunk: McapChunk;
  readonly #summary = new McapSummary();
  readonly #out = new RecordRoom();
  #byte = 0; // in the file, of the first byte of `#out`
  #messages = 0;
  #events = 0;

  /** @throws SaccadeError `usage` for choices that there are not. */
  constructor(options: EncoderOptions) {
    const { compression } = readChoices(options, CHOICES);
    this.#options = options;
    this.#chunk = new McapChunk(compression === "lz4" ? "lz4" : "");
  }

  header(): Uint8Array {
    const out = this.#out;
    out.append(MCAP_MAGIC);
    out.record(OP.header, () => {
      out.text("ros2");
      out.text("saccade");
    });
    this.#declare();
    return this.#take();
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    const { t, x, y, p, length } = batch;
    for (let i = 0; i < length; i++) {
      if (this.#packet.isFullFor(t[i]!)) this.#endPacket();
      this.#packet.add(t[i]!, x[i]!, y[i]!, p[i]!);
    }
    this.#events += length;
    return this.#take();
  }

  finish(): Uint8Array {
    if (this.#packet.events > 0) this.#endPacket();
    this.#endChunk();
    const out = this.#out;
    out.record(OP.dataEnd, () => {
      out.u32(0); // no checksum
    });
    this.#summary.write(out, this.#byte, () => {
      this.#declare();
    });
    out.append(MCAP_MAGIC);
    return this.#take();
  }

  patches(): readonly Patch[] {
    return [];
  }

  #declare(): void {
    const out = this.#out;
    out.record(OP.schema, () => {
      out.u16(SCHEMA);
      out.text("event_camera_msgs/msg/EventPacket");
      out.text("ros2msg");
      out.text(EVENT_PACKET_DEFINITION);
    });
    out.record(OP.channel, () => {
      out.u16(CHANNEL);
      out.u16(SCHEMA);
      out.text("/event_camera/events");
      out.text("cdr");
      out.u32(0); // no metadata
    });
  }

  #endPacket(): void {
    const message = this.#message;
    message.length = 0;
    writeEventPacket(message, this.#packet, this.#messages++, this.#options);
    this.#chunk.add(message.view(), this.#packet.baseUs, this.#messages);
    this.#packet.clear();
    if (this.#chunk.isFull) this.#endChunk();
  }

  #endChunk(): void {
    if (this.#chunk.messages === 0) return;
    this.#summary.addChunk(this.#chunk.write(this.#out, this.#byte));
  }

  #take(): Uint8Array {
    const bytes = this.#out.view();
    this.#byte += bytes.length;
    this.#out.length = 0;
    return bytes;
  }
}
