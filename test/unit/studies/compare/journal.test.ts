import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { BallJournal, type JournalLine } from "../../../../studies/compare/journal.ts";
import { playRows, type RowJob } from "../../../../studies/compare/play-rows.ts";
import { hashOf } from "../../../../studies/play/summary.ts";
import { testFolder } from "../../../support/recording-files.ts";
import { wayOf } from "../play/ways.ts";

const folder = testFolder();
const played = (index: number): JournalLine["played"] => ({
  result: { index } as JournalLine["played"]["result"],
  chips: [],
});
const line = (ball: number, row = "a"): JournalLine => ({ ball, row, played: played(ball) });

it("has the balls of before by row, but not one that was cut while it was written, and goes on behind them", () => {
  const file = join(folder, "cut.jsonl");
  const first = new BallJournal(file);
  first.add([line(0), line(0, "b")]);
  first.add([line(2)]);
  appendFileSync(file, '{"ball":3,"row":"a","pla');
  const next = new BallJournal(file);
  next.add([line(4)]);
  const last = new BallJournal(file);
  expect([0, 2, 3, 4].map((ball) => last.find("a", ball)?.result.index)).toEqual([0, 2, undefined, 4]);
  expect([0, 2].map((ball) => last.find("b", ball))).toEqual([played(0), undefined]);
});

it("refuses a file that it has not written, and one where none can be", () => {
  const file = join(folder, "other.jsonl");
  writeFileSync(file, `${JSON.stringify(line(0))}\n{"ball":1}\n`);
  expect(() => new BallJournal(file)).toThrow(
    expect.objectContaining({ code: "config-invalid", where: { file, line: 2 } }),
  );
  const nowhere = join(folder, "nowhere", "x.jsonl");
  expect(() => new BallJournal(nowhere)).toThrow(expect.objectContaining({ code: "file-unreadable" }));
});

it("stopped and gone on with, a comparison comes to what it comes to at once, and plays no ball twice", async () => {
  const [exact, late] = [wayOf("elite"), wayOf("elite", { latencyUs: 40_000 })].map((options, i): RowJob => ({
    id: String(i),
    job: { kind: "oracle", options },
  }));
  const jobs = [exact!, late!];
  const file = join(folder, "stopped.jsonl");
  const stop = new AbortController();
  const watch = { threads: 1, signal: stop.signal, progress: () => stop.abort() };
  const cut = await playRows([exact!], 4, { watch, journal: new BallJournal(file) });
  expect(cut.map(({ results }) => results.length)).toEqual([1]);
  let news = 0;
  const gone = await playRows(jobs, 4, {
    watch: { threads: 2, progress: (_, results) => (news += results.length) },
    journal: new BallJournal(file),
  });
  expect(news).toBe(7); // a row more, and three balls of the first
  const whole = await playRows(jobs, 4, { watch: { threads: 2 }, journal: null });
  expect(gone.map(({ results }) => hashOf(results))).toEqual(whole.map(({ results }) => hashOf(results)));
  expect(whole[0]!.results.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(hashOf(whole[0]!.results)).not.toBe(hashOf(whole[1]!.results));
}, 60_000);
