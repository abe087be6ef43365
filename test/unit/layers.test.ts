import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const repository = resolve(import.meta.dirname, "../..");

/** Files that keep the rules, for the others to import. */
const CLEAN = {
  "src/core/units.ts": "export const MS = 1000;",
  "src/kernels/wasm-kernel.ts":
    'import { readFileSync } from "node:fs";\nexport const code = readFileSync("kernel.wasm");',
  "src/wire/encode.ts": 'import { MS } from "../core/units.ts";\nexport const encoded = MS;',
  "src/runtime/clock.ts":
    'import { performance } from "node:perf_hooks";\nexport const now = () => performance.now();',
  "src/backends/chip-a/chip.ts": 'import { MS } from "../../core/units.ts";\nexport const STEP = MS;',
  "nodes/shared.ts": 'import { z } from "zod";\nexport const shared = z.number();',
  "nodes/filters/crop.ts": 'import { shared } from "../shared.ts";\nexport const crop = shared;',
  "nodes/registry.ts": 'import { crop } from "./filters/crop.ts";\nexport const kinds = [crop];',
  "viewer/src/main.ts":
    'import { MS } from "../../src/core/units.ts";\nimport * as THREE from "three";\nexport { MS, THREE };',
  "test/unit/units.test.ts":
    'import { MS } from "../../src/core/units.ts";\nimport fc from "fast-check";\nfc.nat(MS);',
};

/** Violations, each with the rule that is meant to report it and no other. */
const PLANTED = [
  ["src/core/upward.ts", 'export { now } from "../runtime/clock.ts";', "layer:src/core"],
  [
    "src/core/upward-type.ts",
    'import type { now } from "../runtime/clock.ts";\nexport type Now = typeof now;',
    "layer:src/core",
  ],
  ["src/runtime/knows-wire.ts", 'export { encoded } from "../wire/encode.ts";', "layer:src/runtime"],
  ["viewer/src/knows-nodes.ts", 'export { crop } from "../../nodes/filters/crop.ts";', "layer:viewer"],
  ["src/tracking/peeks-at-world.ts", 'export { ball } from "../../sims/ball.ts";', "layer:src/tracking"],
  ["src/backends/chip-a/streams.ts", 'export { map } from "rxjs";', "outside:src/backends"],
  [
    "src/core/schema-type.ts",
    'import type { z } from "zod";\nexport type Z = z.ZodType;',
    "outside:src/core",
  ],
  ["sims/ball.ts", 'export { readFileSync as ball } from "node:fs";', "built-in:sims"],
  ["src/kernels/reads.ts", 'export { readFileSync } from "node:fs";', "built-in:src/kernels"],
  ["src/kernels/sub/wasm-kernel.ts", 'export { readFileSync } from "node:fs";', "built-in:src/kernels"],
  ["src/backends/chip-b/borrows.ts", 'export { STEP } from "../chip-a/chip.ts";', "sideways:src/backends"],
  ["nodes/sinks/borrows.ts", 'export { crop } from "../filters/crop.ts";', "sideways:nodes"],
  ["nodes/knows-a-family.ts", 'export { crop } from "./filters/crop.ts";', "downwards:nodes"],
  ["src/helpers/unlisted.ts", 'export { MS } from "../core/units.ts";', "unlisted-folder"],
  ["plugins/unlisted.ts", 'export { MS } from "../src/core/units.ts";', "unlisted-folder"],
  ["bin/imports-unlisted.ts", 'export { MS } from "../src/helpers/unlisted.ts";', "unlisted-folder-imported"],
  ["src/control/ring-a.ts", 'import type { B } from "./ring-b.ts";\nexport type A = B;', "circular"],
  ["src/core/alone.ts", "export const alone = 1;", "orphan"],
  ["src/core/unresolved.ts", 'export { gone } from "./gone.ts";', "unresolved"],
  ["bin/dev-tool.ts", 'export { build } from "vite";', "dev-dependency-in-product"],
  ["bin/dev-tool.ts", 'export { build } from "vite";', "outside:bin"],
] as const;

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

/** `file: rule` of every violation in `tree`, sorted. */
function violationsIn(tree: string): string[] {
  const cruiser = join(repository, "node_modules/.bin/depcruise");
  const output = execFileSync(process.execPath, [cruiser, "--output-type", "json", "."], {
    cwd: tree,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const { violations } = (JSON.parse(output) as Cruise).summary;
  return [...new Set(violations.map(({ from, rule }) => `${from}: ${rule.name}`))].sort();
}

function write(tree: string, file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${text}\n`);
}

describe("the layer check", () => {
  const tree = mkdtempSync(join(tmpdir(), "saccade-layers-"));

  beforeAll(() => {
    const settings = [
      ".dependency-cruiser.js",
      "scripts/layer-table.ts",
      "package.json",
      "tsconfig.json",
      "tsconfig.base.json",
    ];
    for (const file of settings) cpSync(join(repository, file), join(tree, file));
    symlinkSync(join(repository, "node_modules"), join(tree, "node_modules"));
    for (const [file, text] of Object.entries(CLEAN)) write(tree, file, text);
  });

  afterAll(() => {
    rmSync(tree, { recursive: true });
  });

  it("reports nothing in a tree that keeps the rules", () => {
    expect(violationsIn(tree)).toEqual([]);
  });

  it("reports each planted violation by the rule meant for it", () => {
    for (const [file, text] of PLANTED) write(tree, file, text);
    write(tree, "src/control/ring-b.ts", 'import type { A } from "./ring-a.ts";\nexport type B = A;');
    expect(violationsIn(tree)).toEqual(PLANTED.map(([file, , rule]) => `${file}: ${rule}`).sort());
  });
});
