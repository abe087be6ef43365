import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SaccadeError } from "../core/errors.ts";
import { systemReason } from "../core/system-reason.ts";
import type { ByteSource } from "../codecs/codec.ts";

/** [bytes] of a page in the cache: a few reads of a container's directory fall into one. */
const PAGE_BYTES = 262_144;
/** [-] pages kept: 16 MiB per open file at most, however large the file. */
const PAGES = 64;

/** The bytes of a file on disk, read synchronously: in order without a cache, or anywhere through a bounded one. */
export class FileBytes implements ByteSource {
  readonly path: string;
  readonly #descriptor: number;
  #sizeBytes: number;
  #isOpen = true;
  /** By page number; the order of insertion is that of last use. */
  readonly #pages = new Map<number, Uint8Array>();

  /** Opens a file. @throws SaccadeError `file-unreadable` with the system's reason. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = guarded(path, () => openSync(path, "r"));
    const stats = guarded(path, () => fstatSync(this.#descriptor));
    if (!stats.isFile()) {
      closeSync(this.#descriptor);
      const found = stats.isDirectory() ? "a folder" : "no regular file";
      throw new SaccadeError("file-unreadable", `cannot read ${path}: it is ${found}`, { file: path });
    }
    this.#sizeBytes = stats.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Looks at the size again, for a file that grows; cached pages stay. @returns [bytes] the size. */
  refresh(): number {
    this.#sizeBytes = guarded(this.path, () => fstatSync(this.#descriptor)).size;
    return this.#sizeBytes;
  }

  /**
   * Reads from `offset` on into `target`, as much as fits or is there; returns the bytes read, 0 at the end.
   * @throws SaccadeError `file-unreadable`.
   */
  readInto(target: Uint8Array, offset: number): number {
    let got = 0;
    while (got < target.length) {
      const read = guarded(this.path, () =>
        readSync(this.#descriptor, target, got, target.length - got, offset + got),
      );
      if (read === 0) break;
      got += read;
    }
    return got;
  }

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.#sizeBytes);
    if (end <= offset) return new Uint8Array(0);
    const first = Math.floor(offset / PAGE_BYTES);
    const start = offset - first * PAGE_BYTES;
    if (end <= (first + 1) * PAGE_BYTES) return this.#page(first).subarray(start, end - first * PAGE_BYTES);
    const bytes = new Uint8Array(end - offset);
    if (end - offset > (PAGES * PAGE_BYTES) / 4) {
      return bytes.subarray(0, this.readInto(bytes, offset)); // too much to push everything else out of the cache
    }
    for (let at = offset; at < end;) {
      const page = Math.floor(at / PAGE_BYTES);
      const part = this.#page(page).subarray(at - page * PAGE_BYTES, end - page * PAGE_BYTES);
      if (part.length === 0) return bytes.subarray(0, at - offset); // the file has become shorter
      bytes.set(part, at - offset);
      at += part.length;
    }
    return bytes;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pages.clear();
    closeSync(this.#descriptor);
  }

  /** Room for a page: that of the one used longest ago, when all are taken. */
  #freePage(): Uint8Array {
    const [oldest] = this.#pages;
    if (this.#pages.size < PAGES || oldest === undefined) return new Uint8Array(PAGE_BYTES);
    this.#pages.delete(oldest[0]);
    return new Uint8Array(oldest[1].buffer);
  }

  #page(index: number): Uint8Array {
    const known = this.#pages.get(index);
    if (known !== undefined) {
      this.#pages.delete(index);
      this.#pages.set(index, known);
      return known;
    }
    const buffer = this.#freePage();
    const page = buffer.subarray(0, this.readInto(buffer, index * PAGE_BYTES));
    this.#pages.set(index, page);
    return page;
  }
}

/** Does something with a file; the system's error becomes ours. */
function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const message = `cannot read ${path}: ${systemReason(cause)}`;
    throw new SaccadeError("file-unreadable", message, { file: path }, { cause });
  }
}
