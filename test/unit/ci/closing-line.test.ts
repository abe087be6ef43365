import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = resolve(import.meta.dirname, "../../../.ci/closing-line.js");

describe(".ci/closing-line.js", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "saccade-ci-"));
    cpSync(script, join(folder, ".ci/closing-line.js"));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const closingLine = () => {
    const { status, stdout } = spawnSync(process.execPath, [".ci/closing-line.js"], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, stdout };
  };
  const report = (passed: number, failed: number, files: object[]) => {
    mkdirSync(join(folder, "out"));
    const counts = { numPassedTests: passed, numFailedTests: failed, numPendingTests: 2, numTodoTests: 1 };
    writeFileSync(
      join(folder, "out/whole-test-report.json"),
      JSON.stringify({ ...counts, testResults: files }),
    );
  };

  it("counts a run without failures, and passes", () => {
    report(123, 0, [{ status: "passed", assertionResults: [{ status: "passed" }] }]);
    expect(closingLine()).toEqual({ status: 0, stdout: "123 passed, 0 failed, 3 skipped\n" });
  });

  it("fails on a failed test, which it counts once", () => {
    report(5, 1, [{ status: "failed", assertionResults: [{ status: "failed" }] }]);
    expect(closingLine()).toEqual({ status: 1, stdout: "5 passed, 1 failed, 3 skipped\n" });
  });

  it("counts a file that broke before its first test as a failure", () => {
    report(5, 0, [{ status: "failed", assertionResults: [] }]);
    expect(closingLine()).toEqual({ status: 1, stdout: "5 passed, 1 failed, 3 skipped\n" });
  });

  it("fails when no test ran", () => {
    report(0, 0, []);
    expect(closingLine()).toEqual({ status: 1, stdout: "0 passed, 0 failed, 3 skipped\n" });
  });

  it("fails when the run left no report", () => {
    expect(closingLine()).toEqual({ status: 1, stdout: "0 passed, 1 failed, 0 skipped\n" });
  });
});
