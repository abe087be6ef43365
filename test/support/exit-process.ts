import { counter, pullCounter, scale } from "./number-nodes.ts";
import type { NodeSketch } from "./plan-builder.ts";
import { numbers, OUT, runSketch } from "./run-sketch.ts";
import { crash, pass } from "./runtime-nodes.ts";

const FOREVER = 3600e6; // [us]
const asked = { spec: pullCounter, params: { count: 9 } };

/** Runs that end in every way there is. After the last of them nothing may keep the process alive. */
for (const clock of ["virtual", "wall"] as const) {
  for (const thread of [undefined, "t"]) {
    const on = thread === undefined ? {} : { thread };
    const end = async (src: NodeSketch, work: NodeSketch, durationUs: number | null): Promise<string> => {
      const nodes = { src, work: { ...work, ...on }, out: OUT };
      const edges = [numbers("src", "work"), numbers("work", "out")];
      const signal = durationUs === FOREVER ? AbortSignal.abort() : new AbortController().signal;
      return (await runSketch({ clock, nodes, edges, durationUs }, { signal })).end.reason;
    };
    const ends = [
      await end({ spec: counter }, { spec: pass }, 20_000),
      await end(asked, { spec: scale, params: { failAt: 3 } }, null),
      await end(asked, { spec: pass }, null),
      await end({ spec: counter }, { spec: pass }, FOREVER),
      ...(thread === undefined ? [] : [await end(asked, { spec: crash, params: { at: 3 } }, null)]),
    ];
    process.stdout.write(`${clock} ${thread ?? "alone"}: ${ends.join(" ")}\n`);
  }
}
