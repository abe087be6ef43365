import { asMap, below, complain, type Cursor, joinPath, keyPlace } from "./cursor.ts";
import { checkId, type DraftNode } from "./nodes.ts";
import { parse } from "./read-fields.ts";
import { resolveNode } from "./refs.ts";
import { fileSchema } from "./schema.ts";
import { closest } from "./suggest.ts";

/** Where nodes run that the file puts on no thread. */
const MAIN = "main";

const threadSchema = fileSchema.shape.threads.unwrap().valueType;
const busyPollSchema = fileSchema.shape.busyPoll.unwrap();

/** Names of worker threads by node id. A node on two threads, an unknown node and a bad name are reported. */
export function readThreads(root: Cursor, nodes: readonly DraftNode[]): ReadonlyMap<string, string> {
  const threads = below(root, "threads");
  const placed = new Map<string, string>();
  const map = threads === null ? null : asMap(threads, "a map of thread names and lists of nodes");
  for (const name of map?.entries.keys() ?? []) {
    const list = threads === null ? null : below(threads, name);
    if (threads === null || list === null) continue;
    checkName(threads, name);
    placeNodes(list, name, nodes, placed);
  }
  return placed;
}

/** Names of the threads that never sleep, sorted. One that the file does not have is reported. */
export function readBusyPoll(root: Cursor, threads: ReadonlyMap<string, string>): readonly string[] {
  const list = below(root, "busyPoll");
  if (list === null) return [];
  const allowed = [MAIN, ...new Set(threads.values())].sort();
  const names = parse(list, busyPollSchema) ?? [];
  names.forEach((name, i) => {
    if (allowed.includes(name)) return;
    complain(below(list, i) ?? list, {
      code: "unknown-thread",
      message: "no such thread",
      found: `"${name}"`,
      allowed,
      suggestion: closest(name, allowed),
    });
  });
  return [...new Set(names)].sort();
}

function placeNodes(
  list: Cursor,
  thread: string,
  nodes: readonly DraftNode[],
  placed: Map<string, string>,
): void {
  const ids = parse(list, threadSchema);
  ids?.forEach((id, i) => {
    const at = below(list, i) ?? list;
    if (resolveNode(at, id, nodes) === null) return;
    const other = placed.get(id);
    if (other === undefined) placed.set(id, thread);
    else complain(at, { code: "thread-conflict", message: `the node is already on the thread "${other}"` });
  });
}

function checkName(threads: Cursor, name: string): void {
  checkId(threads, name);
  if (name !== MAIN) return;
  threads.problems.add(keyPlace(threads, name), {
    code: "bad-id",
    message: `${joinPath(threads.path, name)}: the main thread; nodes that are not named run on it`,
    found: `"${name}"`,
  });
}
