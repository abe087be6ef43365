import { writeFile } from "node:fs/promises";
import { SaccadeError } from "../../src/core/errors.ts";

/**
 * Writes a file that the user named, text as UTF-8.
 * @throws SaccadeError `file-unreadable` with the system's reason.
 */
export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError("file-unreadable", `cannot write ${file}: ${reason}`, { file }, { cause });
  }
}

/** Writes text. @throws SaccadeError `file-unreadable` */
export function writeText(file: string, text: string): Promise<void> {
  return writeBytes(file, text);
}

/** Writes a value as indented JSON. @throws SaccadeError `file-unreadable` */
export function writeJson(file: string, value: unknown): Promise<void> {
  return writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}
