import type { EventBatch } from "../core/event-batch.ts";
import type { Encoder, EncoderOptions, Patch } from "./codec.ts";
import { withoutChoices } from "./encoder-choices.ts";
import { createEcfRows } from "./ecf.ts";
import { encodeEcf } from "./ecf-encoder.ts";
import { FieldRoom } from "./field-room.ts";
import { EVENT_BYTES, EVENT_CHUNK, renderHead, SMALL_CHUNK, type HeadParts } from "./hdf5-head.ts";
import { TimeIndex } from "./hdf5-index.ts";
import { ChunkTree } from "./hdf5-tree.ts";
import { checkRows, unwritable, type WriterLimits } from "./writer-limits.ts";

/** ECF has 11-bit coordinates, and no steps back: its times are runs of steps ahead. */
export const PROPHESEE_HDF5_LIMITS: WriterLimits = {
  maxWidth: 2048,
  maxHeight: 2048,
  minFirstUs: 0,
  maxFirstUs: Number.MAX_SAFE_INTEGER,
  ascending: true,
};

const FORMAT = { name: "Prophesee HDF5", limits: PROPHESEE_HDF5_LIMITS };
/** [bytes] of a chunk of the index. */
const INDEX_CHUNK_BYTES = SMALL_CHUNK * EVENT_BYTES;

/**
 * Writes Prophesee HDF5 with ECF chunks. The head with all descriptions comes first and is written over at the end, when
 * lengths and places are known: without its patch the file is whole, but says that it is empty.
 */
export class PropheseeHdf5Encoder implements Encoder {
  readonly #options: EncoderOptions;
  readonly #rows = createEcfRows();
  readonly #out = new FieldRoom(65536);
  readonly #index = new TimeIndex();
  readonly #entries = new FieldRoom(INDEX_CHUNK_BYTES);
  readonly #eventTree = new ChunkTree(EVENT_CHUNK);
  readonly #indexTree = new ChunkTree(SMALL_CHUNK);
  #byte = 0; // in the file, of the first byte of `#out`
  #events = 0;
  #lastUs = -Infinity;
  #head: Uint8Array = new Uint8Array(0);

  /** @throws SaccadeError `usage`: there are no choices. */
  constructor(options: EncoderOptions) {
    withoutChoices(options);
    this.#options = options;
  }

  header(): Uint8Array {
    this.#byte = 0;
    this.#out.append(renderHead(this.#parts(null, null)));
    return this.#take();
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    this.#checkOrder(batch);
    const rows = this.#rows;
    const { t, x, y, p, length } = batch;
    for (let i = 0; i < length; i++) {
      const n = rows.length++;
      rows.t[n] = t[i]!;
      rows.x[n] = x[i]!;
      rows.y[n] = y[i]!;
      rows.p[n] = p[i]! === 0 ? 0 : 1;
      this.#index.add(t[i]!, this.#entries);
      if (this.#entries.length >= INDEX_CHUNK_BYTES) this.#writeEntries();
      if (rows.length === EVENT_CHUNK) this.#writeEvents();
    }
    this.#events += length;
    return this.#take();
  }

  finish(): Uint8Array {
    if (this.#rows.length > 0) this.#writeEvents();
    this.#index.end(this.#entries);
    this.#writeEntries();
    const eventTree = this.#eventTree.write(this.#out, this.#byte);
    const indexTree = this.#indexTree.write(this.#out, this.#byte);
    const bytes = this.#take();
    this.#head = renderHead(this.#parts(eventTree, indexTree));
    return bytes;
  }

  patches(): readonly Patch[] {
    return [{ byte: 0, bytes: this.#head }];
  }

  #parts(eventTree: number | null, indexTree: number | null): HeadParts {
    const { geometry, camera } = this.#options;
    const written = eventTree !== null;
    return {
      events: { length: written ? this.#events : 0, tree: eventTree },
      indexes: { length: written ? this.#index.length : 0, tree: indexTree },
      offsetUs: written ? -this.#index.firstUs : 0,
      endByte: this.#byte,
      fields: {
        version: "1.0",
        format: "ECF",
        geometry: `${String(geometry.width)}x${String(geometry.height)}`,
        ...(camera === undefined ? {} : { sensor_name: camera.replace(/[^ -~]+/g, " ").slice(0, 256) }),
      },
    };
  }

  #checkOrder({ t, length }: EventBatch): void {
    let lastUs = this.#lastUs;
    for (let i = 0; i < length; i++) {
      if (t[i]! < lastUs) {
        const why = `its time ${String(t[i])} us is before ${String(lastUs)} us: sort the events first`;
        throw unwritable(FORMAT.name, this.#events + i, why);
      }
      lastUs = t[i]!;
    }
    this.#lastUs = lastUs;
  }

  #writeEvents(): void {
    const start = this.#out.length;
    encodeEcf(this.#rows, this.#out);
    this.#eventTree.add(this.#byte + start, this.#out.length - start);
    this.#rows.length = 0;
  }

  /** Chunks of the index are stored whole: the rest is 0. */
  #writeEntries(): void {
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at += INDEX_CHUNK_BYTES) {
      const chunk = new Uint8Array(INDEX_CHUNK_BYTES);
      chunk.set(entries.view().subarray(at, at + INDEX_CHUNK_BYTES));
      this.#indexTree.add(this.#byte + this.#out.length, INDEX_CHUNK_BYTES);
      this.#out.append(chunk);
    }
    entries.length = 0;
  }

  #take(): Uint8Array {
    const bytes = this.#out.view();
    this.#byte += bytes.length;
    this.#out.length = 0;
    return bytes;
  }
}
