import type { Sighting, StreamFormat } from "./codec.ts";
import { withoutChoices } from "./encoder-choices.ts";
import { CSV_STYLE, LineEncoder, TEXT_LIMITS, TEXT_STYLE } from "./text-encoder.ts";
import { findLayout, TextHeaderReader, type TextKind } from "./text-header.ts";
import { UnitDecoder } from "./unit-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** Lines of events, or of names of columns, at the start; a sensor's size alone could be anything. */
function sight(head: Uint8Array, kind: TextKind): Sighting {
  const layout = findLayout(withNewline(head), kind, true);
  if (layout === null || typeof layout === "number") return null;
  const named = layout.bodyByte > 0 && head.subarray(0, layout.bodyByte).some((byte) => byte >= 0x61); // a letter
  return layout.bodyByte < head.length || named ? "likely" : null;
}

/** The last line may be whole although it has no end. */
function withNewline(head: Uint8Array): Uint8Array {
  const lines = new Uint8Array(head.length + 1);
  lines.set(head);
  lines[head.length] = 0x0a;
  return lines;
}

/** Text: an event a line, columns apart by blanks, time in seconds (or in microseconds, where it has no point). */
export const TEXT: StreamFormat = {
  id: "text",
  name: "text (t x y p)",
  access: "stream",
  sight: (head) => sight(head, "text"),
  createDecoder: (options) => new UnitDecoder(new TextHeaderReader("text", options), options),
  writer: {
    extension: ".txt",
    limits: TEXT_LIMITS,
    refusal: (stream) => limitRefusal(TEXT_LIMITS, stream),
    createEncoder: (options) => new LineEncoder(TEXT_STYLE, withoutChoices(options)),
  },
};

/** Text: an event a line, columns apart by commas or semicolons. */
export const CSV: StreamFormat = {
  id: "csv",
  name: "CSV",
  access: "stream",
  sight: (head) => sight(head, "csv"),
  createDecoder: (options) => new UnitDecoder(new TextHeaderReader("csv", options), options),
  writer: {
    extension: ".csv",
    limits: TEXT_LIMITS,
    refusal: (stream) => limitRefusal(TEXT_LIMITS, stream),
    createEncoder: (options) => new LineEncoder(CSV_STYLE, withoutChoices(options)),
  },
};
