import { describe, expect, it } from "vitest";
import { formatProblem, formatProblems } from "../../../../src/runtime/file/format-problems.ts";
import { Problems } from "../../../../src/runtime/file/problem.ts";

const problem = {
  code: "unknown-key",
  message: "nodes.a.parms: unknown key",
  file: "a.yaml",
  line: 4,
  column: 7,
  found: '"parms"',
  allowed: ["kind", "params"],
  suggestion: "params",
} as const;

describe("formatProblem", () => {
  it("says place, mistake, found, allowed and the nearest value in one line", () => {
    expect(formatProblem(problem)).toBe(
      'a.yaml:4:7: error: nodes.a.parms: unknown key; found "parms"; allowed: kind, params; did you mean "params"? [unknown-key]',
    );
  });

  it("leaves out what there is not", () => {
    expect(formatProblem({ ...problem, found: null, allowed: [], suggestion: null })).toBe(
      "a.yaml:4:7: error: nodes.a.parms: unknown key [unknown-key]",
    );
  });

  it("cuts a long list of values", () => {
    const allowed = Array.from({ length: 15 }, (_, i) => `v${i}`);
    expect(formatProblem({ ...problem, allowed })).toContain("v11 and 3 more; did");
  });
});

describe("Problems", () => {
  const at = (file: string, line: number, column = 1) => ({ file, line, column });

  it("lists file by file in the order of opening, then by line and column, each once", () => {
    const problems = new Problems();
    problems.opened("main.yaml");
    problems.add(at("part.yaml", 1), { code: "unknown-key", message: "p" });
    problems.add(at("main.yaml", 9, 5), { code: "unknown-key", message: "b" });
    problems.add(at("main.yaml", 9, 2), { code: "unknown-key", message: "a" });
    problems.add(at("main.yaml", 9, 2), { code: "unknown-key", message: "a" });
    expect(problems.count).toBe(3);
    expect(formatProblems(problems.list()).split("\n")).toEqual([
      "main.yaml:9:2: error: a [unknown-key]",
      "main.yaml:9:5: error: b [unknown-key]",
      "part.yaml:1:1: error: p [unknown-key]",
    ]);
  });
});
