import { describe, expect, it } from "vitest";
import type { ChipNetwork } from "../../../../nodes/trackers/chip-network.ts";
import { Ledger } from "../../../../src/backends/ledger.ts";
import { type ChipAnswers, RememberedChip } from "../../../../studies/compare/remembered-chip.ts";

/** A chip that tells how often it was asked: a window takes 100 ns an event, its first event is its output. */
function countingChip(): { readonly answers: ChipAnswers; readonly asked: () => number } {
  const ledger = new Ledger(["input", "spike"]);
  let asked = 0;
  const chip: ChipNetwork = {
    program: { inputs: 16 } as ChipNetwork["program"],
    report: {} as ChipNetwork["report"],
    ledger,
    totalNs: 0,
    deviceNs: NaN,
    saturated: 1,
    show: (indices, count, outputs) => {
      asked++;
      ledger.add(1, "spikes", count);
      outputs[0] = indices[0] ?? -1;
      Object.assign(chip, { deviceNs: 100 * count });
    },
  };
  return { answers: { chip, byWindow: new Map() }, asked: () => asked };
}

describe("a chip that remembers", () => {
  const { answers, asked } = countingChip();
  const chip = new RememberedChip(answers);
  const outputs = new Float64Array(1);
  const show = (indices: readonly number[], count = indices.length): number => {
    chip.show(Int32Array.from(indices), count, outputs);
    return outputs[0]!;
  };

  it("is asked once for a window, and counts it each time", () => {
    expect([show([3, 5]), show([3, 5]), show([3, 5, 9], 2)]).toEqual([3, 3, 3]);
    expect(asked()).toBe(1);
    expect(chip).toMatchObject({ deviceNs: 200, totalNs: 600, saturated: 1 });
    expect(chip.ledger.total("spikes")).toBe(6);
  });

  it("is asked again for other events, or the same in another order", () => {
    expect([show([5, 3]), show([3]), show([])]).toEqual([5, 3, -1]);
    expect(asked()).toBe(4);
    expect(chip.deviceNs).toBe(0);
  });

  it("is asked for a window's number, too, where chance goes by that", () => {
    const { answers: own, asked: askedOwn } = countingChip();
    const sought: number[] = [];
    const byNumber = {
      ...own,
      chip: Object.assign(own.chip, { seek: (window: number) => sought.push(window) }),
    };
    const [first, second] = [new RememberedChip(byNumber), new RememberedChip(byNumber)];
    for (const row of [first, first, second, second]) row.show(Int32Array.from([3, 5]), 2, outputs);
    second.show(Int32Array.from([4]), 1, outputs);
    expect(sought).toEqual([0, 1, 2]);
    expect(askedOwn()).toBe(3);
    expect(second.totalNs).toBe(500);
  });

  it("shares its answers with another of the same chip, whose counts are its own", () => {
    const other = new RememberedChip(answers);
    other.show(Int32Array.from([3, 5]), 2, outputs);
    expect(asked()).toBe(4);
    expect(outputs[0]).toBe(3);
    expect(other.ledger.total("spikes")).toBe(2);
    expect(other.ledger.layers).toEqual(["input", "spike"]);
  });
});
