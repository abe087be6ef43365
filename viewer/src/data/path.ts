import type { Vec3 } from "../../../src/core/vec3.ts";
import { flightBetween, type FlightPoint } from "./flight-between.ts";
import type { Track } from "./track.ts";

/** [-] drawn pieces between two states, so that an arc looks like one. */
const PIECES = 4;

/** How the states of one kind make a path. */
export interface PathOf<T> {
  readonly point: (value: T) => FlightPoint;
  /** Whether two states that follow one another are joined. */
  readonly joined: (a: T, b: T) => boolean;
}

/** [m] the path through the states of (fromUs, toUs], oldest first; null where it breaks. */
export function pathThrough<T>(
  track: Track<T>,
  span: { readonly fromUs: number; readonly toUs: number },
  how: PathOf<T>,
): (Vec3 | null)[] {
  const path: (Vec3 | null)[] = [];
  const last = track.indexAt(span.toUs);
  for (let i = track.indexAt(span.fromUs) + 1; i <= last; i++) {
    const value = track.sample(i)?.value;
    const before = track.sample(i - 1);
    if (value === undefined) continue;
    if (before === undefined || before.timeUs <= span.fromUs) path.push(how.point(value).positionM);
    else if (how.joined(before.value, value))
      path.push(...arc(how.point(before.value), how.point(value), PIECES));
    else path.push(null, how.point(value).positionM);
  }
  return path;
}

/** [m] `pieces` points of the flight from one point to another, the first left out. */
export function arc(from: FlightPoint, to: FlightPoint, pieces: number): Vec3[] {
  const stepUs = (to.timeUs - from.timeUs) / pieces;
  return Array.from({ length: pieces }, (_, i) => flightBetween(from, to, from.timeUs + (i + 1) * stepUs));
}
