import { readFile } from "node:fs/promises";

/** Reads a whole UTF-8 file by its absolute path; rejects when it cannot. Tests hand in files from memory. */
export type ReadText = (path: string) => Promise<string>;

/** Files of the disk. */
export const readTextFromDisk: ReadText = (path) => readFile(path, "utf8");

/** Why a file could not be read, in words a user knows. */
export function unreadableReason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOENT") return "no such file";
  if (code === "EACCES") return "permission denied";
  if (code === "EISDIR") return "it is a folder";
  return error instanceof Error ? error.message : String(error);
}
