import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Finished {
  readonly status: number | null;
  /** Standard output and error, in the order in which they were written. */
  readonly lines: readonly string[];
}

/** Runs a script to its own end; nothing ends it but itself (or the test's time limit). */
async function run(script: URL): Promise<Finished> {
  const folder = mkdtempSync(join(tmpdir(), "saccade-process-"));
  const file = join(folder, "out.txt");
  const fd = openSync(file, "a"); // both streams into one file: the order of its lines is the order of events
  try {
    const child = spawn(process.execPath, [fileURLToPath(script)], { stdio: ["ignore", fd, fd] });
    const status = await new Promise<number | null>((resolve, reject) =>
      child.on("exit", resolve).on("error", reject),
    );
    return { status, lines: readFileSync(file, "utf8").trim().split("\n") };
  } finally {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  }
}

it("names a node while it spins, and holds the robot on another thread while it spins", async () => {
  const { status, lines } = await run(new URL("../support/spin-process.ts", import.meta.url));
  expect(status, lines.join("\n")).toBe(0);
  const begin = lines.indexOf("spin begins");
  const end = lines.indexOf("spin ends");
  const during = lines.slice(begin + 1, end);
  expect(begin).toBeGreaterThanOrEqual(0);
  expect(end).toBeGreaterThan(begin);
  expect(during.filter((line) => line.startsWith("watchdog:"))).toEqual([
    expect.stringMatching(/^watchdog: node "control" on thread "control" has not returned for \d+ ms$/),
  ]);
  expect(during).toContain("held");
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
    end: "duration",
    stalls: expect.any(Number) as number,
    robot: { held: expect.any(Number) as number },
  });
  const { robot } = JSON.parse(lines.at(-1) ?? "") as { robot: { held: number; commands: number } };
  expect(robot.held).toBeGreaterThanOrEqual(1);
  expect(robot.commands).toBeGreaterThan(10);
});

it("leaves no thread and no timer behind, however a run ends", async () => {
  const { status, lines } = await run(new URL("../support/exit-process.ts", import.meta.url));
  expect(status, lines.join("\n")).toBe(0);
  const usual = "duration failed completed interrupted";
  expect(lines).toEqual([
    `virtual alone: ${usual}`,
    `virtual t: ${usual} failed`,
    `wall alone: ${usual}`,
    `wall t: ${usual} failed`,
  ]);
});
