import { spawn } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { SaccadeError } from "../../../src/core/errors.ts";

/** One file of the built page. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** The built page, whole in memory (about 1 MB): path below the server's root, such as `/index.html`, to file. */
export type Page = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/** Repository root in a checkout, `dist/` in the published package. */
const ROOT = new URL("../../../", import.meta.url);
/** In a checkout this file runs as TypeScript, and the page is built when it is needed. */
const IS_CHECKOUT = import.meta.url.endsWith(".ts");
const SOURCES = ["viewer", "src/core", "src/wire"];

/**
 * Reads the viewer page; in a checkout builds it first when it is missing or older than its sources.
 * @param note is told in one sentence when a build begins.
 * @throws SaccadeError `dependency-missing` when there is no page and none can be built.
 */
export async function loadPage(note: (sentence: string) => void): Promise<Page> {
  const folder = new URL(IS_CHECKOUT ? "out/viewer/" : "viewer/", ROOT);
  if (IS_CHECKOUT && (await isStale(folder))) {
    note("Building the viewer page, which takes a few seconds and happens once per change.");
    await buildPage();
  }
  return readPage(folder);
}

async function readPage(folder: URL): Promise<Page> {
  const page = new Map<string, PageFile>();
  for (const entry of await listFiles(folder)) {
    const type = TYPES[extname(entry)] ?? "application/octet-stream";
    page.set(`/${entry}`, { type, bytes: await readFile(new URL(entry, folder)) });
  }
  if (page.has("/index.html")) return page;
  throw new SaccadeError(
    "dependency-missing",
    "the viewer page is not in this installation; install the package again, or in a checkout run `node scripts/build-viewer.ts`",
    { folder: fileURLToPath(folder) },
  );
}

/** Paths of all files below a folder, with `/` between names; none when the folder is missing. */
async function listFiles(folder: URL): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const base = fileURLToPath(folder);
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(base.length).replaceAll("\\", "/"))
      .map((path) => path.replace(/^\//, ""));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

async function isStale(folder: URL): Promise<boolean> {
  const built = await newestMs(folder);
  if (built === -Infinity) return true;
  const sources = await Promise.all(SOURCES.map((source) => newestMs(new URL(`${source}/`, ROOT))));
  return Math.max(...sources) > built;
}

/** [ms since 1970] when the youngest file below a folder was written; -Infinity for none. */
async function newestMs(folder: URL): Promise<number> {
  const files = await listFiles(folder);
  const times = await Promise.all(files.map(async (file) => (await stat(new URL(file, folder))).mtimeMs));
  return Math.max(-Infinity, ...times);
}

/** Runs the build in a process of its own: the bundler is no dependency of the product. */
async function buildPage(): Promise<void> {
  const script = fileURLToPath(new URL("scripts/build-viewer.ts", ROOT));
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr
    .setEncoding("utf8")
    .on("data", (text: string) => (complaint = (complaint + text).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  throw new SaccadeError(
    "dependency-missing",
    `the viewer page could not be built (exit code ${code}): ${complaint.trim()}`,
    { script },
  );
}
