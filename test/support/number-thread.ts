import { Registry } from "../../src/runtime/registry.ts";
import { serveThread } from "../../src/runtime/thread-host.ts";
import * as nodes from "./number-nodes.ts";

/** Worker entry of tests that use the number nodes. */
const { counter, pullCounter, scale, scaleAsync, join, collect } = nodes;
await serveThread(new Registry([counter, pullCounter, scale, scaleAsync, join, collect]));
