import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClockMap } from "../../../src/transport/clock-map.ts";

describe("ClockMap", () => {
  it("takes the fastest message as the one without a wait", () => {
    const clock = new ClockMap();
    for (const [sent, transit] of [
      [1000, 900],
      [2000, 300],
      [3000, 700],
    ] as const) {
      clock.observe(sent, 50_000 + sent + transit);
    }
    expect(clock.offsetUs(3000, 3000)).toBe(50_300);
  });

  it("corrects a first guess that was too late only where there is a gap, so that no time runs backwards", () => {
    const clock = new ClockMap();
    clock.observe(0, 900);
    expect(clock.offsetUs(0, 100)).toBe(900);
    clock.observe(150, 150); // the true offset is 0
    expect(clock.offsetUs(110, 150)).toBe(890);
    clock.observe(5000, 5000);
    expect(clock.offsetUs(4000, 5000)).toBe(0);
  });

  it("follows a sender's clock that runs slower", () => {
    const clock = new ClockMap();
    for (let second = 0; second <= 60; second++) {
      const arrivedUs = second * 1_000_000;
      clock.observe(arrivedUs - second * 100, arrivedUs); // 100 ppm
    }
    const offsetUs = clock.offsetUs(60_000_000, 60_000_000);
    expect(offsetUs).toBeGreaterThanOrEqual(60 * 100 - 20 * 100); // at most two windows of 10 s behind
    expect(offsetUs).toBeLessThanOrEqual(60 * 100);
  });

  it("remembers the fastest message of the window before: the first slow ones of a new window move nothing", () => {
    const clock = new ClockMap();
    clock.observe(0, 100);
    expect(clock.offsetUs(0, 0)).toBe(100);
    clock.observe(11_000_000, 11_000_900); // a new window of 10 s
    expect(clock.offsetUs(11_000_000, 11_000_000)).toBe(100);
    clock.observe(22_000_000, 22_000_800); // two windows on, the first is forgotten
    expect(clock.offsetUs(22_000_000, 22_000_000)).toBe(800);
  });

  it("never changes the order of the sender's times", () => {
    const message = fc.record({ gapUs: fc.nat(500), spanUs: fc.nat(1000), transitUs: fc.nat(5000) });
    fc.assert(
      fc.property(fc.array(message, { minLength: 2 }), (messages) => {
        const clock = new ClockMap();
        let sentUs = 0;
        let mappedNewestUs = -Infinity;
        for (const { gapUs, spanUs, transitUs } of messages) {
          const oldestUs = sentUs + gapUs;
          sentUs = oldestUs + spanUs;
          clock.observe(sentUs, sentUs + transitUs - 70_000);
          const offsetUs = clock.offsetUs(oldestUs, sentUs);
          expect(Number.isInteger(offsetUs)).toBe(true);
          expect(oldestUs + offsetUs).toBeGreaterThanOrEqual(mappedNewestUs);
          mappedNewestUs = sentUs + offsetUs;
        }
      }),
      { seed: 7 },
    );
  });
});
