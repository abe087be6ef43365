import { describe, expect, it } from "vitest";
import { createDefaultRegistry } from "../../../../nodes/registry.ts";
import { load, places, problemsOf } from "./memory.ts";

const SOURCE = "source: { kind: test/counter }";
const main = (include: string, more = ""): string =>
  `version: 1\ninclude: ${include}\n${more}\nnodes:\n  ${SOURCE}\n`;

describe("include", () => {
  it("merges maps by key; later includes win over earlier ones, the file over all", async () => {
    const files = {
      "/lab/one.yaml":
        "name: one\nseed: 1\nnodes: { source: { kind: test/counter, params: { periodUs: 100, count: 5 } } }",
      "/lab/two.yaml": "name: two\nseed: 2\nnodes: { source: { params: { periodUs: 200 } } }",
    };
    const text = "version: 1\ninclude: [one.yaml, two.yaml]\nname: main\nnodes: { source: { costUs: 3 } }";
    const plan = await load(text, { files });
    expect(plan).toMatchObject({ name: "main", seed: 2 });
    expect(plan.nodes).toMatchObject([{ params: { periodUs: 200, count: 5 }, cost: { us: 3 } }]);
  });

  it("starts paths at the folder of the file that says them", async () => {
    const files = {
      "/lab/rigs/a.yaml": "include: parts/b.yaml",
      "/lab/rigs/parts/b.yaml": "include: ../../seed.yaml",
      "/lab/seed.yaml": "seed: 42",
    };
    await expect(load(main("rigs/a.yaml"), { files })).resolves.toMatchObject({ seed: 42 });
  });

  it("knows of a text parameter which file wrote it", async () => {
    const registry = createDefaultRegistry();
    const files = {
      "/lab/rigs/a.yaml":
        "nodes: { camera: { kind: source/recording, params: { file: x.raw, loop: true } } }",
    };
    const top = "version: 1\nname: top\ninclude: rigs/a.yaml\n";
    const filesOf = async (text: string, set: string[] = []) =>
      (await load(text, { registry, files, set })).nodes[0]!.paramFiles;
    expect(await filesOf(top)).toEqual({ file: "/lab/rigs/a.yaml" });
    expect(await filesOf(`${top}nodes: { camera: { params: { file: y.raw } } }`)).toEqual({
      file: "/lab/main.yaml",
    });
    expect(await filesOf(top, ["camera.file=z.raw"])).toEqual({});
  });

  it("puts nodes of included files before those of the file, in their order", async () => {
    const files = { "/lab/a.yaml": "nodes: { zeta: { kind: test/counter }, alpha: { kind: test/counter } }" };
    const plan = await load(main("a.yaml"), { files });
    expect(plan.nodes.map((node) => node.id)).toEqual(["zeta", "alpha", "source"]);
    expect(plan.nodes.map((node) => node.place.file)).toEqual([
      "/lab/a.yaml",
      "/lab/a.yaml",
      "/lab/main.yaml",
    ]);
  });

  it("reads a file that is included twice once, and reports its mistakes once", async () => {
    const files = {
      "/lab/a.yaml": "include: c.yaml",
      "/lab/b.yaml": "include: c.yaml",
      "/lab/c.yaml": "version: 7\nsede: 1",
    };
    const problems = await problemsOf(main("[a.yaml, b.yaml]"), { files });
    expect(places(problems)).toEqual(["/lab/c.yaml:1:10 wrong-version", "/lab/c.yaml:2:1 unknown-key"]);
  });

  it("refuses files that include each other, with the way of the circle", async () => {
    const files = { "/lab/a.yaml": "include: b.yaml", "/lab/b.yaml": "\ninclude: a.yaml" };
    const problems = await problemsOf(main("a.yaml"), { files });
    expect(places(problems)).toEqual(["/lab/b.yaml:2:10 include-cycle"]);
    expect(problems[0]?.message).toContain("/lab/main.yaml -> /lab/a.yaml -> /lab/b.yaml -> /lab/a.yaml");
  });

  it("reports syntax faults of all files together", async () => {
    const files = { "/lab/a.yaml": "a: [1", "/lab/b.yaml": 'b: "' };
    const problems = await problemsOf(main("[a.yaml, b.yaml, c.yaml]"), { files });
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
      "/lab/main.yaml file-unreadable",
      "/lab/a.yaml yaml-syntax",
      "/lab/b.yaml yaml-syntax",
    ]);
  });

  it("names the file that cannot be read", async () => {
    const [problem] = await problemsOf(main("gone.yaml"));
    expect(problem).toMatchObject({ code: "file-unreadable", line: 2, column: 10, found: '"gone.yaml"' });
    expect(problem?.message).toContain("no such file");
  });
});
