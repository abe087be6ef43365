import type { SightUnreadable } from "./codec.ts";

/** Programs that pack whole files, the bytes that theirs begin with, and what undoes it. */
const PACKERS: readonly (readonly [name: string, mark: readonly number[], command: string])[] = [
  ["gzip", [0x1f, 0x8b], "gzip -d"],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstd -d"],
  ["bzip2", [0x42, 0x5a, 0x68], "bzip2 -d"],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz -d"],
  ["7-Zip", [0x37, 0x7a, 0xbc, 0xaf], "7z x"],
];

/** Recordings that were packed as a whole, as ROS 2 does with `compression_mode: file`. */
export const sightPackedFile: SightUnreadable = (head) => {
  const packer = PACKERS.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  return packer === undefined ? null : `a file packed with ${packer[0]}: unpack it first, with ${packer[2]}`;
};
