import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Answers of a peer stand behind it, so that what a framework prints by itself is no answer. */
const MARK = "saccade ";

/** A Python process that answers a line of JSON with a line of JSON; it waits, idle, between orders. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #waiting: ((line: string | null) => void)[] = [];
  #errors = "";

  constructor(python: string, args: readonly string[]) {
    const env = { ...process.env, OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", CUDA_VISIBLE_DEVICES: "" };
    this.#child = spawn(python, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr?.on("data", (text: Buffer) => (this.#errors += text.toString()));
    this.#child.stdin?.on("error", () => undefined); // it has ended: its last words say why
    const lines = createInterface({ input: this.#child.stdout! });
    lines.on("line", (line) => {
      if (line.startsWith(MARK)) this.#waiting.shift()?.(line.slice(MARK.length));
    });
    lines.on("close", () => {
      for (const answer of this.#waiting.splice(0)) answer(null);
    });
  }

  /** The next answer; throws the last line of what the process said when it ends instead. */
  async answer(): Promise<unknown> {
    const line = await new Promise<string | null>((resolve) => {
      this.#waiting.push(resolve);
      if (this.#child.exitCode !== null) resolve(null);
    });
    if (line === null) throw new Error(this.#errors.trim().split("\n").at(-1) ?? "it ended without a word");
    return JSON.parse(line);
  }

  order(order: object): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    return this.answer();
  }

  end(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}
