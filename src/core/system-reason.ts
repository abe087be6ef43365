/** What the system's commonest refusals mean, in words that a user knows. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "a part of its path is a file and no folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the disk can only be read",
  ENOSPC: "the disk is full",
};

/**
 * Why the system refused to read or write a file.
 * @param absent what it means that the path is not there; for a file to be written it is the folder that is missing
 */
export function systemReason(cause: unknown, absent = REASONS["ENOENT"] ?? ""): string {
  const code = (cause as { code?: unknown } | null)?.code;
  if (code === "ENOENT") return absent;
  const known = typeof code === "string" ? REASONS[code] : undefined;
  return known ?? (cause instanceof Error ? cause.message : String(cause));
}
