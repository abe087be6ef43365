import { SaccadeError } from "../core/errors.ts";
import type { CheckedSource } from "./checked-source.ts";
import { readGroup } from "./hdf5-group.ts";
import { MESSAGE, messageOf, readObject, type Hdf5Message } from "./hdf5-object.ts";

/** An object of a file. */
export interface Hdf5Place {
  /** As `CD/events`; empty for the root. */
  readonly path: string;
  readonly messages: readonly Hdf5Message[];
  /** Of a group: name to address. */
  readonly members: ReadonlyMap<string, number>;
}

/** [-] objects that are looked at, and groups within groups. */
const MAX_OBJECTS = 1024;
const MAX_DEPTH = 8;
/** Looked at before their neighbours. */
const FIRST: readonly string[] = ["CD", "events"];

export const isDataset = (messages: readonly Hdf5Message[]): boolean =>
  messageOf(messages, MESSAGE.layout) !== null;

/**
 * All objects of a file, those near the root first.
 * @param lose is told why an object could not be read
 */
export function* objectsOf(
  source: CheckedSource,
  root: number,
  lose: (fault: SaccadeError) => void,
): Generator<Hdf5Place, void> {
  const queue = [{ path: "", byte: root, depth: 0 }];
  const seen = new Set<number>([root]);
  for (let i = 0; i < Math.min(queue.length, MAX_OBJECTS); i++) {
    const { path, byte, depth } = queue[i]!;
    const place = readPlace(source, path, byte, lose);
    if (place === null) continue;
    yield place;
    const names = [...place.members.keys()].sort((a, b) => rank(a) - rank(b));
    for (const name of depth < MAX_DEPTH ? names : []) {
      const child = place.members.get(name)!;
      if (seen.has(child)) continue;
      seen.add(child);
      queue.push({ path: path === "" ? name : `${path}/${name}`, byte: child, depth: depth + 1 });
    }
  }
}

const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

function readPlace(
  source: CheckedSource,
  path: string,
  byte: number,
  lose: (fault: SaccadeError) => void,
): Hdf5Place | null {
  try {
    const messages = readObject(source, byte);
    return { path, messages, members: isDataset(messages) ? new Map() : readGroup(source, messages) };
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error;
    lose(error);
    return null;
  }
}
