/*
 * Prints the counts of the whole test run, `123 passed, 0 failed, 2 skipped`; the exit code is 1 when one failed, when
 * none ran, or when the run left no report. Runs on the machine's own Node.
 */
import { existsSync, readFileSync } from "node:fs";

const path = new URL("../out/whole-test-report.json", import.meta.url);
const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;

/** A test file that broke before its first test holds no failed test, yet is a failure. */
const isBroken = (file) =>
  file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");

const passed = report?.numPassedTests ?? 0;
const failed = report === null ? 1 : report.numFailedTests + report.testResults.filter(isBroken).length;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
