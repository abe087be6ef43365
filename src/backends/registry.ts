import type { Backend, BackendName } from "./backend.ts";
import { LOIHI1, LOIHI2 } from "./loihi/loihi.ts";

/** The chips that there are; the other names of `BACKEND_NAMES` are reserved. */
export const BACKENDS: ReadonlyMap<BackendName, Backend> = new Map(
  [LOIHI1, LOIHI2].map((backend) => [backend.name, backend]),
);
