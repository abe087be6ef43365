import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadPipeline } from "../../../../src/runtime/file/load.ts";
import { contractFaults } from "../../../../src/runtime/file/node-contract.ts";
import { counter, createTestRegistry, TEST_NODES } from "../../../support/test-nodes.ts";

/** A node kind as plain JavaScript; its schema is one that accepts the empty map. */
const moduleText = (kind: string): string => `
export const node = {
  kind: "${kind}", summary: "mine", inputs: {}, outputs: { out: { name: "number" } }, costUs: 3,
  params: { _zod: {}, safeParse: (data) => ({ success: true, data }) },
  create: () => () => ({}),
};`;

describe("use", () => {
  const folder = mkdtempSync(join(tmpdir(), "saccade-use-"));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const pack = (name: string, manifest: object): void => {
    mkdirSync(join(folder, "node_modules", name), { recursive: true });
    write(join("node_modules", name, "package.json"), JSON.stringify({ name, type: "module", ...manifest }));
    write(join("node_modules", name, "main.js"), moduleText(`${name}/node`));
  };

  beforeAll(() => {
    write("mine.mjs", moduleText("mine/node"));
    pack("plain", { main: "main.js" });
    pack("modern", { exports: { ".": { types: "./main.d.ts", import: "./main.js" } } });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["./mine.mjs", "mine/node", "mine.mjs"],
    ["plain", "plain/node", "node_modules/plain/main.js"],
    ["modern", "modern/node", "node_modules/modern/main.js"],
  ])("finds %s from the file's folder", async (use, kind, path) => {
    const file = write("a.yaml", `version: 1\nuse: ${use}\nnodes: { a: { kind: ${kind} } }`);
    const plan = await loadPipeline(file, { registry: createTestRegistry() });
    expect(plan.nodes[0]?.spec.costUs).toBe(3);
    expect(plan.uses).toEqual([pathToFileURL(join(folder, path)).href]);
  });

  it("leaves the caller's registry alone and loads a module named twice once", async () => {
    const registry = createTestRegistry();
    const file = write(
      "b.yaml",
      "version: 1\nuse: [./mine.mjs, ./mine.mjs]\nnodes: { a: { kind: mine/node } }",
    );
    expect((await loadPipeline(file, { registry })).uses).toHaveLength(1);
    expect((await loadPipeline(file, { registry })).uses).toHaveLength(1);
    expect(registry.get("mine/node")).toBeUndefined();
  });

  it("starts the path of an included file at that file", async () => {
    mkdirSync(join(folder, "lib"));
    write("lib/nodes.mjs", moduleText("lib/node"));
    write("lib/part.yaml", "use: ./nodes.mjs\nnodes: { a: { kind: lib/node } }");
    const file = write("c.yaml", "version: 1\ninclude: lib/part.yaml");
    const plan = await loadPipeline(file, { registry: createTestRegistry() });
    expect(plan.uses).toEqual([pathToFileURL(join(folder, "lib/nodes.mjs")).href]);
  });
});

describe("contractFaults", () => {
  it("finds nothing wrong with the test nodes", () => {
    expect(TEST_NODES.flatMap(contractFaults)).toEqual([]);
  });

  const type = { name: "number" };
  it.each([
    [{ kind: "counter" }, "kind is not of the form family/name"],
    [{ params: {} }, "params is not a zod schema"],
    [{ costUs: NaN }, "costUs is not a number of microseconds"],
    [{ costUs: -1 }, "costUs is not a number of microseconds"],
    [{ check: true }, "check is not a function"],
    [{ inputs: undefined }, "inputs is not a map of inputs"],
    [{ outputs: 5 }, "outputs is not a map of port types"],
    [{ outputs: { "my.out": type } }, "output my.out has a name that is not like ^[A-Za-z][A-Za-z0-9_-]*$"],
    [{ outputs: { out: {} } }, "output out has no port type"],
    [{ inputs: { in: type } }, "input in has no port type"],
    [
      { inputs: { in: { type, policy: "newest" } } },
      "the policy of input in is none of latest, drop-oldest, drop-newest, block, lossless",
    ],
    [
      { inputs: { in: { type, policy: "latest", depth: 2 } } },
      "the depth of input in is not a whole number from 1 (1 for latest)",
    ],
    [
      { inputs: { in: { type, policy: "block", depth: 0 } } },
      "the depth of input in is not a whole number from 1 (1 for latest)",
    ],
  ])("names the fault of %j", (change, fault) => {
    expect(contractFaults({ ...counter, ...change })).toContain(fault);
  });
});
