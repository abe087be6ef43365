import type { Message } from "../../src/core/message.ts";
import type { AnyNodeSpec, NodeContext } from "../../src/runtime/node.ts";

/** What a node told its surroundings, for nodes that talk to sockets. */
export interface WallNode {
  /** The node kind, to be given to a `NodeHarness`. */
  readonly spec: AnyNodeSpec;
  /** Messages whose credit the node has returned. */
  readonly done: Message<unknown>[];
  readonly logged: string[];
}

/**
 * A node kind on a wall clock at `nowUs`, whose returned credits are kept. `happened` is called after each thing that
 * the node tells its surroundings.
 */
export function onWallClock(
  spec: AnyNodeSpec,
  nowUs: () => number,
  happened: () => void = () => undefined,
): WallNode {
  const done: Message<unknown>[] = [];
  const logged: string[] = [];
  const log = (message: string): void => {
    logged.push(message);
    happened();
  };
  const surroundings: Partial<NodeContext> = {
    clockKind: "wall",
    nowUs,
    done: (message) => {
      done.push(message);
      happened();
    },
    log: { info: log, warn: log },
  };
  const create: AnyNodeSpec["create"] = (params, context) => {
    const pull: NodeContext["pull"] = (produce) => {
      context.pull(produce);
      happened();
    };
    return spec.create(params, { ...context, ...surroundings, pull });
  };
  return { spec: { ...spec, create }, done, logged };
}
