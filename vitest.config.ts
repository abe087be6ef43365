import { defineConfig } from "vitest/config";

/** Folders of test/, each a project: `vitest run --project unit` runs one of them. */
const QUICK = ["unit", "conformance", "golden", "property"];
const SLOW = ["e2e", "clock", "browser"];
/** They measure the heap: each in a process of its own, where nothing ran before. */
const HEAP = [
  "test/conformance/codecs/*.test.ts",
  "test/unit/backends/*/heap.test.ts",
  "test/unit/core/exact-math.test.ts",
  "test/unit/dense/int8-run.test.ts",
  "test/unit/sims/ball/flight{,-path}.test.ts",
  "test/unit/sims/camera/event-camera.test.ts",
  "test/unit/sims/table-tennis/racket-surface.test.ts",
  "test/unit/snn/engine/heap.test.ts",
];

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
      // Files share a process, and the modules that are loaded there: a third of their time was loading them.
      ...QUICK.map((name) => ({
        extends: true as const,
        test: { ...project(name, 60_000), exclude: HEAP, maxWorkers: 2, isolate: false },
      })),
      { extends: true as const, test: { ...project("heap", 60_000), include: HEAP, maxWorkers: 2 } },
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
