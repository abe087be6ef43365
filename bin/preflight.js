/*
 * Ends the process with one sentence when Node is older than package.json's "engines" ask for, or when the
 * dependencies are missing. Runs before anything else is parsed, so it keeps to what every Node since 12.17 has.
 */
import fs from "fs";
import { createRequire } from "module";

var manifest = JSON.parse(fs.readFileSync(new URL("../package.json", import.meta.url), "utf8"));
var needed = manifest.engines.node.replace(/[^0-9.]/g, "");

function isOlder(version, limit) {
  var have = version.split(".").map(Number);
  var want = limit.split(".").map(Number);
  return have[0] < want[0] || (have[0] === want[0] && have[1] < want[1]);
}

function isInstalled(dependency) {
  try {
    createRequire(import.meta.url).resolve(dependency);
    return true;
  } catch (error) {
    return error.code !== "MODULE_NOT_FOUND";
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(2);
}

var own = new URL("../node_modules/node/bin/node", import.meta.url);
var advice = fs.existsSync(own)
  ? "this checkout has a newer one of its own, which `npx saccade` and the npm scripts take."
  : "install a newer Node (in a checkout, `npm ci` with install scripts allowed brings one of its own).";

if (isOlder(process.versions.node, needed)) {
  stop(
    "saccade needs Node " + needed + " or newer, but this is Node " + process.versions.node + ": " + advice,
  );
}
if (!isInstalled("rxjs")) stop("saccade's dependencies are not installed (rxjs is missing): run `npm ci`.");
