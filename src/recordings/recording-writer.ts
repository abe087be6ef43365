import type { EventBatch } from "../core/event-batch.ts";
import type { Encoder } from "../codecs/codec.ts";
import { PartFile } from "./part-file.ts";

/**
 * Writes a recording under a temporary name beside its own, and gives it its name when it is whole: what stands under
 * the name can always be read. Call `commit` or `discard` at the end, whatever happened before.
 */
export class RecordingWriter {
  readonly #encoder: Encoder;
  readonly #file: PartFile;
  #events = 0;

  /**
   * @param overwrite a file of this name may be replaced
   * @throws SaccadeError `file-exists`; `disk-full` or `file-unreadable` with the system's reason.
   */
  constructor(path: string, encoder: Encoder, overwrite: boolean) {
    this.#encoder = encoder;
    this.#file = new PartFile(path, overwrite);
    try {
      this.#file.append(encoder.header());
    } catch (error) {
      this.discard(); // nobody else has a hold of it
      throw error;
    }
  }

  get path(): string {
    return this.#file.path;
  }

  /** [bytes] written so far. */
  get writtenBytes(): number {
    return this.#file.writtenBytes;
  }

  /** [events] given so far. */
  get events(): number {
    return this.#events;
  }

  /** @throws SaccadeError `codec-unwritable`, after which `commit` may follow; `disk-full`, `file-unreadable`. */
  write(batch: EventBatch): void {
    this.#file.append(this.#encoder.encode(batch));
    this.#events += batch.length;
  }

  /** Ends the file and gives it its name. @throws SaccadeError `disk-full`, `file-unreadable`; nothing is left then. */
  commit(): void {
    try {
      this.#file.append(this.#encoder.finish());
      for (const { byte, bytes } of this.#encoder.patches()) this.#file.writeAt(bytes, byte);
    } catch (error) {
      this.discard();
      throw error;
    }
    this.#file.commit();
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#file.discard();
  }
}
