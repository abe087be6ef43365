import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { SaccadeError } from "../core/errors.ts";
import { systemReason } from "../core/system-reason.ts";

/**
 * A file that is written under a temporary name beside its own, and gets its name when it is whole. Call `commit` or
 * `discard` at the end, whatever happened before.
 */
export class PartFile {
  readonly path: string;
  readonly #partPath: string;
  readonly #descriptor: number;
  #writtenBytes = 0;
  #isOpen = true;

  /**
   * @param overwrite a file of this name may be replaced
   * @throws SaccadeError `file-exists`; `disk-full` or `file-unreadable` with the system's reason.
   */
  constructor(path: string, overwrite: boolean) {
    refuseToReplace(path, overwrite);
    this.path = path;
    this.#partPath = `${path}.part`;
    this.#descriptor = this.#guard(() => openSync(this.#partPath, "w"));
  }

  /** [bytes] appended so far. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** @throws SaccadeError `disk-full`, `file-unreadable`; so do the others. */
  append(bytes: Uint8Array): void {
    this.writeAt(bytes, this.#writtenBytes);
    this.#writtenBytes += bytes.length;
  }

  /** Writes over what is there. @param position [bytes] */
  writeAt(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) {
      at += this.#guard(() => writeSync(this.#descriptor, bytes, at, bytes.length - at, position + at));
    }
  }

  /** Gives the file its name. Nothing is left when it throws. */
  commit(): void {
    try {
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

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }

  #guard<T>(act: () => T): T {
    try {
      return act();
    } catch (cause) {
      const isFull = cause instanceof Error && "code" in cause && cause.code === "ENOSPC";
      const message = `cannot write ${this.path}: ${systemReason(cause, "there is no such folder")}`;
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
