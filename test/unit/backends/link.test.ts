import { describe, expect, it } from "vitest";
import { Link, meanOverheadUs, type Pass, SubmissionQueue } from "../../../src/backends/link.ts";
import { LINK_NAMES, type LinkName, linkProfile } from "../../../src/backends/link-profiles.ts";

const link = (name: LinkName, seed = 1): Link => new Link(linkProfile(name), seed);
const pass = (deviceUs: number, more: Partial<Pass> = {}): Pass => ({
  eventsIn: 0,
  eventsOut: 0,
  deviceNs: deviceUs * 1000,
  windowNs: 1e6,
  ...more,
});

describe("a link", () => {
  it.each([
    ["ziegler-akida-script", 890, 2.2],
    ["ziegler-dynap-script", 820, 46.04],
    ["ziegler-loihi-lava", 620, 1458.57],
  ] as const)("%s has the published mean pass over 10,000 passes", (name, inferenceUs, publishedMs) => {
    const way = link(name);
    let sumNs = 0;
    for (let i = 0; i < 10_000; i++) sumNs += inferenceUs * 1000 + way.overheadNs(pass(inferenceUs));
    expect(Math.abs(sumNs / 10_000 / 1e6 / publishedMs - 1)).toBeLessThan(0.02);
  });

  it("gives the same times for the same seed, and others for another", () => {
    const times = (seed: number): number[] => {
      const way = link("cloud", seed);
      return Array.from({ length: 20 }, () => way.overheadNs(pass(1)));
    };
    expect(times(3)).toEqual(times(3));
    expect(times(3)).not.toEqual(times(4));
  });

  it("charges every event where its profile says so, and nothing on the chip", () => {
    expect(link("onchip").overheadNs(pass(1, { eventsIn: 1000 }))).toBe(0);
    const without = link("pcie").overheadNs(pass(1));
    expect(link("pcie").overheadNs(pass(1, { eventsIn: 100, eventsOut: 10 })) - without).toBeCloseTo(2200, 6);
  });

  it("waits for the window to be replayed, then up to one look of the host, in the maker's loop", () => {
    const way = link("sinabs-polling");
    const times = Array.from({ length: 2000 }, () => way.overheadNs(pass(1)) / 1e6);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...times)).toBeLessThan(101);
    expect(times.reduce((sum, ms) => sum + ms, 0) / times.length).toBeCloseTo(51, -0.5);
  });

  it.each([...LINK_NAMES])("%s has its foretold mean over 10,000 passes without events", (name) => {
    const way = link(name);
    let sumUs = 0;
    for (let i = 0; i < 10_000; i++) sumUs += way.overheadNs(pass(1)) / 1000;
    const meanUs = meanOverheadUs(way.profile, 1000);
    expect(Math.abs(sumUs / 10_000 - meanUs)).toBeLessThanOrEqual(0.02 * meanUs);
  });

  it.each([...LINK_NAMES])("%s says where each of its numbers comes from", (name) => {
    const { profile } = link(name);
    for (const { source, basis } of [
      profile.overheadUs,
      profile.jitter,
      profile.perEventNs,
      profile.pollUs,
    ]) {
      expect(source.length).toBeGreaterThan(10);
      expect(["published", "assumed"]).toContain(basis);
    }
    expect(profile.kind === "bus" && profile.overheadUs.basis === "published").toBe(false);
  });
});

describe("windows over a link", () => {
  const queue = (mode: "serial" | "pipelined", queueLimit = 4): SubmissionQueue =>
    new SubmissionQueue(link("onchip"), { mode, queueLimit });

  it("wait for the result before them when they go one by one", () => {
    const slow = new SubmissionQueue(link("sinabs-polling"), { mode: "serial", queueLimit: 4 });
    const first = slow.submit(0, pass(500));
    const second = slow.submit(1000, pass(500));
    expect(second.startedNs).toBe(first.doneNs);
    expect(second.queuedNs).toBe(first.doneNs - 1000);
  });

  it("wait for the chip alone when they are pipelined, and come back in order", () => {
    const slow = new SubmissionQueue(link("sinabs-polling"), { mode: "pipelined", queueLimit: 4 });
    const first = slow.submit(0, pass(500));
    const second = slow.submit(1000, pass(500));
    expect(second.startedNs).toBe(500_000);
    expect(second.doneNs).toBeGreaterThanOrEqual(first.doneNs);
  });

  it("are dropped and counted when too many wait", () => {
    const full = queue("serial", 2);
    const results = [0, 1, 2, 3].map((nowNs) => full.submit(nowNs, pass(1)));
    expect(results.map(({ dropped }) => dropped)).toEqual([false, false, false, true]);
    expect(full.dropped).toBe(1);
    expect(full.submit(5000, pass(1)).queuedNs).toBe(0);
  });
});
