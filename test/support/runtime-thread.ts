import { Registry } from "../../src/runtime/registry.ts";
import { serveThread } from "../../src/runtime/thread-host.ts";
import { RUNTIME_NODES } from "./runtime-nodes.ts";

/** Worker entry of the runtime's tests. */
await serveThread(new Registry(RUNTIME_NODES));
