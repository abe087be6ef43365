import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { PURE_FOLDERS } from "./scripts/layer-table.ts";

const under = (folders) => folders.map((folder) => `${folder}/**`);
/** What a run is made of; the viewer and the command line stand outside it. */
const RUN = ["src", "nodes", "sims", "studies"];
const PRODUCT = [...RUN, "bin", "viewer"];
/** They meet the world outside the run, so they may read the machine's clock. */
const WALL_CLOCK = [
  "src/runtime/*clock*.ts",
  "src/runtime/*-thread.ts",
  "src/transport/**",
  "nodes/sinks/viewer*",
  "nodes/sinks/viewer*/**",
];

const CLOCK_MESSAGE = "Time comes from the run's clock (context.nowUs, every, at) or as an argument.";
const clocks = ["Date", "performance", "setTimeout", "setInterval", "setImmediate"].map((name) => ({
  name,
  message: CLOCK_MESSAGE,
}));
const hostClock = { object: "process", property: "hrtime", message: CLOCK_MESSAGE };
const environment = {
  object: "process",
  property: "env",
  message: "What may be tuned stands in the pipeline file, what need not is a constant.",
};

/** Math.sqrt, abs, floor, ceil, round, trunc, sign, min, max, fround, imul, clz32 are exact everywhere. */
const INEXACT =
  "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 pow cbrt hypot";
const EXACT_MESSAGE = "Its last bits depend on the engine: multiply, or use src/core/exact-math.ts.";
const inexactMath = INEXACT.split(" ").map((property) => ({
  object: "Math",
  property,
  message: EXACT_MESSAGE,
}));
const inexactPower = {
  selector: ":matches(BinaryExpression[operator='**'], AssignmentExpression[operator='**='])",
  message: EXACT_MESSAGE,
};

const chance = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: "Chance is seeded: take a Random (src/core/random.ts).",
};
const enumeration = { selector: "TSEnumDeclaration", message: "Use a union of string literals." };
const bareError = {
  selector: "ThrowStatement > NewExpression[callee.name='Error']",
  message: "Throw a SaccadeError with code, message and place; a bug of ours fails assert().",
};

export default defineConfig(
  // kernels/ is AssemblyScript: its compiler is its check.
  { ignores: ["dist/", "out/", "coverage/", "src/wire/gen/", "kernels/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      complexity: ["error", 12],
      "max-depth": ["error", 3],
      "max-params": ["error", 4],
      "max-lines": ["error", 600],
      "max-lines-per-function": ["error", 60],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
      "no-restricted-syntax": ["error", enumeration, chance],
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A default clause is a deliberate answer to the rest of a union that is not ours (zod's, Node's).
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A number prints alike everywhere; objects, null and undefined stay forbidden.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => subscription.unsubscribe()` reads plainly; `return nothing()` stays forbidden.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: under(PRODUCT),
    rules: { "no-restricted-syntax": ["error", enumeration, chance, bareError] },
  },
  {
    files: under(RUN),
    rules: {
      "no-console": "error",
      "no-restricted-globals": ["error", ...clocks],
      "no-restricted-properties": ["error", environment, hostClock],
    },
  },
  {
    files: WALL_CLOCK,
    rules: { "no-restricted-globals": "off", "no-restricted-properties": ["error", environment] },
  },
  {
    files: under([...PURE_FOLDERS, "nodes"]),
    ignores: WALL_CLOCK,
    rules: {
      "no-restricted-properties": ["error", environment, hostClock, ...inexactMath],
      "no-restricted-syntax": ["error", enumeration, chance, bareError, inexactPower],
    },
  },
  {
    // Reads of typed arrays inside their bounds: a check per element is what the hot path cannot pay.
    files: under([
      "src/core/arm",
      "src/core/motion",
      "src/control/arm",
      "sims/robot",
      "src/kernels",
      "src/codecs",
      "src/snn",
      "src/dense",
      "src/backends",
      "src/tracking",
      "sims/camera",
      "sims/ball-frames",
      "test",
      "bench",
    ]),
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    // A describe block holds many small tests, a row of a test table many columns.
    files: under(["test", "bench"]),
    rules: { "max-lines-per-function": "off", "max-params": "off" },
  },
  {
    // Their tools ask for a default export.
    files: ["*.config.ts", "*.config.js", ".*.js", "viewer/*.config.ts"],
    rules: { "no-restricted-exports": "off" },
  },
  {
    // Plain JavaScript: the tools' own settings, and the launcher.
    files: ["**/*.js"],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    // An old Node must be able to parse the sentence that refuses it.
    files: ["bin/saccade.js", "bin/preflight.js"],
    languageOptions: { ecmaVersion: 2020 },
  },
);
