/** Rules of who may import what, all made from scripts/layer-table.ts. Run by `npm run check`. */
import { FILE_RIGHTS, LAYERS, SIBLING_FOLDERS } from "./scripts/layer-table.ts";

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const below = (folders) => folders.map((folder) => `^${folder}/`);
const folders = Object.keys(LAYERS);
const product = folders.filter((folder) => !LAYERS[folder].development);
/** Every folder of the tree; a file at its root belongs to no layer. */
const OWN = "^[^/.][^/]*/";
const PACKAGES = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"];
const OUTSIDE = ["core", ...PACKAGES];

const layerRule = (folder) => ({
  name: `layer:${folder}`,
  comment: `${folder} may import of ours: ${LAYERS[folder].ours.join(", ") || "nothing"} (scripts/layer-table.ts)`,
  severity: "error",
  from: { path: below([folder]) },
  to: { path: OWN, pathNot: below([folder, ...LAYERS[folder].ours]), dependencyTypesNot: OUTSIDE },
});

/** A right for `three` covers its types in `@types/three`, too. */
const packagePath = (name) => `node_modules/(@types/)?${escape(name)}/`;

const packageRule = (folder) => ({
  name: `outside:${folder}`,
  comment: `${folder} may import of packages: ${LAYERS[folder].outside.join(", ") || "none"} (scripts/layer-table.ts)`,
  severity: "error",
  from: { path: below([folder]) },
  to: {
    dependencyTypes: PACKAGES,
    pathNot: LAYERS[folder].outside.filter((name) => !name.startsWith("node:")).map(packagePath),
  },
});

const builtInRule = (path, right, exceptions) => {
  const allowed = right.filter((name) => name.startsWith("node:"));
  return {
    name: `built-in:${path}`,
    comment: `${path} may import of Node's modules: ${allowed.join(", ") || "none"} (scripts/layer-table.ts)`,
    severity: "error",
    from: { path: `^${escape(path)}(/|$)`, pathNot: exceptions.map((file) => `^${escape(file)}$`) },
    to: { dependencyTypes: ["core"], pathNot: allowed.map((name) => `^${name.slice("node:".length)}`) },
  };
};

const siblingRules = SIBLING_FOLDERS.flatMap((folder) => [
  {
    name: `sideways:${folder}`,
    comment: `the folders of ${folder} do not know one another; what they share lies above them`,
    severity: "error",
    from: { path: `^${folder}/([^/]+)/` },
    to: { path: `^${folder}/[^/]+/`, pathNot: `^${folder}/$1/` },
  },
  {
    name: `downwards:${folder}`,
    comment: `what the folders of ${folder} share knows none of them; only its registry lists them`,
    severity: "error",
    from: { path: `^${folder}/[^/]+$`, pathNot: `^${folder}/registry\\.ts$` },
    to: { path: `^${folder}/[^/]+/` },
  },
]);

const treeRules = [
  {
    name: "unlisted-folder",
    comment:
      "the folder is not in scripts/layer-table.ts: add it there and to ARCHITECTURE.md, or move the file",
    severity: "error",
    from: { path: OWN, pathNot: below(folders) },
    to: {},
  },
  {
    name: "unlisted-folder-imported",
    comment: "the imported file's folder is not in scripts/layer-table.ts",
    severity: "error",
    from: {},
    to: { path: OWN, pathNot: below(folders), dependencyTypesNot: OUTSIDE },
  },
  {
    name: "circular",
    comment: "move what both need into a third file",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "orphan",
    comment: "nothing imports it and it imports nothing: a dead file",
    severity: "error",
    from: { orphan: true, path: below(product), pathNot: ["\\.d\\.ts$", "\\.config\\.ts$"] },
    to: {},
  },
  {
    name: "unresolved",
    comment: "no such file or package",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: "dev-dependency-in-product",
    comment: "a user's installation has no dev dependencies; vite bundles the viewer's into its build",
    severity: "error",
    from: { path: below(product), pathNot: ["^viewer/"] },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...folders.map(layerRule),
    ...product.map(packageRule),
    ...product.map((folder) => builtInRule(folder, LAYERS[folder].outside, Object.keys(FILE_RIGHTS))),
    ...Object.entries(FILE_RIGHTS).map(([file, right]) => builtInRule(file, right, [])),
    ...siblingRules,
    ...treeRules,
  ],
  options: {
    doNotFollow: { path: ["node_modules"] },
    // kernels/ is another language, and holds no import of ours.
    exclude: { path: ["^(dist|out|coverage|kernels)/"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".d.ts"],
      conditionNames: ["import", "types", "node", "default"],
      exportsFields: ["exports"],
    },
  },
};
