import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = resolve(import.meta.dirname, "../../../.ci/failed-tests.js");

describe(".ci/failed-tests.js", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "saccade-ci-"));
    cpSync(script, join(folder, ".ci/failed-tests.js"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const printed = () =>
    spawnSync(process.execPath, [".ci/failed-tests.js"], { cwd: folder, encoding: "utf8" }).stdout;
  const report = (testResults: object[]) => {
    mkdirSync(join(folder, "out"));
    writeFileSync(join(folder, "out/test-report.json"), JSON.stringify({ testResults }));
  };

  it("names what failed, with why, and nothing else", () => {
    const passed = { status: "passed", fullName: "a good one", failureMessages: [] };
    const failed = {
      status: "failed",
      fullName: "a bad one",
      failureMessages: ["Error: 3 is not 4\n    at bad.ts:1"],
    };
    report([
      { name: "good.test.ts", status: "passed", assertionResults: [passed] },
      { name: "bad.test.ts", status: "failed", assertionResults: [passed, failed] },
    ]);
    expect(printed()).toBe("bad.test.ts > a bad one\n    Error: 3 is not 4\n        at bad.ts:1\n");
  });

  it("names a file that broke before its first test", () => {
    report([{ name: "broken.test.ts", status: "failed", message: "Cannot find it", assertionResults: [] }]);
    expect(printed()).toBe("broken.test.ts\n    Cannot find it\n");
  });

  it("is silent when the run left no report", () => {
    expect(printed()).toBe("");
  });
});
