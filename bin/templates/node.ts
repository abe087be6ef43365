/** Names that a new node's files are filled with. */
export interface NodeNames {
  /** `family/name` */
  readonly kind: string;
  /** File name without ending. */
  readonly file: string;
  /** Name of the exported constant. */
  readonly constant: string;
  /** What the files import the public surface as. */
  readonly sdk: string;
  /** Path of the JSON Schema for editors, or null when there is none beside the files. */
  readonly schema: string | null;
}

/** A node kind that works and is simple enough to be changed: keeps events of one polarity. */
export function nodeSource({ kind, constant, sdk }: NodeNames): string {
  return `import { map } from "rxjs";
import { z } from "zod";
import { createEventBatch, defineNode, derive, EVENTS, type EventBatch } from "${sdk}";

/** Keeps the events of one polarity. Change \`keep\` into what you need. */
export const ${constant} = defineNode({
  kind: "${kind}",
  summary: "Keeps the events of one polarity.",
  inputs: { events: { type: EVENTS, policy: "latest" } },
  outputs: { events: EVENTS },
  params: z.strictObject({
    polarity: z.int().min(0).max(1).default(1).describe("[-] 1 keeps ON events, 0 keeps OFF events"),
  }),
  costUs: 50,
  create:
    ({ polarity }) =>
    ({ events }) => ({
      events: events.pipe(map((message) => derive(message, keep(message.payload, polarity)))),
    }),
});

/** A new batch: the one received belongs to everybody who reads it. */
function keep(events: EventBatch, polarity: number): EventBatch {
  const kept = createEventBatch(events.width, events.height, events.length);
  for (let i = 0; i < events.length; i++) {
    if (events.p[i] !== polarity) continue;
    const n = kept.length++;
    kept.t[n] = events.t[i]!;
    kept.x[n] = events.x[i]!;
    kept.y[n] = events.y[i]!;
    kept.p[n] = events.p[i]!;
  }
  return kept;
}
`;
}

/** A test that needs nothing but Node: \`node --test\`. */
export function nodeTestSource({ file, constant, sdk }: NodeNames): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { Subject } from "rxjs";
import { createEventBatch, type EventBatch, type Message, sense } from "${sdk}";
import { ${constant} } from "./${file}.ts";

test("keeps the events of the chosen polarity, in order", () => {
  const input = new Subject<Message<EventBatch>>();
  const got: Message<EventBatch>[] = [];
  const body = ${constant}.create({ polarity: 0 }, undefined as never);
  body({ events: input }).events.subscribe((message) => got.push(message));

  const batch = createEventBatch(4, 3, 3);
  batch.t.set([10, 20, 30]);
  batch.p.set([1, 0, 0]);
  batch.length = 3;
  input.next(sense(batch, 30));

  assert.equal(got.length, 1);
  assert.deepEqual([...got[0]!.payload.t.subarray(0, got[0]!.payload.length)], [20, 30]);
  assert.equal(got[0]!.originUs, 30, "lineage: the newest light is that of the input");
});
`;
}

/** A pipeline that tries the node between a simulated camera and a tracker. */
export function nodePipeline({ kind, file, schema }: NodeNames): string {
  const head = schema === null ? "" : `# yaml-language-server: $schema=${schema}\n`;
  return `${head}# Balls roll past one 128x128 event camera; the new node stands between it and a tracker.
version: 1
name: try-${file}
use: ["./${file}.ts"]
clock: virtual
seed: 1
durationMs: 5000
vars:
  camera: { id: ceiling, width: 128, height: 128, focalPx: 110, positionM: [0, 0.45, 1.1], targetM: [0, 0.5, 0] }
nodes:
  field:
    kind: world/goalie
    params: { camera: "\${camera}" }
  ${file}:
    kind: ${kind}
    params: { polarity: 1 }
    in: { events: field.events }
  tracker:
    kind: tracker/mid-range
    params: { camera: ceiling, minBallPx: 2, minPixels: 3, marginPx: 6 }
    in: { events: ${file} }
  score:
    kind: sink/score
    params: { left: "\${camera}" }
    in: { truth: field.truth, left: tracker }
budgets:
  - { path: [field, tracker], maxMs: 5 }
`;
}
