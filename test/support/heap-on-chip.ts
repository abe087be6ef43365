import { join } from "node:path";
import { stepChoice } from "../../nodes/model-card.ts";
import { readBallModel } from "../../nodes/model-files.ts";
import type { Backend } from "../../src/backends/backend.ts";
import { ringWindows } from "../../studies/chips/ring-windows.ts";
import { ROOT } from "./cli.ts";
import { heapBytesPerCall } from "./heap-growth.ts";

/** [bytes] of heap that a window of a ring takes on a chip, with one of this package's models. */
export async function heapOfWindow(backend: Backend, name: string): Promise<number> {
  const { card, network } = await readBallModel(join(ROOT, "models", name));
  const { program } = backend.compile(network, { choice: stepChoice(card.run), steps: card.run.steps });
  if (program === null) throw new TypeError("it fits");
  const session = backend.open(program, { seed: 1, carryState: false });
  const [ring] = ringWindows(1, card.input.width);
  const indices = ring?.pixels ?? new Int32Array(0);
  const events = { indices, count: indices.length };
  return heapBytesPerCall(() => session.submit(events), 500);
}
