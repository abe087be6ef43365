import { writeFile } from "node:fs/promises";
import { SaccadeError } from "../../src/core/errors.ts";

/**
 * Writes text to a file that the user named.
 * @throws SaccadeError `file-unreadable` with the system's reason.
 */
export async function writeText(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError("file-unreadable", `cannot write ${file}: ${reason}`, { file }, { cause });
  }
}

/** Writes a value as indented JSON. @throws SaccadeError `file-unreadable` */
export function writeJson(file: string, value: unknown): Promise<void> {
  return writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}
