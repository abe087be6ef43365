import { Dataset, File, FS, Group, ready } from "h5wasm";
import { SaccadeError } from "../core/errors.ts";
import type { Tensor } from "./tensor.ts";

/** What a dataset holds: one text, one number, a table of texts, or numbers with a shape. */
export type Hdf5Value =
  string | number | { readonly shape: readonly number[]; readonly texts: readonly string[] } | Tensor;

/** Filters that the reader undoes; on any other it yields garbage. HDF5's own numbers, `H5Zpublic.h`. */
const FILTERS: ReadonlySet<number> = new Set([1, 2, 3, 5, 6]); // deflate, shuffle, fletcher32, n-bit, scale-offset
const CLASS = { integer: 0, float: 1, text: 3, enumeration: 8 } as const;
/** [bytes] of one dataset; more is taken for damage. */
const MAX_DATASET_BYTES = 268435456;
/** A message that holds the time of writing: type 18, 8 bytes; flags; version 1. The time follows. Format, IV.A.2.s. */
const TIME_MESSAGE = [18, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0];

export type Hdf5Group = Group;

/** Opens an HDF5 file that lies in memory and hands its root to `use`; what that throws about HDF5 itself is `codec-corrupt`. */
export async function readHdf5<T>(bytes: Uint8Array, use: (root: Hdf5Group) => T): Promise<T> {
  const library = await ready;
  const files = memoryFiles();
  // else a failure is printed, and what lay in memory before is returned
  library.activate_throwing_error_handler();
  try {
    files.writeFile(NAME, bytes);
    const file = new File(NAME, "r");
    try {
      return use(file);
    } finally {
      file.close();
    }
  } catch (error) {
    throw asCorrupt(error);
  } finally {
    if (files.analyzePath(NAME, false).exists) files.unlink(NAME);
  }
}

/** The bytes of an HDF5 file that `fill` has filled; the same content gives the same bytes. */
export async function writeHdf5(fill: (root: Hdf5Group) => void): Promise<Uint8Array> {
  const library = await ready;
  const files = memoryFiles();
  library.activate_throwing_error_handler();
  try {
    const file = new File(NAME, "w", { libver: ["earliest", "v108"] });
    try {
      fill(file);
    } finally {
      file.close();
    }
    return withoutTimes(files.readFile(NAME));
  } finally {
    if (files.analyzePath(NAME, false).exists) files.unlink(NAME);
  }
}

const NAME = "/network.nir";

function memoryFiles(): typeof FS & object {
  if (FS === null)
    throw new SaccadeError("dependency-missing", "the HDF5 library has no file system in memory");
  return FS;
}

function asCorrupt(error: unknown): unknown {
  if (error instanceof SaccadeError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const reason = /#000: [^:]*: (.*)/.exec(text)?.[1] ?? text.split("\n")[0] ?? "";
  return new SaccadeError("codec-corrupt", `not a readable HDF5 file: ${reason}`, {}, { cause: error });
}

/** Sets the times of writing to 0: they are the only bytes that differ between two files of the same content. */
function withoutTimes(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at + 16 <= bytes.length; at += 8) {
    if (TIME_MESSAGE.every((byte, i) => i === 4 || bytes[at + i] === byte)) bytes.fill(0, at + 12, at + 16);
  }
  return bytes;
}

/** The group of that name, or undefined; throws `codec-corrupt` when it is something else. */
export function groupIn(parent: Hdf5Group, name: string): Hdf5Group | undefined {
  const found = entity(parent, name);
  if (found === undefined || found instanceof Group) return found;
  throw new SaccadeError(
    "codec-corrupt",
    `${pathOf(parent, name)}: expected a group, found ${kindOf(found)}`,
    {
      field: pathOf(parent, name),
    },
  );
}

/** The value of that dataset, or undefined; throws `codec-unsupported` for a filter or number that cannot be read right. */
export function valueIn(parent: Hdf5Group, name: string): Hdf5Value | undefined {
  const field = pathOf(parent, name);
  const found = entity(parent, name);
  if (found === undefined) return undefined;
  if (!(found instanceof Dataset)) {
    throw new SaccadeError("codec-corrupt", `${field}: expected a dataset, found ${kindOf(found)}`, {
      field,
    });
  }
  checkReadable(found, field);
  const { shape, type } = found.metadata;
  if (shape === null) throw new SaccadeError("codec-corrupt", `${field}: an empty dataset`, { field });
  return type === CLASS.text ? textValue(found, shape, field) : numberValue(found, shape, field);
}

/** Refuses what the library would answer with garbage, or not at all. */
function checkReadable(dataset: Dataset, field: string): void {
  const strange = dataset.filters.find(({ id }) => !FILTERS.has(id));
  if (strange !== undefined) {
    throw new SaccadeError(
      "codec-unsupported",
      `${field}: compressed by filter ${String(strange.id)} (${strange.name}), which cannot be undone; write it with gzip or without compression`,
      { field, found: strange.name, allowed: "gzip, shuffle, fletcher32, nbit, scaleoffset" },
    );
  }
  const { type, total_size: count, size, virtual_sources: virtual } = dataset.metadata;
  if (virtual !== undefined)
    throw new SaccadeError("codec-unsupported", `${field}: data in other files`, { field });
  const number = type === CLASS.integer || (type === CLASS.float && (size === 4 || size === 8));
  if (!number && type !== CLASS.enumeration && type !== CLASS.text) {
    throw new SaccadeError("codec-unsupported", `${field}: neither text, integers nor 4- or 8-byte floats`, {
      field,
    });
  }
  if (count * size <= MAX_DATASET_BYTES) return;
  throw new SaccadeError(
    "codec-corrupt",
    `${field}: ${String(count * size)} bytes, more than ${String(MAX_DATASET_BYTES)}`,
    {
      field,
      found: count * size,
      allowed: MAX_DATASET_BYTES,
    },
  );
}

function entity(parent: Hdf5Group, name: string): NonNullable<ReturnType<Group["get"]>> | undefined {
  if (!parent.keys().includes(name)) return undefined;
  return parent.get(name) ?? undefined;
}

const kindOf = (found: object): string => ("type" in found ? String(found.type) : "something else");
const pathOf = (parent: Hdf5Group, name: string): string =>
  `${parent.path === "/" ? "" : parent.path}/${name}`;

function textValue(dataset: Dataset, shape: readonly number[], field: string): Hdf5Value {
  const value = dataset.value;
  if (typeof value === "string") return value;
  const texts = Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
  if (texts.length === shape.reduce((product, size) => product * size, 1)) return { shape, texts };
  throw new SaccadeError("codec-corrupt", `${field}: texts that cannot be read`, { field });
}

function numberValue(dataset: Dataset, shape: readonly number[], field: string): Hdf5Value {
  const value = dataset.value;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Float32Array || value instanceof Float64Array) return { shape, data: value };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return { shape, data: Float64Array.from(value as unknown as ArrayLike<number | bigint>, Number) };
  }
  throw new SaccadeError("codec-corrupt", `${field}: numbers that cannot be read`, { field });
}
