import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../..");
/** npm's children find this test's own Node first. */
const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}` };

interface Packed {
  filename: string;
  files: { path: string }[];
}

describe("the packed package", () => {
  const folder = mkdtempSync(join(tmpdir(), "saccade-pack-"));
  const user = join(folder, "user");
  let files: string[];

  const npm = (cwd: string, ...args: string[]): string => {
    return execFileSync("npm", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  };

  beforeAll(() => {
    const output = npm(repository, "pack", "--json", "--pack-destination", folder);
    const [packed] = JSON.parse(output.slice(output.lastIndexOf("\n[") + 1)) as [Packed];
    files = packed.files.map(({ path }) => path);
    mkdirSync(user);
    writeFileSync(join(user, "package.json"), JSON.stringify({ private: true, type: "module" }));
    npm(user, "install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, packed.filename));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("holds the build, the wire contract, the pipelines, the viewer page and the licence, but no sources beside the examples", () => {
    expect(files).toEqual(
      expect.arrayContaining(["LICENSE", "bin/saccade.js", "dist/bin/cli.js", "dist/viewer/index.html"]),
    );
    expect(files).toContain("pipelines/table-tennis.yaml");
    expect(files.filter((path) => path.endsWith(".proto"))).not.toEqual([]);
    const sources = files.filter((path) => /(?<!\.d)\.ts$|^(test|bench|scripts)\//.test(path));
    expect(sources.filter((path) => !path.startsWith("examples/"))).toEqual([]);
  });

  it("runs one of its pipelines from a folder that holds nothing else", () => {
    const { status, stderr } = spawnSync(
      "npx",
      [
        "--no",
        "saccade",
        "run",
        "node_modules/saccade/pipelines/table-tennis.yaml",
        "--clock",
        "virtual",
        "--duration",
        "0.5s",
      ],
      { cwd: user, env, encoding: "utf8" },
    );
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  it("holds the compiled kernels, and finds them", () => {
    expect(files.filter((path) => path.endsWith(".wasm"))).not.toEqual([]);
    const source = `import { WasmKernel } from "saccade/kernels/wasm-kernel";
      console.log(typeof new WasmKernel("evt2").call.decode);`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
      cwd: user,
      encoding: "utf8",
    });
    expect(stdout).toBe("function\n");
  });

  it("gives a user's own TypeScript node file the node contract", () => {
    const source = `
      import { defineNode, type NodeContext } from "saccade/runtime/node";
      export const nowUs = (context: NodeContext): number => context.nowUs();
      // @ts-expect-error a clock reading is no text, unless the declarations were not found
      export const text = (context: NodeContext): string => context.nowUs();
      console.log(typeof defineNode);`;
    writeFileSync(join(user, "my-nodes.ts"), source);
    const node = (...args: string[]) =>
      spawnSync(process.execPath, args, { cwd: user, env, encoding: "utf8" });
    const compiler = join(repository, "node_modules/typescript/bin/tsc");
    const settings = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022"];
    expect(node(compiler, ...settings, "my-nodes.ts").stdout).toBe("");
    expect(node("my-nodes.ts").stdout).toBe("function\n");
  });
});
