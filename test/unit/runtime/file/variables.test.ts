import { describe, expect, it } from "vitest";
import { load, places, problemsOf } from "./memory.ts";

describe("variables", () => {
  it("keep their type when the reference stands alone", async () => {
    const plan = await load(`
version: 1
vars: { source: { kind: test/counter, params: { periodUs: 250 } }, factor: -2, end: source }
nodes:
  source: \${source}
  double: { kind: test/scale, params: { factor: "\${factor}" }, in: { in: "\${end}" } }
`);
    expect(plan.nodes.map((node) => node.params)).toEqual([{ periodUs: 250 }, { factor: -2, mode: "exact" }]);
  });

  it("are put into a longer text as text", async () => {
    const text =
      "version: 1\nvars: { n: 7, who: lab }\nname: run-${n}-${who}\nnodes: { a: { kind: test/counter } }";
    await expect(load(text)).resolves.toMatchObject({ name: "run-7-lab" });
  });

  it("may use each other in any order, across files", async () => {
    const text =
      "version: 1\ninclude: a.yaml\nvars: { seed: '${base}' }\nseed: ${seed}\nnodes: { a: { kind: test/counter } }";
    await expect(load(text, { files: { "/lab/a.yaml": "vars: { base: 12 }" } })).resolves.toMatchObject({
      seed: 12,
    });
  });

  it("are left alone behind a second dollar sign", async () => {
    const text = "version: 1\nname: a$${b}\nnodes: { a: { kind: test/counter } }";
    await expect(load(text)).resolves.toMatchObject({ name: "a${b}" });
  });

  it("point at the definition of a wrong value, also in an included file", async () => {
    const text = "version: 1\ninclude: a.yaml\nseed: ${seed}\nnodes: { a: { kind: test/counter } }";
    const problems = await problemsOf(text, { files: { "/lab/a.yaml": "vars:\n  seed: many\n" } });
    expect(places(problems)).toEqual(["/lab/a.yaml:2:9 wrong-type"]);
    expect(problems[0]?.message).toContain("seed");
  });

  it("that are undefined are reported where they are used, once, and cause no other report", async () => {
    const text =
      "version: 1\nvars: { seed: 1 }\nseed: ${sede}\nname: run ${sede}\nnodes: { a: { kind: '${kind}' } }";
    const problems = await problemsOf(text);
    expect(places(problems)).toEqual([
      "/lab/main.yaml:3:7 unknown-variable",
      "/lab/main.yaml:4:7 unknown-variable",
      "/lab/main.yaml:5:21 unknown-variable",
    ]);
    expect(problems[0]).toMatchObject({ found: "${sede}", allowed: ["seed"], suggestion: "seed" });
  });

  it("that are undefined spoil nothing else: modules, costs, edges, limits", async () => {
    const text = `version: 1
use: \${a}
nodes:
  source: { kind: test/counter, cost: "\${b}" }
  end: { kind: sink/collect, in: { in: "\${c}" }, params: "\${d}" }
threads: \${e}
budgets: [{ path: [source, end], maxMs: "\${f}" }, { path: "\${g}", maxMs: 5, onMiss: "\${h}" }]`;
    const problems = await problemsOf(text);
    expect(problems.map(({ code }) => code)).toEqual(new Array(8).fill("unknown-variable"));
    expect(problems.map(({ found }) => found)).toEqual(Array.from("abcdefgh", (name) => `\${${name}}`));
  });

  it("that nobody uses are looked into as well", async () => {
    const text = "version: 1\nvars: { a: [1, '${gone}'] }\nnodes: { a: { kind: test/counter } }";
    expect(places(await problemsOf(text))).toEqual(["/lab/main.yaml:2:16 unknown-variable"]);
  });

  it("cannot blow a short file up", async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `  v${i + 1}: ["\${v${i}}", "\${v${i}}"]`);
    const text = `version: 1\nvars:\n  v0: 1\n${lines.join("\n")}\nnodes: { a: { kind: test/counter } }`;
    expect((await problemsOf(text)).map(({ code }) => code)).toEqual(["file-too-large"]);
  });

  it("refuses anchors that multiply before it fills anything in", async () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const below = i === 0 ? "1" : `*a${i - 1}`;
      return `  a${i}: &a${i} [${Array(10).fill(below).join(", ")}]`;
    });
    const text = `version: 1\nname: bomb\nvars:\n${levels.join("\n")}\nnodes: {}\n`;
    expect((await problemsOf(text)).map(({ code }) => code)).toEqual(["file-too-large"]);
  });
});
