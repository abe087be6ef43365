import { access, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { SaccadeError } from "../../src/core/errors.ts";
import { EXIT_OK } from "../output/failure.ts";
import { checkoutRoot, packageRoot } from "../package-root.ts";
import { type NodeNames, nodePipeline, nodeSource, nodeTestSource } from "../templates/node.ts";

interface NewOptions {
  readonly dir: string;
}

/** `saccade new`: files to start from, which work as they are. */
export function addNew(program: Command, done: (code: number) => void): void {
  const command = program
    .command("new")
    .description("Make a node or a pipeline to start from; it runs and passes its own test as it is.")
    .addHelpText(
      "after",
      "\nExamples:\n  saccade new node filter/my-filter\n  saccade new pipeline my-robot --dir robots",
    );
  command
    .command("node <family/name>")
    .description("A node kind, a pipeline that tries it, and a test.")
    .option("--dir <folder>", "where to put the files", ".")
    .addHelpText("after", "\nExample:\n  saccade new node filter/my-filter --dir nodes")
    .action(async (kind: string, options: NewOptions) => {
      await make(options.dir, nodeFiles(kind, await importsFor(options.dir)));
      done(EXIT_OK);
    });
  command
    .command("pipeline <name>")
    .description("A closed loop (a robot goalie), its own nodes, and a test.")
    .option("--dir <folder>", "where to put the files", ".")
    .addHelpText("after", "\nExample:\n  saccade new pipeline my-robot --dir robots")
    .action(async (name: string, options: NewOptions) => {
      await make(options.dir, await pipelineFiles(name, await importsFor(options.dir)));
      done(EXIT_OK);
    });
}

type Files = Readonly<Record<string, string>>;

/** How files in a folder name the public surface: by path in a checkout, by package elsewhere. */
async function importsFor(folder: string): Promise<Pick<NodeNames, "sdk" | "schema">> {
  await mkdir(folder, { recursive: true });
  const from = await realpath(resolve(folder));
  const checkout = checkoutRoot();
  if (checkout === null || relative(checkout, from).startsWith("..")) {
    return { sdk: "saccade", schema: null };
  }
  const to = (path: string): string => {
    const way = relative(from, join(checkout, path)).replaceAll("\\", "/");
    return way.startsWith(".") ? way : `./${way}`;
  };
  return { sdk: to("nodes/sdk.ts"), schema: to("schema/pipeline.schema.json") };
}

function nodeFiles(kind: string, imports: Pick<NodeNames, "sdk" | "schema">): Files {
  const [family = "", file = "", ...rest] = kind.split("/");
  if (rest.length > 0 || !NAME.test(family) || !NAME.test(file)) {
    throw new SaccadeError(
      "usage",
      `a node kind is family/name in small letters, digits and dashes, as filter/my-filter, found "${kind}"`,
    );
  }
  const constant = file.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const names: NodeNames = { kind, file, constant, ...imports };
  return {
    [`${file}.ts`]: nodeSource(names),
    [`${file}.test.ts`]: nodeTestSource(names),
    [`${file}.yaml`]: nodePipeline(names),
  };
}

/** The goalie example under another name: a closed loop that is small enough to be changed into one's own. */
async function pipelineFiles(
  name: string,
  { sdk, schema }: Pick<NodeNames, "sdk" | "schema">,
): Promise<Files> {
  if (!NAME.test(name)) {
    throw new SaccadeError("usage", `a pipeline's name is small letters, digits and dashes, found "${name}"`);
  }
  const read = async (file: string): Promise<string> => {
    const text = await readFile(join(packageRoot(), "examples", "goalie", file), "utf8");
    return text
      .replaceAll("../../nodes/sdk.ts", sdk)
      .replaceAll("goalie-nodes.ts", `${name}-nodes.ts`)
      .replaceAll("./goalie.yaml", `./${name}.yaml`)
      .replace(/^name: goalie$/m, `name: ${name}`)
      .replace(
        /^# yaml-language-server:.*\n/,
        schema === null ? "" : `# yaml-language-server: $schema=${schema}\n`,
      );
  };
  return {
    [`${name}.yaml`]: await read("goalie.yaml"),
    [`${name}-nodes.ts`]: await read("goalie-nodes.ts"),
    [`${name}.test.ts`]: (await read("goalie.test.ts")).replace(
      'fileURLToPath(new URL("../../bin/saccade.js", import.meta.url))',
      JSON.stringify(join(packageRoot(), "bin", "saccade.js")),
    ),
  };
}

/** Names of files, node kinds and pipelines: small letters, digits and dashes. */
const NAME = /^[a-z][a-z0-9-]*$/;

/** Writes the files, none when one of them is there already. */
async function make(folder: string, files: Files): Promise<void> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const path of paths) {
    if (await exists(path)) {
      throw new SaccadeError(
        "file-exists",
        `${path} is there already; nothing was written. Choose another name or --dir`,
        {
          file: path,
        },
      );
    }
  }
  for (const path of paths) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, files[basename(path)] ?? "", { flag: "wx" });
    process.stdout.write(`made ${path}\n`);
  }
  const missing = missingPackages(await realpath(folder), Object.values(files));
  // what is installed in the folder is found from there alone
  const from = missing.length > 0 ? folder : ".";
  const named = (ending: string): string => relative(from, paths.find((path) => path.endsWith(ending)) ?? "");
  const there = relative(".", from) === "" ? "" : `cd "${from}" && `;
  if (missing.length > 0) process.stdout.write(`first: ${there}npm install ${missing.join(" ")}\n`);
  process.stdout.write(`try: npx saccade run ${named(".yaml")}\n`);
  process.stdout.write(`test: npx node --test ${named(".test.ts")}\n`);
}

/** What the files import that is not found from `folder`, as `npm install` takes it: this package from where it lies. */
function missingPackages(folder: string, texts: readonly string[]): string[] {
  const { resolve: find } = createRequire(join(folder, "from.js"));
  return ["saccade", "rxjs", "zod"]
    .filter((name) => texts.some((text) => text.includes(`from "${name}"`)) && !isFound(find, name))
    .map((name) => (name === "saccade" ? ownPackage() : name));
}

/** A checkout is packed, for that builds what an installed package runs. */
function ownPackage(): string {
  const checkout = checkoutRoot();
  return checkout === null ? `"${packageRoot()}"` : `"$(npm pack --silent "${checkout}")"`;
}

function isFound(find: (name: string) => string, name: string): boolean {
  try {
    find(name);
    return true;
  } catch (error) {
    // a package without a form for `require` is there all the same
    return (error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND";
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false; // not there, or not to be seen: writing it will tell
  }
}
