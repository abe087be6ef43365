import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { loadPipeline } from "../../../../src/runtime/file/load.ts";
import { PipelineFileError } from "../../../../src/runtime/file/pipeline-file-error.ts";
import type { Problem } from "../../../../src/runtime/file/problem.ts";
import { createTestRegistry } from "../../../support/test-nodes.ts";

const FOLDER = relative(process.cwd(), join(import.meta.dirname, "../../../fixtures/broken"));

/** `#   ^ code` marks the column in the nearest line above that is no mark; `#< code` marks column 1. */
const MARK = /^( *#(?:< *| *\^ *))([a-z0-9-]+)$/;

/** What the marks of a file, and of the files it includes, say: `file:line:column code`, sorted. */
function expected(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  const marks: string[] = [];
  let line = 0;
  lines.forEach((text, i) => {
    const mark = MARK.exec(text);
    if (mark === null) line = i + 1;
    else marks.push(`${file}:${line}:${text.includes("^") ? text.indexOf("^") + 1 : 1} ${mark[2]}`);
  });
  const included = lines.flatMap((text) => /^include: (.*)$/.exec(text)?.[1]?.match(/[\w./-]+\.yaml/g) ?? []);
  const parts = included.map((name) => normalize(join(dirname(file), name)));
  const others = parts.filter((part) => part.includes("parts/") && !part.endsWith("rigg.yaml"));
  return [...marks, ...others.flatMap(expected)].sort();
}

async function problemsOf(file: string): Promise<readonly Problem[]> {
  const error: unknown = await loadPipeline(file, { registry: createTestRegistry() }).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PipelineFileError))
    throw new TypeError(`${file} is not refused as it should: ${String(error)}`);
  return error.problems;
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

describe("broken pipeline files", () => {
  it.each(files)("%s is refused with each mistake at its place, and nothing else", async (name) => {
    const file = join(FOLDER, name);
    const problems = await problemsOf(file);
    const found = problems.map(
      (problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.code}`,
    );
    expect(found.sort()).toEqual(expected(file));
    expect(found.length).toBeGreaterThan(0);
  });

  it("are at least twenty-five", () => {
    expect(files.length).toBeGreaterThanOrEqual(25);
  });
});
