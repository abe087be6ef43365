import { SaccadeError } from "../core/errors.ts";

/**
 * Writes plain data as canonical bytes, for hashing: a tag per value, numbers as IEEE doubles (little-endian, one NaN),
 * strings as UTF-8 with their length, typed arrays as their bytes with type and length, keys of objects sorted,
 * undefined members left out. One instance is reused; it grows to the largest payload.
 */
export class CanonicalWriter {
  #bytes = Buffer.alloc(1 << 16);
  #length = 0;

  /**
   * The bytes of `value`; valid until the next call.
   * @throws SaccadeError `node-contract` for what is not plain data: a function, a Map, a Date, a big integer.
   */
  encode(value: unknown): Uint8Array {
    this.#length = 0;
    this.#write(value);
    return this.#bytes.subarray(0, this.#length);
  }

  #write(value: unknown): void {
    if (value === null || value === undefined) this.#tag("n", 0);
    else if (typeof value === "number") this.#double("d", value);
    else if (typeof value === "boolean") this.#tag(value ? "t" : "f", 0);
    else if (typeof value === "string") this.#text("s", value);
    else if (ArrayBuffer.isView(value)) this.#view(value);
    else if (Array.isArray(value)) {
      this.#double("a", value.length);
      for (const item of value) this.#write(item);
    } else if (typeof value === "object") this.#object(value);
    else throw notPlain(typeof value);
  }

  #object(value: object): void {
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== "Object") throw notPlain(kind); // what it holds is no member, so it would not count
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    this.#double("o", members.length);
    for (const [key, member] of members) {
      this.#text("k", key);
      this.#write(member);
    }
  }

  #view(view: ArrayBufferView): void {
    this.#text("b", Object.prototype.toString.call(view)); // a Buffer becomes a Uint8Array when it crosses threads
    this.#double("d", view.byteLength);
    this.#reserve(view.byteLength);
    this.#bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), this.#length);
    this.#length += view.byteLength;
  }

  #text(tag: string, text: string): void {
    this.#double(tag, Buffer.byteLength(text));
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, "utf8");
  }

  #double(tag: string, value: number): void {
    this.#tag(tag, 8);
    this.#bytes.writeDoubleLE(Number.isNaN(value) ? NaN : value, this.#length);
    this.#length += 8;
  }

  #tag(tag: string, following: number): void {
    this.#reserve(1 + following);
    this.#bytes[this.#length++] = tag.charCodeAt(0);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

function notPlain(found: string): SaccadeError {
  const allowed = "objects, arrays, typed arrays, strings, numbers, booleans, null";
  return new SaccadeError("node-contract", `a payload is plain data, found a ${found}, allowed: ${allowed}`);
}
