import { spawn, type SpawnOptions } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Root of the checkout. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface CliResult {
  /** Exit code; null when ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a process of its own, as a user does. */
export async function saccade(args: readonly string[], options: SpawnOptions = {}): Promise<CliResult> {
  const env = { ...process.env, NO_COLOR: "1" };
  const child = spawn(process.execPath, [`${ROOT}bin/saccade.js`, ...args], { cwd: ROOT, env, ...options });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { code, stdout, stderr };
}
