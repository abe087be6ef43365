import type { CheckedSource } from "./checked-source.ts";
import { Hdf5Fields, hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";

export const HDF5_MAGIC = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);

/** Finds the root group: the address of its object's header. Source: "HDF5 File Format Specification", section II. */
export function readRoot(source: CheckedSource): number {
  const fields = Hdf5Fields.read(source, 0, Math.min(128, source.sizeBytes));
  if (!HDF5_MAGIC.every((byte, i) => byte === fields.bytes[i])) throw hdf5Corrupt("no mark", 0);
  fields.skip(8);
  const version = fields.u8();
  if (version > 3) throw hdf5Unsupported(`version ${String(version)}, readable are 0 to 3,`, 8);
  return version < 2 ? readOldRoot(fields, version) : readNewRoot(fields);
}

function readOldRoot(fields: Hdf5Fields, version: number): number {
  fields.skip(4);
  checkSizes(fields);
  fields.skip(1 + 2 + 2 + 4 + (version === 1 ? 4 : 0)); // sizes of groups, flags
  const base = fields.address();
  fields.skip(24); // free space, end of file, driver
  fields.skip(8); // name
  return checkBase(base, fields.address());
}

function readNewRoot(fields: Hdf5Fields): number {
  checkSizes(fields);
  fields.skip(1);
  const base = fields.address();
  fields.skip(16); // extension, end of file
  return checkBase(base, fields.address());
}

function checkSizes(fields: Hdf5Fields): void {
  const offsets = fields.u8();
  const lengths = fields.u8();
  if (offsets === 8 && lengths === 8) return;
  const found = `addresses of ${String(offsets)} and lengths of ${String(lengths)} bytes, readable are 8 and 8,`;
  throw hdf5Unsupported(found, fields.at - 2);
}

function checkBase(base: number, root: number): number {
  if (base === 0) return root;
  throw hdf5Unsupported("a file inside a file", 0);
}
