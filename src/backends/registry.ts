import type { Backend, BackendName } from "./backend.ts";
import { AKIDA1000 } from "./akida/akida.ts";
import { PCM, RRAM } from "./analog/analog.ts";
import { DYNAPSE2 } from "./dynapse/dynapse.ts";
import { LOIHI1, LOIHI2 } from "./loihi/loihi.ts";
import { SPECK2F } from "./speck/speck.ts";
import { TRUENORTH } from "./truenorth/truenorth.ts";

/** The chips that there are. */
export const BACKENDS: ReadonlyMap<BackendName, Backend> = new Map(
  [LOIHI1, LOIHI2, SPECK2F, AKIDA1000, TRUENORTH, DYNAPSE2, RRAM, PCM].map((backend: Backend) => [
    backend.name,
    backend,
  ]),
);
