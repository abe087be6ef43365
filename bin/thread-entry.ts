import { siblingModule } from "../src/runtime/module-url.ts";

/** Module that worker threads start with. */
export const THREAD_ENTRY = siblingModule("thread", import.meta.url);
