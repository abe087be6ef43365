import { describe, expect, it } from "vitest";
import type { JointCommand } from "../../../src/core/joint-command.ts";
import { CommandWatch, type WatchClock } from "../../../src/control/command-watch.ts";

/** A clock whose timers a test fires by moving it. */
class HandClock implements WatchClock {
  timeUs = 0;
  timers: { timeUs: number; action: () => void }[] = [];
  nowUs = (): number => this.timeUs;
  at = (timeUs: number, action: () => void): (() => void) => {
    const timer = { timeUs, action };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  };
  moveTo(timeUs: number): void {
    for (;;) {
      const next = this.timers
        .filter((timer) => timer.timeUs <= timeUs)
        .sort((a, b) => a.timeUs - b.timeUs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.timeUs = next.timeUs;
      next.action();
    }
    this.timeUs = timeUs;
  }
}

const until = (validUntilUs: number): JointCommand => ({
  robot: "racket",
  positions: [1],
  velocities: [2],
  reachAtUs: 0,
  validUntilUs,
});

function watched(): { clock: HandClock; watch: CommandWatch; holds: { atUs: number; first: boolean }[] } {
  const clock = new HandClock();
  const holds: { atUs: number; first: boolean }[] = [];
  const watch = new CommandWatch(clock, 1000, (_, first) => holds.push({ atUs: clock.timeUs, first }));
  return { clock, watch, holds };
}

describe("CommandWatch", () => {
  it("tells of a hold when the command dies, and again whenever the hold runs out", () => {
    const { clock, watch, holds } = watched();
    watch.offer(until(5000));
    clock.moveTo(4999);
    expect(holds).toEqual([]);
    clock.moveTo(7500);
    expect(holds).toEqual([
      { atUs: 5000, first: true },
      { atUs: 6000, first: false },
      { atUs: 7000, first: false },
    ]);
  });

  it("notices a death between two microseconds at the later one", () => {
    const { clock, watch, holds } = watched();
    watch.offer(until(4999.5));
    clock.moveTo(5500);
    expect(holds).toEqual([{ atUs: 5000, first: true }]);
  });

  it("keeps quiet while younger commands follow, with one timer for all of them", () => {
    const { clock, watch, holds } = watched();
    for (let t = 0; t < 20_000; t += 1000) {
      clock.moveTo(t);
      watch.offer(until(t + 5000));
      expect(clock.timers).toHaveLength(1);
    }
    expect(holds).toEqual([]);
    clock.moveTo(24_000);
    expect(holds).toEqual([{ atUs: 24_000, first: true }]);
  });

  it("notices a command that dies sooner than the one before it would have", () => {
    const { clock, watch, holds } = watched();
    watch.offer(until(50_000));
    watch.offer(until(2000));
    expect(clock.timers).toHaveLength(1);
    clock.moveTo(2500);
    expect(holds).toEqual([{ atUs: 2000, first: true }]);
  });

  it("holds anew, and says so, after commands have come back", () => {
    const { clock, watch, holds } = watched();
    watch.offer(until(1000));
    clock.moveTo(1500);
    watch.offer(until(3000));
    clock.moveTo(3500);
    expect(holds).toEqual([
      { atUs: 1000, first: true },
      { atUs: 3000, first: true },
    ]);
  });

  it("sets no timer for what it refuses, and none is left when it is closed", () => {
    const { clock, watch, holds } = watched();
    expect(watch.offer(until(NaN))).toBe("not-finite");
    expect(clock.timers).toHaveLength(0);
    watch.offer(until(1000));
    watch.close();
    clock.moveTo(5000);
    expect(clock.timers).toHaveLength(0);
    expect(holds).toEqual([]);
  });
});
