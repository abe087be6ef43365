/*
 * Prints every failed test of the last run with its file and the first lines of its message, nothing when all passed.
 * A later run writes over the report, so what failed is kept when it fails. Runs on the machine's own Node.
 */
import { existsSync, readFileSync } from "node:fs";

const path = new URL("../out/test-report.json", import.meta.url);
const report = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { testResults: [] };
const MESSAGE_LINES = 12;

const head = (message) =>
  message
    .split("\n")
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join("\n");

for (const file of report.testResults.filter(({ status }) => status === "failed")) {
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  if (failed.length === 0) console.log(`${file.name}\n${head(file.message)}`);
  for (const test of failed)
    console.log(`${file.name} > ${test.fullName}\n${head(test.failureMessages.join("\n"))}`);
}
