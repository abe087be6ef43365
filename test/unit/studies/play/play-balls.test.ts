import { expect, it } from "vitest";
import { playBalls } from "../../../../studies/play/play-balls.ts";
import { hashOf } from "../../../../studies/play/summary.ts";
import type { PlayJob } from "../../../../studies/play/play-job.ts";
import type { PlayOptions } from "../../../../studies/play/play-options.ts";
import { wayOf } from "./ways.ts";

const job = (options: PlayOptions): PlayJob => ({ kind: "oracle", options });
const WAYS = [wayOf("elite"), wayOf("elite", { latencyUs: 40_000 })].map(job);

it("gives the same balls on one thread as on two, in order, and each way its own", async () => {
  const alone = await playBalls(WAYS, 12, { threads: 1 });
  const counts: number[] = [];
  const spread = await playBalls(WAYS, 12, { threads: 2, progress: (played) => counts.push(played) });
  expect(alone.map(hashOf)).toEqual(spread.map(hashOf));
  expect(spread[0]!.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  expect(hashOf(spread[0]!)).not.toBe(hashOf(spread[1]!));
  expect(counts.at(-1)).toBe(24);
}, 60_000);

it("stopped early, gives the balls that all ways have played", async () => {
  const stop = new AbortController();
  const results = await playBalls(WAYS, 1000, {
    threads: 1,
    signal: stop.signal,
    progress: (played) => {
      if (played >= 30) stop.abort();
    },
  });
  expect(results.map((way) => way.length)).toEqual([10, 10]);
});

it("says which thread was lost over balls that do not exist", async () => {
  const gate = { yM: -1.6, xM: [5, 6], zM: [0, 1] } as const;
  const way = { ...wayOf("amateur"), launch: { tier: "amateur", gate, serveShare: 0 } as const };
  await expect(playBalls([job(way)], 1, { threads: 1 })).rejects.toMatchObject({
    code: "thread-lost",
    where: { thread: 0 },
    message: expect.stringContaining("no legal amateur ball passes the gate") as string,
  });
});
