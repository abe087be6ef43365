/** What one folder may import. A new folder, or a new right, is one line here and one in ARCHITECTURE.md. */
export interface Layer {
  /** Folders of ours; a parent stands for all below it. */
  readonly ours: readonly string[];
  /** Packages and built-in modules: a package's name, `node:zlib` for one built-in module, `node:` for all. */
  readonly outside: readonly string[];
  /** Never runs at a user's: may import dev dependencies, and any package. */
  readonly development?: true;
}

/** The one table of layers: dependency-cruiser's rules and the linter's purity rules are made from it. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  "src/core": { ours: [], outside: [] },
  "src/kernels": { ours: ["src/core"], outside: [] },
  "src/codecs": { ours: ["src/core", "src/kernels"], outside: ["fflate"] },
  "src/recordings": { ours: ["src/core", "src/kernels", "src/codecs"], outside: ["seek-bzip", "node:"] },
  "src/wire": { ours: ["src/core"], outside: ["protobufjs"] },
  "src/snn": { ours: ["src/core", "src/kernels"], outside: ["h5wasm"] },
  "src/dense": { ours: ["src/core", "src/kernels", "src/snn"], outside: ["protobufjs"] },
  "src/backends": { ours: ["src/core", "src/kernels", "src/snn"], outside: [] },
  "src/tracking": { ours: ["src/core", "src/kernels"], outside: [] },
  "src/control": { ours: ["src/core", "src/tracking"], outside: [] },
  "src/transport": { ours: ["src/core", "src/wire"], outside: ["zeromq", "rxjs", "node:"] },
  "src/runtime": { ours: ["src/core"], outside: ["rxjs", "zod", "yaml", "node:"] },
  sims: { ours: ["src/core", "src/kernels"], outside: [] },
  nodes: { ours: ["src", "sims"], outside: ["rxjs", "zod", "yaml", "ws", "zeromq", "node:"] },
  studies: { ours: ["src", "sims", "nodes"], outside: ["node:", "rxjs", "vega", "vega-lite", "yaml", "zod"] },
  viewer: { ours: ["src/core", "src/wire"], outside: ["three"] },
  bin: {
    ours: ["src", "nodes", "sims", "studies"],
    outside: ["commander", "picocolors", "rxjs", "zod", "yaml", "node:"],
  },
  examples: { ours: ["src", "nodes"], outside: ["rxjs", "zod", "node:"] },
  bench: { ours: ["src", "nodes", "sims", "studies", "bin", "test/support"], outside: [], development: true },
  test: {
    ours: ["src", "nodes", "sims", "studies", "viewer", "bin", "bench", "scripts", "examples"],
    outside: [],
    development: true,
  },
  scripts: { ours: ["src", "nodes", "sims", "studies", "bin"], outside: [], development: true },
};

/** Files with a right that the rest of their folder has not: built-in modules, by file. */
export const FILE_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  "src/kernels/wasm-kernel.ts": ["node:fs"], // reads the .wasm beside it
};

/** Folders whose code gives the same result everywhere, always: no clock, chance, I/O, stream, log or engine's own `Math.exp`. */
export const PURE_FOLDERS = [
  "src/core",
  "src/kernels",
  "src/codecs",
  "src/snn",
  "src/dense",
  "src/backends",
  "src/tracking",
  "src/control",
  "sims",
] as const;

/** Folders whose sub-folders must not know one another: a chip never borrows from a chip, a node family from a family. */
export const SIBLING_FOLDERS = ["src/backends", "nodes"] as const;
