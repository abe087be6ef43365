import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../../..");
const ownMajor = Number(process.versions.node.split(".")[0]);

describe("bin/saccade.js", () => {
  let folder: string;

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const needNode = (range: string): void => {
    write("package.json", JSON.stringify({ type: "module", engines: { node: range } }));
  };
  const installDependencies = (): void => {
    write("node_modules/rxjs/index.js", "");
  };
  const run = (...args: string[]) => {
    return spawnSync(process.execPath, [join(folder, "bin/saccade.js"), ...args], { encoding: "utf8" });
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "saccade-bin-"));
    for (const file of ["saccade.js", "preflight.js", "launch.js"]) {
      cpSync(join(repository, "bin", file), join(folder, "bin", file));
    }
    needNode(">=22.18");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("says how to use the Node that a checkout has of its own", () => {
    needNode(">=99.1");
    expect(run("run").stderr).toContain("install a newer Node");
    mkdirSync(join(folder, "node_modules", "node", "bin"), { recursive: true });
    writeFileSync(join(folder, "node_modules", "node", "bin", "node"), "");
    expect(run("run").stderr).toMatch(/: this checkout has a newer one of its own, which `npx saccade`.*\n$/);
  });

  it.each([">=99.1", `>=${ownMajor}.999`])(
    "refuses a Node that is not %s in one sentence that names both versions",
    (range) => {
      needNode(range);
      const { status, stdout, stderr } = run("run");
      expect(status).toBe(2);
      expect(stdout).toBe("");
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(stderr).toContain(
        `needs Node ${range.slice(2)} or newer, but this is Node ${process.versions.node}`,
      );
    },
  );

  it("asks for `npm ci` in one sentence when the dependencies are missing", () => {
    needNode(`>=${ownMajor - 1}.999`);
    const { status, stdout, stderr } = run("run");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe("saccade's dependencies are not installed (rxjs is missing): run `npm ci`.\n");
  });

  it("runs the sources of a checkout even beside a build, and ends with main's exit code", () => {
    installDependencies();
    write(
      "bin/cli.ts",
      "export const main = async (argv: string[]): Promise<number> => (console.log(...argv), 7);",
    );
    write("dist/bin/cli.js", "export const main = async () => 0;");
    const { status, stdout } = run("graph", "--json");
    expect({ status, stdout }).toEqual({ status: 7, stdout: "graph --json\n" });
  });

  it("runs the build where there are no sources", () => {
    installDependencies();
    write("dist/bin/cli.js", "export const main = async (argv) => argv.length;");
    expect(run("a", "b", "c").status).toBe(3);
  });

  it("can read what the package itself asks for", () => {
    const { engines } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
      engines: { node: string };
    };
    expect(engines.node).toMatch(/^>=\d+\.\d+$/);
  });
});
