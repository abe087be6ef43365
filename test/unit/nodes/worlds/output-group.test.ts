import { expect, it } from "vitest";
import { OutputGroup } from "../../../../nodes/worlds/output-group.ts";
import { sense } from "../../../../src/core/message.ts";

function group(): { readonly group: OutputGroup; readonly log: string[] } {
  const log: string[] = [];
  const made = new OutputGroup(() => {
    log.push("start");
    return () => void log.push("stop");
  });
  return { group: made, log };
}

it("starts with the first subscriber and stops with the last", () => {
  const { group: outputs, log } = group();
  const [a, b] = [outputs.output<number>(), outputs.output<number>()];
  const first = a.stream.subscribe();
  const second = b.stream.subscribe();
  first.unsubscribe();
  expect(log).toEqual(["start"]);
  second.unsubscribe();
  expect(log).toEqual(["start", "stop"]);
});

it("sends each message on its own output only", () => {
  const { group: outputs } = group();
  const [a, b] = [outputs.output<number>(), outputs.output<number>()];
  const seen: [string, number][] = [];
  a.stream.subscribe(({ payload }) => seen.push(["a", payload]));
  b.stream.subscribe(({ payload }) => seen.push(["b", payload]));
  b.emit(sense(1, 0));
  a.emit(sense(2, 0));
  expect(seen).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
});

it("ends all outputs together", () => {
  const { group: outputs, log } = group();
  const seen: string[] = [];
  for (const name of ["a", "b"]) outputs.output().stream.subscribe({ complete: () => seen.push(name) });
  outputs.complete();
  expect(seen).toEqual(["a", "b"]);
  expect(log).toEqual(["start", "stop"]);
});

it("fails all outputs together", () => {
  const { group: outputs, log } = group();
  const seen: unknown[] = [];
  for (let i = 0; i < 2; i++)
    outputs.output().stream.subscribe({ error: (error: unknown) => seen.push(error) });
  outputs.error("broken");
  expect(seen).toEqual(["broken", "broken"]);
  expect(log).toEqual(["start", "stop"]);
});
