import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, watch } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { testFolder, writeLongRecording } from "../support/recording-files.ts";

const folder = testFolder();
const saccade = resolve(import.meta.dirname, "../../bin/saccade.js");
const MB = 1e6;
const source = writeLongRecording(join(folder, "long.raw"), "evt3", 60 * MB);

/** Resolves when a file of this name has appeared in the folder. */
async function appeared(name: string): Promise<void> {
  const watcher = watch(folder);
  while (!existsSync(join(folder, name))) await once(watcher, "change");
  watcher.close();
}

describe("saccade events convert, as a process", () => {
  it("ends at Ctrl-C with a readable file of what was written, and says so", async () => {
    const to = join(folder, "part.aedat4");
    const child = spawn(process.execPath, [saccade, "events", "convert", source, to], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    child.stdout.on("data", (text) => (out += String(text)));
    await appeared("part.aedat4.part");
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(130);
    expect(out).toMatch(/^stopped: .*part\.aedat4 holds what was written until then \(\d+ events/);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    const { stdout, status } = spawnSync(process.execPath, [saccade, "events", "info", to, "--json"], {
      encoding: "utf8",
    });
    expect(status).toBe(0);
    const { count } = JSON.parse(stdout) as { count: number };
    expect(out).toContain(`(${count} events`);
    expect(count).toBeGreaterThan(0);
  });

  it("needs no more memory for a large file than for a small one", () => {
    const peakMb = (from: string): number => {
      const script = `const { main } = await import(${JSON.stringify(resolve(import.meta.dirname, "../../bin/cli.ts"))});
        await main(["events", "convert", ${JSON.stringify(from)}, ${JSON.stringify(join(folder, "all.aedat4"))}, "--force"]);
        console.log("peak", process.resourceUsage().maxRSS / 1000);`;
      const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
        encoding: "utf8",
      });
      return Number(/peak ([\d.]+)/.exec(stdout)?.[1]);
    };
    const small = peakMb(writeLongRecording(join(folder, "short.raw"), "evt3", 5 * MB));
    const large = peakMb(source);
    expect(large).toBeLessThan(200);
    expect(large - small).toBeLessThan(40);
  });
});
