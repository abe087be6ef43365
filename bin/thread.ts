import { createDefaultRegistry } from "../nodes/registry.ts";
import { serveThread } from "../src/runtime/thread-host.ts";

/** Entry of every worker thread of a run: the same node kinds as the main thread knows. */
await serveThread(createDefaultRegistry());
