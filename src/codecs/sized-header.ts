import { SaccadeError } from "../core/errors.ts";
import { ByteRoom } from "./byte-room.ts";
import { cutHeader } from "./percent-header.ts";
import type { UnitHeaderReader, UnitStream } from "./unit-decoder.ts";

/** What the bytes of a header say so far. */
export interface HeaderAnswer {
  /** [bytes] needed from the start of the stream to say more; or the stream, when they suffice. */
  readonly next: number | UnitStream;
  /** Damage that was read past; with salvage it is counted, without it is thrown. */
  readonly fault?: SaccadeError;
}

/** How one format reads its header: asked again with at least as many bytes as it has asked for. */
export interface HeaderParser {
  /** [bytes] needed for the first question. */
  readonly firstBytes: number;
  ask(bytes: Uint8Array): HeaderAnswer;
  /** The stream has ended before all bytes asked for came: the answer, with a stream, if those that came will do. */
  settle?(bytes: Uint8Array): HeaderAnswer | null;
  /** What to read the stream as when it ends before its header does; asked for in salvage only. */
  fallback(): UnitStream;
}

/** Reads a header whose length its own bytes tell; all of them are kept until it is complete. */
export class SizedHeaderReader implements UnitHeaderReader {
  stream: UnitStream | null = null;
  damages = 0;
  bodyPrefix: Uint8Array = new Uint8Array(0);
  readonly #parser: HeaderParser;
  readonly #salvage: boolean;
  readonly #room = new ByteRoom(64);
  #need: number;

  constructor(parser: HeaderParser, salvage: boolean) {
    this.#parser = parser;
    this.#salvage = salvage;
    this.#need = parser.firstBytes;
  }

  push(bytes: Uint8Array, from: number): number {
    let at = from;
    while (this.stream === null && at < bytes.length) {
      const to = Math.min(bytes.length, at + this.#need - this.#room.length);
      this.#room.append(bytes.subarray(at, to));
      at = to;
      if (this.#room.length === this.#need) this.#ask();
    }
    return at;
  }

  end(): void {
    if (this.stream !== null) return;
    const settled = this.#parser.settle?.(this.#room.view()) ?? null;
    if (settled !== null) this.#take(settled);
    else if (!this.#salvage) throw cutHeader(this.#room.length);
    else {
      this.damages++;
      this.#complete(this.#parser.fallback());
    }
  }

  #ask(): void {
    this.#take(this.#parser.ask(this.#room.view()));
  }

  #take({ next, fault }: HeaderAnswer): void {
    if (fault !== undefined) {
      if (!this.#salvage) throw fault;
      this.damages++;
    }
    if (typeof next === "number") this.#need = next;
    else this.#complete(next);
  }

  #complete(stream: UnitStream): void {
    this.stream = stream;
    this.bodyPrefix = this.#room.view().slice(stream.header.bodyByte);
  }
}

/** Damage in a header, at `byte`. */
export const headerFault = (found: string, byte: number): SaccadeError =>
  new SaccadeError("codec-corrupt", `${found} at byte ${byte}`, { byte });
