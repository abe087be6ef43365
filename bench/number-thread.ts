import { Registry } from "../src/runtime/registry.ts";
import { serveThread } from "../src/runtime/thread-host.ts";
import { adder, puller, summer, ticker } from "./numbers.ts";

/** Worker entry of the benchmarks that use the number nodes. */
await serveThread(new Registry([adder, puller, summer, ticker]));
