import { TRUTH } from "../../core/port-types.ts";

/** Name of the port type that carries a world's true state. */
export const TRUTH_TYPE = TRUTH.name;

/** The family of node kinds that end a stream. */
const SINK_FAMILY = "sink/";
/** The one kind that is meant to know the answer, as a yardstick for the others. */
const ORACLE = "tracker/oracle";

/** Whether a node kind may have an input of type `truth`. */
export function mayReadTruth(kind: string): boolean {
  return isSink(kind) || kind === ORACLE;
}

/** Whether a node kind calls itself a sink; it must then have no outputs, for truth could leave through them. */
export function isSink(kind: string): boolean {
  return kind.startsWith(SINK_FAMILY);
}
