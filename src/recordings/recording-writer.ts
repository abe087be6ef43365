import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { SaccadeError } from "../core/errors.ts";
import type { EventBatch } from "../core/event-batch.ts";
import type { Encoder } from "../codecs/codec.ts";

/**
 * Writes a recording under a temporary name beside its own, and gives it its name when it is whole: what stands under
 * the name can always be read. Call `commit` or `discard` at the end, whatever happened before.
 */
export class RecordingWriter {
  readonly path: string;
  readonly #partPath: string;
  readonly #encoder: Encoder;
  readonly #descriptor: number;
  #writtenBytes = 0;
  #events = 0;
  #isOpen = true;

  /**
   * @param overwrite a file of this name may be replaced
   * @throws SaccadeError `file-exists`; `disk-full` or `file-unreadable` with the system's reason.
   */
  constructor(path: string, encoder: Encoder, overwrite: boolean) {
    refuseToReplace(path, overwrite);
    this.path = path;
    this.#partPath = `${path}.part`;
    this.#encoder = encoder;
    this.#descriptor = this.#guard(() => openSync(this.#partPath, "w"));
    try {
      this.#append(encoder.header());
    } catch (error) {
      this.discard(); // nobody else has a hold of it
      throw error;
    }
  }

  /** [bytes] written so far. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** [events] given so far. */
  get events(): number {
    return this.#events;
  }

  /** @throws SaccadeError `codec-unwritable`, after which `commit` may follow; `disk-full`, `file-unreadable`. */
  write(batch: EventBatch): void {
    this.#append(this.#encoder.encode(batch));
    this.#events += batch.length;
  }

  /** Ends the file and gives it its name. @throws SaccadeError `disk-full`, `file-unreadable`; nothing is left then. */
  commit(): void {
    try {
      this.#append(this.#encoder.finish());
      for (const { byte, bytes } of this.#encoder.patches()) this.#writeAll(bytes, byte);
      this.#close();
      this.#guard(() => {
        renameSync(this.#partPath, this.path);
      });
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#close();
    rmSync(this.#partPath, { force: true });
  }

  #append(bytes: Uint8Array): void {
    this.#writeAll(bytes, this.#writtenBytes);
    this.#writtenBytes += bytes.length;
  }

  #writeAll(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) {
      at += this.#guard(() => writeSync(this.#descriptor, bytes, at, bytes.length - at, position + at));
    }
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const isFull = cause instanceof Error && "code" in cause && cause.code === "ENOSPC";
      const message = `cannot write ${this.path}: ${reason}`;
      throw new SaccadeError(
        isFull ? "disk-full" : "file-unreadable",
        message,
        { file: this.path },
        { cause },
      );
    }
  }
}

/** @throws SaccadeError `file-exists` when a file of this name is there and may not be replaced. */
export function refuseToReplace(path: string, overwrite: boolean): void {
  if (overwrite || !existsSync(path)) return;
  throw new SaccadeError("file-exists", `${path} is there already; --force replaces it`, { file: path });
}
