import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { DecoderOptions, FormatId, StreamHeader } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import { unpack } from "./decompress.ts";
import { byteAt, PacketPump } from "./packet-pump.ts";
import { PACKET_ENCODINGS, type PacketEncoding } from "./packet-words.ts";
import type { Channel, RawMessage } from "./record-reader.ts";
import { EVENT_TYPE_NAMES, readEventMessage, rosEventKind, type EventMessage } from "./ros-message.ts";
import { countSideMessage } from "./ros-side.ts";

/** [bytes] a message packed on its own may have unpacked. */
const MAX_MESSAGE_BYTES = 67108864;
/** First four bytes of a Zstandard frame; CDR that is not packed starts with two bytes 0 and 0 or 1. */
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** What an `EventTopic` needs of a container. */
export interface Topics {
  readonly channels: ReadonlyMap<number, Channel>;
  readonly fields: Readonly<Record<string, string>>;
  /** In salvage: why blocks could not be read although they may be whole. */
  readonly unreadable: SaccadeError | null;
}

/** Decodes the messages of one topic with events: the caller's, or the first that a message comes from. */
export class EventTopic {
  header: StreamHeader | null = null;
  readonly #format: FormatId;
  readonly #topics: Topics;
  readonly #stats: DecodeStats;
  readonly #options: DecoderOptions;
  #pump: PacketPump | null = null;
  /** Of the messages that are decoded. */
  #topic: string | null;
  #encoding = "";
  /** Channels of the topic that a mark named: their declaration came before it. */
  #known: readonly number[] = [];
  #channel: Channel | null = null;

  constructor(format: FormatId, topics: Topics, stats: DecodeStats, options: DecoderOptions) {
    this.#format = format;
    this.#topics = topics;
    this.#stats = stats;
    this.#options = options;
    this.#topic = options.stream ?? null;
  }

  /** [us] time reached. */
  get timeUs(): number {
    return this.#pump?.timeUs ?? 0;
  }

  /** Decodes what is left of the message taken last; returns false when `out` is full before that. */
  drain(out: EventBatch): boolean {
    return this.#pump === null || this.#pump.drain(out);
  }

  /** Leaves the message taken last undecoded. */
  drop(): void {
    this.#pump?.drop();
  }

  /** Messages may have been lost. */
  lose(): void {
    this.#pump?.lose();
  }

  /** Takes a message of any channel. @throws SaccadeError `codec-corrupt`, `codec-unsupported`. */
  take(message: RawMessage): void {
    const channel = this.#channelOf(message.channel);
    const kind = channel === undefined ? undefined : rosEventKind(channel.type);
    if (channel === undefined || kind === undefined || (this.#topic ?? channel.topic) !== channel.topic) {
      countSideMessage(channel, message, this.#stats, this.#options);
      return;
    }
    const { byte } = message.place;
    if (channel.layout === null)
      throw this.#unsupported("messages that are neither CDR nor ROS 1's own", byte);
    const whole = this.#unpacked(message, channel.layout);
    if (whole === null) return;
    const events = readEventMessage(whole.bytes, kind, channel.layout);
    if (typeof events === "string") this.#damage(events, message);
    else if (this.#open(channel, events, message)) {
      const payload = byteAt(whole.place, events.payloadAt);
      this.#pump?.begin(events, { byte: payload, mapped: whole.place.mapped });
    }
  }

  /** ROS 2 may pack messages one by one; null when that one is damaged, and left out. */
  #unpacked(message: RawMessage, layout: Channel["layout"]): RawMessage | null {
    const { bytes, place } = message;
    const { byte } = place;
    if (layout !== "cdr" || !ZSTD_MAGIC.every((value, i) => value === bytes[i])) return message;
    const block = { bytes, sizeBytes: MAX_MESSAGE_BYTES, exact: false, byte };
    try {
      const whole = unpack(this.#options.decompress, "zstd", block);
      return { ...message, bytes: whole, place: { byte, mapped: false } };
    } catch (error) {
      if (!(error instanceof SaccadeError) || error.code !== "codec-corrupt") throw error;
      this.#damage("a damaged zstd message", message);
      return null;
    }
  }

  /** The stream has ended. @throws SaccadeError `codec-unsupported` when it holds no events that can be read. */
  end(): void {
    if (this.header !== null) return;
    if (this.#topics.unreadable !== null) throw this.#topics.unreadable;
    const channels = [...this.#topics.channels.values()];
    const wanted = this.#options.stream;
    const empty = channels.find(
      ({ topic, type }) => rosEventKind(type) !== undefined && (wanted ?? topic) === topic,
    );
    if (empty !== undefined) {
      this.header = this.#makeHeader(empty, null, NO_ENCODING);
      return;
    }
    if (this.#options.salvage === true && channels.length === 0) return;
    const found = channels.map(({ topic, type }) => `${topic} (${type})`).join(", ");
    const asked = wanted === undefined ? "no topic with events" : `no topic "${wanted}" with events`;
    throw this.#unsupported(
      `${asked}: found ${found || "none"}, types with events are ${EVENT_TYPE_NAMES};`,
      0,
    );
  }

  save(): readonly number[] {
    const ids = [...this.#topics.channels].filter(([, { topic }]) => topic === this.#topic).map(([id]) => id);
    return [ids.length, ...ids, ...(this.#pump?.save() ?? [])];
  }

  restore([count = 0, ...state]: readonly number[]): void {
    this.#known = state.slice(0, count);
    this.#pump?.restore(state.slice(count));
  }

  #channelOf(id: number): Channel | undefined {
    return (
      this.#topics.channels.get(id) ?? (this.#known.includes(id) ? (this.#channel ?? undefined) : undefined)
    );
  }

  /** Makes the decoder for the topic's first message; false when the message is left out as damaged. */
  #open(channel: Channel, events: EventMessage, message: RawMessage): boolean {
    if (this.#pump !== null && events.encoding === this.#encoding) return true;
    const encoding = Object.hasOwn(PACKET_ENCODINGS, events.encoding)
      ? PACKET_ENCODINGS[events.encoding]
      : undefined;
    if (encoding === undefined || this.#pump !== null) {
      const known = Object.keys(PACKET_ENCODINGS).filter((name) => name !== "array");
      const found = `events encoded as "${events.encoding}", readable are ${known.join(", ")}, the same all along,`;
      if (this.#options.salvage !== true) throw this.#unsupported(found, message.place.byte);
      this.#damage(found, message);
      return false;
    }
    this.#channel = channel;
    this.#topic = channel.topic;
    this.#encoding = events.encoding;
    this.#pump = new PacketPump(encoding, channel.layout ?? "cdr", this.#stats, this.#options);
    this.header = this.#makeHeader(channel, { events, byte: message.place.byte }, encoding);
    return true;
  }

  #makeHeader(
    { topic, type }: Channel,
    first: { readonly events: EventMessage; readonly byte: number } | null,
    { ticksPerUs, bounds }: Pick<PacketEncoding, "ticksPerUs" | "bounds">,
  ): StreamHeader {
    const written = first?.events.geometry ?? null;
    const given = this.#options.geometry;
    return {
      format: this.#format,
      variant: this.#encoding,
      geometry: given ?? written,
      geometryFrom: given !== undefined ? "caller" : written !== null ? "header" : "unknown",
      formatBounds: { width: bounds, height: bounds },
      origin: "top-left",
      camera: null,
      fields: { ...this.#topics.fields, topic, type },
      bodyByte: first?.byte ?? 0,
      rows: { ticksPerUs, storedOne: "on" },
    };
  }

  #damage(fault: string, { place, bytes }: RawMessage): void {
    const { byte } = place;
    if (this.#options.salvage !== true) {
      throw new SaccadeError("codec-corrupt", `${fault} at byte ${String(byte)}; salvage reads on after it`, {
        byte,
      });
    }
    this.#stats.damages++;
    this.#stats.damagedBytes += bytes.length;
    this.lose();
  }

  #unsupported(found: string, byte: number): SaccadeError {
    return new SaccadeError("codec-unsupported", `${found} at byte ${String(byte)}`, { byte });
  }
}

/** Of a topic without messages. */
const NO_ENCODING: Pick<PacketEncoding, "ticksPerUs" | "bounds"> = { ticksPerUs: 1000, bounds: 65536 };
