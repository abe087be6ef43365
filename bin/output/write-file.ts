import { access, constants, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SaccadeError } from "../../src/core/errors.ts";
import { systemReason } from "../../src/core/system-reason.ts";

/**
 * Writes a file that the user named, text as UTF-8.
 * @throws SaccadeError `file-unreadable` with the system's reason.
 */
export async function writeBytes(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/**
 * Looks whether a file that is to be written after long work could be written now.
 * @throws SaccadeError `file-unreadable` with the system's reason.
 */
export async function refuseUnwritable(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  try {
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: "EISDIR" });
    await access(found === null ? dirname(file) : file, constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): SaccadeError {
  const message = `cannot write ${file}: ${systemReason(cause, "there is no such folder")}`;
  return new SaccadeError("file-unreadable", message, { file }, { cause });
}

/** Writes text. @throws SaccadeError `file-unreadable` */
export function writeText(file: string, text: string): Promise<void> {
  return writeBytes(file, text);
}

/** Writes a value as indented JSON. @throws SaccadeError `file-unreadable` */
export function writeJson(file: string, value: unknown): Promise<void> {
  return writeText(file, `${JSON.stringify(value, null, 2)}\n`);
}
