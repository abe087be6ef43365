import type { EventBatch } from "../core/event-batch.ts";
import { assert, SaccadeError } from "../core/errors.ts";
import type { ByteStream } from "./byte-stream.ts";
import { NO_ROOM, type Decoder, type SourceDecoder, type StreamHeader } from "./codec.ts";
import type { DecodeStats } from "./decode-stats.ts";
import { dropBefore } from "./drop-before.ts";

/** What a member is read through, from its first byte on. */
export interface MemberReading {
  readonly stream: ByteStream;
  readonly decoder: Decoder;
}

/** How to read a member of an archive as a stream of events. */
export interface Member {
  readonly name: string;
  /** [bytes] offset in the file of the member's stored bytes: where errors in it are placed. */
  readonly byte: number;
  /** Damage of the archive around it, to be reported after its events; null when there is none. */
  readonly fault: SaccadeError | null;
  readonly salvage: boolean;
  /** The archive's header, from the member's. */
  describe(header: StreamHeader): StreamHeader;
  /** Starts anew. */
  open(): MemberReading;
}

/** [bytes] unpacked at a time. */
const PIECE_BYTES = 65536;

/** Reads a member of an archive that is itself a format that streams. */
export class MemberDecoder implements SourceDecoder {
  readonly header: StreamHeader;
  readonly #member: Member;
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #reading: MemberReading;
  #length = 0; // bytes in the piece
  #at = 0;
  #ended = false;
  #fromUs = -Infinity;
  #reachedUs = -Infinity;
  #failure: SaccadeError | null = null;

  /** @throws SaccadeError when the member's header is damaged. */
  constructor(member: Member) {
    this.#member = member;
    this.#reading = member.open();
    while (this.#reading.decoder.header === null && !this.#ended) this.#step(NO_ROOM);
    const { header } = this.#reading.decoder;
    assert(header !== null, "a decoder that ends without error has read its header");
    this.header = member.describe(header);
  }

  get stats(): DecodeStats {
    const { decoder, stream } = this.#reading;
    return { ...decoder.stats, bytes: stream.readBytes };
  }

  read(out: EventBatch): boolean {
    if (this.#failure !== null) throw this.#failure;
    while (!this.#ended && out.length < out.t.length) {
      const before = out.length;
      try {
        this.#step(out);
      } finally {
        this.#keepFrom(out, before);
      }
    }
    return !this.#ended;
  }

  /** Forwards from where it is, backwards from the start: nothing tells where in packed bytes a time is. */
  seek(timeUs: number): void {
    this.#failure = null;
    if (timeUs <= this.#reachedUs || this.#ended) {
      this.#reading = this.#member.open();
      this.#length = this.#at = 0;
      this.#ended = false;
    }
    this.#reachedUs = -Infinity;
    this.#fromUs = timeUs;
  }

  /** Decodes what is in the piece, or fetches the next one, or ends. */
  #step(out: EventBatch): void {
    const { stream, decoder } = this.#reading;
    if (this.#at < this.#length || decoder.blocked) {
      this.#guard(() => {
        this.#at = decoder.decode(this.#piece.subarray(0, this.#length), this.#at, out);
      });
      return;
    }
    this.#length = stream.read(this.#piece);
    this.#at = 0;
    if (this.#length === 0) this.#end(out);
  }

  #end(out: EventBatch): void {
    const { stream, decoder } = this.#reading;
    const fault = stream.fault ?? this.#member.fault;
    if (fault !== null && !this.#member.salvage) {
      this.#failure = fault;
      throw fault;
    }
    this.#guard(() => {
      decoder.finish(out);
    });
    this.#ended = !decoder.blocked;
    if (fault !== null && this.#ended) decoder.stats.damages++;
  }

  /** Offsets in the member mean nothing in the file. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof SaccadeError)) throw error;
      const { name, byte } = this.#member;
      const where = { ...error.where, byte, memberByte: error.where["byte"] ?? 0 };
      this.#failure = new SaccadeError(error.code, `in "${name}" of the archive: ${error.message}`, where, {
        cause: error,
      });
      throw this.#failure;
    }
  }

  #keepFrom(out: EventBatch, before: number): void {
    if (out.length === before) return;
    this.#reachedUs = out.t[out.length - 1]!;
    if (this.#fromUs === -Infinity) return;
    if (dropBefore(out, before, this.#fromUs)) this.#fromUs = -Infinity;
  }
}
