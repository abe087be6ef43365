import { defineConfig } from "vitest/config";

/** Folders of test/, each a project: `vitest run --project unit` runs one of them. */
const QUICK = ["unit", "conformance", "golden", "property"];
const SLOW = ["e2e", "clock", "browser"];

const project = (name: string, timeoutMs: number) => ({
  name,
  include: [`test/${name}/**/*.test.ts`],
  testTimeout: timeoutMs,
  hookTimeout: timeoutMs,
});

export default defineConfig({
  test: {
    // Processes, not threads: a native socket that is open when its thread ends aborts the whole run.
    pool: "forks",
    reporters: ["default", "json"],
    outputFile: { json: "out/test-report.json" },
    projects: [
      ...QUICK.map((name) => ({ extends: true as const, test: { ...project(name, 60_000), maxWorkers: 2 } })),
      // They start processes. Those that watch the clock go one at a time, with nothing beside them.
      ...SLOW.map((name, i) => ({
        extends: true as const,
        test: {
          ...project(name, 120_000),
          maxWorkers: name === "e2e" ? 2 : 1,
          sequence: { groupOrder: i + 1 },
        },
      })),
    ],
  },
});
