import { describe, expect, it } from "vitest";
import { childOf, foundText, type Located, toPlain } from "../../../../src/runtime/file/located.ts";
import { Problems } from "../../../../src/runtime/file/problem.ts";
import { readYaml } from "../../../../src/runtime/file/read-yaml.ts";
import { places } from "./memory.ts";

function read(text: string): { tree: Located | null; problems: string[]; messages: string[] } {
  const problems = new Problems();
  const tree = readYaml(text, "a.yaml", problems);
  const list = problems.list();
  return { tree, problems: places(list), messages: list.map((problem) => problem.message) };
}

function at(tree: Located | null, ...path: (string | number)[]): Located {
  let value = tree ?? undefined;
  for (const key of path) value = value && childOf(value, key);
  if (value === undefined) throw new TypeError(`nothing at ${path.join(".")}`);
  return value;
}

describe("readYaml", () => {
  it("keeps the place of every value and key", () => {
    const { tree } = read("a: 1\nb:\n  c: [x, { d: true }]\n");
    expect(at(tree, "a").place).toEqual({ file: "a.yaml", line: 1, column: 4 });
    expect(at(tree, "b", "c", 1, "d").place).toEqual({ file: "a.yaml", line: 3, column: 15 });
    const b = at(tree, "b");
    expect(b.shape === "map" && b.entries.get("c")?.keyPlace).toEqual({ file: "a.yaml", line: 3, column: 3 });
    expect(toPlain(at(tree))).toEqual({ a: 1, b: { c: ["x", { d: true }] } });
  });

  it("shows numbers as the file writes them", () => {
    const { tree } = read("hex: 0x10\ninf: .inf\nexp: 1e3\nword: yes\nnone:\n");
    const texts = ["hex", "inf", "exp", "word", "none"].map((key) => foundText(at(tree, key)));
    expect(texts).toEqual(["0x10", ".inf", "1e3", '"yes"', "nothing"]);
  });

  it("takes an empty file for an empty map", () => {
    expect(toPlain(at(read("# nothing yet\n").tree))).toEqual({});
  });

  it("gives an alias the place of its anchor", () => {
    const { tree, problems } = read("a: &size 12\nb: *size\n");
    expect(problems).toEqual([]);
    expect(at(tree, "b")).toMatchObject({ value: 12, place: { line: 1 } });
  });

  it("refuses an alias without an anchor, and one inside its own", () => {
    expect(read("a: *gone\n").problems).toEqual(["a.yaml:1:4 yaml-syntax"]);
    expect(read("a: &self { b: [1, *self] }\n").problems).toEqual(["a.yaml:1:19 yaml-syntax"]);
  });

  it("reads keys that look like numbers as words", () => {
    expect(toPlain(at(read("7: a\n1.0: b\ntrue: c\n").tree))).toEqual({ 7: "a", "1.0": "b", true: "c" });
  });

  it("keeps the first of two equal keys and names its line", () => {
    const { tree, problems, messages } = read("a: 1\nb: 2\na: 3\n");
    expect(toPlain(at(tree))).toEqual({ a: 1, b: 2 });
    expect(problems).toEqual(["a.yaml:3:1 duplicate-key"]);
    expect(messages[0]).toContain("first at line 1");
  });

  it("reports independent faults of syntax and not the aftermath of one", () => {
    const { tree, problems } = read('a: "x" y z\nb: { c: 1 }\nd: @e\n');
    expect(tree).toBeNull();
    expect(problems).toEqual(["a.yaml:1:8 yaml-syntax", "a.yaml:3:4 yaml-syntax"]);
  });

  it.each([
    ["{ a: ${x} }", "${x}"],
    ["a: [1, ${some}]", "${some}"],
    ["a: [1, ${", "${"],
  ])("says that the variable in %s must be quoted", (text, found) => {
    const problems = new Problems();
    readYaml(text, "a.yaml", problems);
    expect(problems.list()).toMatchObject([{ code: "yaml-syntax", found, column: text.indexOf("${") + 1 }]);
  });

  it("refuses a second document, a key that is a list, and a file beyond all measure", () => {
    expect(read("a: 1\n---\nb: 2\n").problems).toEqual(["a.yaml:2:1 yaml-syntax"]);
    expect(read("[1, 2]: a\n").problems).toEqual(["a.yaml:1:1 wrong-type"]);
    expect(read("[1, 2]: a\n").messages).toEqual(["top level: a key must be a word"]);
    expect(read(`a: ${"x".repeat(4_000_001)}`).problems).toEqual(["a.yaml:1:1 file-too-large"]);
  });
});
