import { readFile } from "node:fs/promises";

/** Reads a whole UTF-8 file by its absolute path; rejects when it cannot. Tests hand in files from memory. */
export type ReadText = (path: string) => Promise<string>;

/** Files of the disk. */
export const readTextFromDisk: ReadText = (path) => readFile(path, "utf8");
