import type { Geometry, StreamHeader } from "./codec.ts";

/** The caller's geometry if there is one, else what the stream says, for a `StreamHeader`. */
export function chooseGeometry(
  given: Geometry | undefined,
  written: Geometry | null,
  writtenIn: "header" | "camera" = "header",
): Pick<StreamHeader, "geometry" | "geometryFrom"> {
  if (given !== undefined) return { geometry: given, geometryFrom: "caller" };
  return { geometry: written, geometryFrom: written === null ? "unknown" : writtenIn };
}
