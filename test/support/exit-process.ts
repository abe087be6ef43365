import { counter, pullCounter, scale } from "./number-nodes.ts";
import type { PipelineSketch } from "./plan-builder.ts";
import { numbers, OUT, runSketch } from "./run-sketch.ts";
import { crash, pass } from "./runtime-nodes.ts";

/** Runs that end in every way there is. After the last of them nothing may keep the process alive. */
const chain = (thread: string | undefined, more: Partial<PipelineSketch>): PipelineSketch => {
  const on = thread === undefined ? {} : { thread };
  return {
    nodes: { src: { spec: counter }, work: { spec: scale, params: { failAt: 500 }, ...on }, out: OUT },
    edges: [numbers("src", "work", { policy: "drop-oldest", depth: 64 }), numbers("work", "out")],
    durationUs: 20_000,
    ...more,
  };
};

for (const clock of ["virtual", "wall"] as const) {
  for (const thread of [undefined, "t"]) {
    const on = thread === undefined ? {} : { thread };
    const ends: string[] = [];
    ends.push((await runSketch({ ...chain(thread, {}), clock })).end.reason);
    const failing = { src: { spec: counter }, work: { spec: scale, params: { failAt: 3 }, ...on }, out: OUT };
    ends.push((await runSketch({ ...chain(thread, { nodes: failing }), clock })).end.reason);
    const counted = {
      src: { spec: pullCounter, params: { count: 9 } },
      work: { spec: pass, ...on },
      out: OUT,
    };
    ends.push(
      (await runSketch({ ...chain(thread, { nodes: counted, durationUs: null }), clock })).end.reason,
    );
    const aborted = { signal: AbortSignal.abort() };
    ends.push((await runSketch({ ...chain(thread, { durationUs: 3600e6 }), clock }, aborted)).end.reason);
    process.stdout.write(`${clock} ${thread ?? "alone"}: ${ends.join(" ")}\n`);
  }
  const lost = { src: { spec: counter }, work: { spec: crash, params: { at: 3 }, thread: "t" }, out: OUT };
  const { end } = await runSketch({ ...chain("t", { nodes: lost, durationUs: null }), clock });
  process.stdout.write(`${clock} lost: ${end.reason}\n`);
}
