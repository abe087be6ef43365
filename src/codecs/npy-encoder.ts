import type { EventBatch } from "../core/event-batch.ts";
import { asciiBytes } from "./ascii.ts";
import { ByteRoom } from "./byte-room.ts";
import type { Encoder, Patch } from "./codec.ts";
import { NPY_MAGIC } from "./npy-head.ts";
import { checkRows, type WriterLimits } from "./writer-limits.ts";

/** [bytes] of magic, version, length and dictionary together; the rows start at a multiple of 64. */
const HEAD_BYTES = 128;
const DICTIONARY_AT = 10;

export const NPY_LIMITS: WriterLimits = {
  maxWidth: 65536,
  maxHeight: 65536,
  minFirstUs: 0,
  maxFirstUs: Number.MAX_SAFE_INTEGER,
  ascending: false,
};

const FORMAT = { name: "npy", limits: NPY_LIMITS };
/** [bytes] t int64, x uint16, y uint16, p uint8. */
const ROW_BYTES = 13;
const TWO_32 = 4294967296;

/** Magic, version 1.0 and the dictionary; -1 rows where their number is not known yet, which NumPy does not read. */
function headBytes(rows: number): Uint8Array {
  const types = "[('t', '<i8'), ('x', '<u2'), ('y', '<u2'), ('p', '|u1')]";
  const dictionary = `{'descr': ${types}, 'fortran_order': False, 'shape': (${rows},), }`;
  const bytes = new Uint8Array(HEAD_BYTES).fill(0x20);
  bytes.set(NPY_MAGIC);
  bytes.set([1, 0, HEAD_BYTES - DICTIONARY_AT, 0], NPY_MAGIC.length);
  bytes.set(asciiBytes(dictionary), DICTIONARY_AT);
  bytes[HEAD_BYTES - 1] = 0x0a;
  return bytes;
}

/** Writes a NumPy array of records t, x, y, p, in the order given. The number of rows is filled in by the patch. */
export class NpyEncoder implements Encoder {
  readonly #out = new ByteRoom(65536);
  #events = 0;

  header(): Uint8Array {
    return headBytes(-1);
  }

  encode(batch: EventBatch): Uint8Array {
    checkRows(FORMAT, batch, this.#events);
    const { t, x, y, p, length } = batch;
    const out = this.#out;
    out.length = 0;
    out.reserve(length * ROW_BYTES);
    const view = new DataView(out.bytes.buffer);
    for (let i = 0, at = 0; i < length; i++, at += ROW_BYTES) {
      view.setUint32(at, t[i]! >>> 0, true);
      view.setUint32(at + 4, t[i]! / TWO_32, true);
      view.setUint16(at + 8, x[i]!, true);
      view.setUint16(at + 10, y[i]!, true);
      view.setUint8(at + 12, p[i] === 0 ? 0 : 1);
    }
    out.length = length * ROW_BYTES;
    this.#events += length;
    return out.view();
  }

  finish(): Uint8Array {
    return new Uint8Array(0);
  }

  patches(): readonly Patch[] {
    return [{ byte: 0, bytes: headBytes(this.#events) }];
  }
}
