import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { CompareAnswer } from "../../../../studies/compare/compare-thread.ts";
import { BallJournal } from "../../../../studies/compare/journal.ts";
import { playRows } from "../../../../studies/compare/play-rows.ts";
import type { PlayJob } from "../../../../studies/play/play-job.ts";
import { hashOf } from "../../../../studies/play/summary.ts";
import { testFolder } from "../../../support/recording-files.ts";
import { wayOf } from "../play/ways.ts";

const folder = testFolder();
const answer = (ball: number): CompareAnswer => ({ ball, played: [] });

it("has the balls of before, but not one that was cut while it was written, and goes on behind them", () => {
  const file = join(folder, "cut.jsonl");
  const first = new BallJournal(file, "a");
  first.add(answer(0));
  first.add(answer(2));
  appendFileSync(file, '{"ball":3,"pla');
  const next = new BallJournal(file, "a");
  expect([...next.answers]).toEqual([answer(0), answer(2)]);
  next.add(answer(4));
  expect([...new BallJournal(file, "a").answers].map(({ ball }) => ball)).toEqual([0, 2, 4]);
});

it("refuses the balls of another comparison, and a folder that is not there", () => {
  const file = join(folder, "other.jsonl");
  new BallJournal(file, "a").add(answer(0));
  const before = readFileSync(file, "utf8");
  expect(() => new BallJournal(file, "b")).toThrow(
    expect.objectContaining({ code: "config-invalid", where: { file } }),
  );
  expect(readFileSync(file, "utf8")).toBe(before);
  const nowhere = join(folder, "nowhere", "x.jsonl");
  expect(() => new BallJournal(nowhere, "a")).toThrow(expect.objectContaining({ code: "file-unreadable" }));
});

it("stopped and gone on with, a comparison comes to what it comes to at once, and plays no ball twice", async () => {
  const jobs = [wayOf("elite"), wayOf("elite", { latencyUs: 40_000 })].map((options): PlayJob => ({
    kind: "oracle",
    options,
  }));
  const file = join(folder, "stopped.jsonl");
  const stop = new AbortController();
  const watch = { threads: 1, signal: stop.signal, progress: () => stop.abort() };
  const cut = await playRows(jobs, 4, { watch, journal: new BallJournal(file, "a") });
  expect(cut.map(({ results }) => results.length)).toEqual([1, 1]);
  let news = 0;
  const gone = await playRows(jobs, 4, {
    watch: { threads: 2, progress: (_, results) => (news += results.length) },
    journal: new BallJournal(file, "a"),
  });
  expect(news).toBe(6);
  const whole = await playRows(jobs, 4, { watch: { threads: 2 }, journal: null });
  expect(gone.map(({ results }) => hashOf(results))).toEqual(whole.map(({ results }) => hashOf(results)));
  expect(whole[0]!.results.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(hashOf(whole[0]!.results)).not.toBe(hashOf(whole[1]!.results));
}, 60_000);
