/*
 * Starts the command line: from the sources in a checkout (Node strips their types), from dist/ in an installed
 * package (Node strips no types under node_modules).
 */
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";

// What Node makes of the sources is kept in the folder for temporary files: the next command begins in half the time.
enableCompileCache();

// Whoever read our output has had enough (`saccade ... | head`): nothing is left to do.
process.stdout.once("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const sources = new URL("./cli.ts", import.meta.url);
const built = new URL("../dist/bin/cli.js", import.meta.url);

const { main } = await import(existsSync(sources) ? sources.href : built.href);
process.exitCode = await main(process.argv.slice(2));
