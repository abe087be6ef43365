/** The memory that a kernel's structures and arrays lie in. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
}

/** A memory as 4-byte numbers; an address divided by 4 is an index. */
interface MemoryView {
  readonly f32: Float32Array;
  readonly i32: Int32Array;
}

const views = new WeakMap<ArrayBuffer, MemoryView>();

/** Typed arrays over the whole memory as it is now: made once for each buffer. */
export function view({ buffer }: KernelMemory): MemoryView {
  let found = views.get(buffer);
  if (found === undefined) {
    found = { f32: new Float32Array(buffer), i32: new Int32Array(buffer) };
    views.set(buffer, found);
  }
  return found;
}
