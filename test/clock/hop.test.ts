import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Chain, measureHop } from "../support/hop-meter.ts";

/** [bytes] a message: three words, ten fields, and four of them numbers that may need a box of 16 bytes. */
const HEADER = 24 + 10 * 8 + 4 * 16;

/** In a process of its own, with so much room for young objects that nothing is collected while it measures. */
function measure(chain: Chain): Awaited<ReturnType<typeof measureHop>> {
  const script = fileURLToPath(new URL("../support/hop-process.ts", import.meta.url));
  const flags = ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256"];
  const args = [...flags, script, JSON.stringify(chain)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Awaited<ReturnType<typeof measureHop>>;
}

describe("a hop on the wall clock, over 200,000 messages", () => {
  it.each<[string, Partial<Chain>]>([
    ["from a source that is asked", { source: "pull" }],
    ["from a source that sends bursts on its clock", { source: "burst" }],
    ["under a budget", { source: "pull", budget: true }],
    ["after an hour", { source: "pull", firstOriginUs: 3.6e9 }],
  ])("%s allocates one header per message and nothing else", (_, chain) => {
    const cost = measure({ messages: 200_000, hops: 2, source: "pull", ...chain });
    expect(cost.heapBytes).toBeGreaterThan(HEADER / 2); // else something was collected and the figure is worth nothing
    expect(cost.heapBytes).toBeLessThan(HEADER + 24);
    expect(HEADER + 24).toBeLessThan(256);
  });
});
