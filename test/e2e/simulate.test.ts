import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/cli.ts";
import { testFolder } from "../support/recording-files.ts";

const folder = testFolder();
const saccade = `${ROOT}bin/saccade.js`;
const SMALL = ["--sensor", "speck", "--scenery", "plain", "--quiet"] as const;

/** Resolves when a file of this name has appeared in the folder. */
async function appeared(name: string): Promise<void> {
  const watcher = watch(folder);
  while (!existsSync(join(folder, name))) await once(watcher, "change");
  watcher.close();
}

/** How far the heap goes before it is cleared is else a matter of what runs beside. */
const SMALL_HEAP = "--max-semi-space-size=2";

describe("saccade simulate, as a process", () => {
  it.each([1, 2])(
    "ends at Ctrl-C with readable files of what was simulated, on %i threads",
    async (threads) => {
      const name = `stopped${String(threads)}`;
      const out = join(folder, `${name}.aedat4`);
      const args = [
        "simulate",
        out,
        ...SMALL,
        "--duration",
        "200m",
        "--threads",
        String(threads),
        "--labels",
      ];
      const child = spawn(process.execPath, [saccade, ...args], { stdio: ["ignore", "pipe", "inherit"] });
      let told = "";
      child.stdout.on("data", (text) => (told += String(text)));
      await appeared(`${name}.truth.csv.part`);
      child.kill("SIGINT");
      const [code] = (await once(child, "close")) as [number];
      expect(code).toBe(130);
      expect(told).toMatch(/stopped after [\d.]+ s; the files can be read/);
      expect(readdirSync(folder).filter((file) => file.endsWith(".part"))).toEqual([]);
      const { stdout, status } = spawnSync(process.execPath, [saccade, "events", "info", out, "--json"], {
        encoding: "utf8",
      });
      expect(status).toBe(0);
      const { count } = JSON.parse(stdout) as { count: number };
      expect(told).toContain(`${String(count)} events`);
      expect(readFileSync(join(folder, `${name}.labels.bin`)).length).toBe(count);
      expect(JSON.parse(readFileSync(join(folder, `${name}.card.json`), "utf8"))).toMatchObject({
        interrupted: true,
      });
    },
  );

  it("needs no more memory for a long recording than for a short one", () => {
    const peakMb = (duration: string): number => {
      const args = ["simulate", join(folder, "all.aedat4"), ...SMALL, "--duration", duration, "--force"];
      const script = `const { main } = await import(${JSON.stringify(`${ROOT}bin/cli.ts`)});
        await main(${JSON.stringify([...args, "--threads", "1"])});
        console.log("peak", process.resourceUsage().maxRSS / 1000);`;
      const { stdout } = spawnSync(process.execPath, [SMALL_HEAP, "--input-type=module", "-e", script], {
        encoding: "utf8",
      });
      return Number(/peak ([\d.]+)/.exec(stdout)?.[1]);
    };
    const short = peakMb("10s"); // by then the heap has its size
    expect(peakMb("30s") - short).toBeLessThan(120); // a heap may be lazy; one kept frame of the pixels a step would be 1.3 GB
  });
});
