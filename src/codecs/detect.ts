import { SaccadeError } from "../core/errors.ts";
import type { Format, Sighting } from "./codec.ts";
import { FORMATS, UNREADABLE } from "./formats.ts";

/**
 * The format of a file by its first bytes, never by its name: what says of itself what it is comes before what merely
 * fits, and among equals the first in the table wins.
 * @param head the first `DETECT_BYTES` bytes, or the whole file if it is shorter
 * @throws SaccadeError `codec-unsupported` for a known format that cannot be read, `codec-unknown` for anything else;
 *   both say what was seen.
 */
export function detectFormat(head: Uint8Array, formats: readonly Format[] = FORMATS): Format {
  const magic = firstSighted(head, formats, "magic");
  if (magic !== undefined) return magic;
  for (const sight of UNREADABLE) {
    const seen = sight(head);
    if (seen !== null) throw new SaccadeError("codec-unsupported", seen, { byte: 0 });
  }
  const likely = firstSighted(head, formats, "likely");
  if (likely !== undefined) return likely;
  const known = formats.map((format) => format.id).join(", ");
  throw new SaccadeError(
    "codec-unknown",
    `no known event format: ${describeBytes(head)}; known are ${known}`,
    {
      byte: 0,
    },
  );
}

const firstSighted = (head: Uint8Array, formats: readonly Format[], wanted: Sighting): Format | undefined =>
  formats.find((format) => format.sight(head) === wanted);

/** [bytes] shown of a file that nothing recognises. */
const SHOWN_BYTES = 16;

/** The first bytes of a file for a message: hexadecimal, and as text where printable. */
export function describeBytes(head: Uint8Array): string {
  if (head.length === 0) return "the file is empty";
  const shown = [...head.subarray(0, SHOWN_BYTES)];
  const hex = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = shown.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
  return `it starts with ${hex} (${text})`;
}
