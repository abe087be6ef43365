import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { EXIT_OK, EXIT_USAGE, reportFailure } from "./output/failure.ts";

/** Adds a verb to the program; `done` takes the exit code. */
type AddVerb = (program: Command, done: (code: number) => void) => void;

/** Verbs in the order of the help, each loaded when it is asked for: who converts a recording needs no worlds in memory. */
const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  run: async () => (await import("./commands/run.ts")).addRun,
  check: async () => (await import("./commands/check.ts")).addCheck,
  graph: async () => (await import("./commands/graph.ts")).addGraph,
  trace: async () => (await import("./commands/trace.ts")).addTrace,
  nodes: async () => (await import("./commands/nodes.ts")).addNodes,
  events: async () => (await import("./commands/events.ts")).addEvents,
  train: async () => (await import("./commands/train.ts")).addTrain,
  simulate: async () => (await import("./commands/simulate.ts")).addSimulate,
  play: async () => (await import("./commands/play.ts")).addPlay,
  compare: async () => (await import("./commands/compare.ts")).addCompare,
  eval: async () => (await import("./commands/eval.ts")).addEval,
  map: async () => (await import("./commands/map.ts")).addMap,
  new: async () => (await import("./commands/new.ts")).addNew,
};

/** Runs the command line. @returns the process's exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let code = EXIT_OK;
  const done = (exit: number): void => {
    code = exit;
  };
  const program = new Command("saccade")
    .description("Event cameras to robot motion: pipelines on two clocks, with latency budgets that act.")
    .version(manifest.version)
    .showSuggestionAfterError()
    .showHelpAfterError("(add --help for the options)")
    .exitOverride();
  const [verb = ""] = argv;
  const asked = Object.hasOwn(VERBS, verb) ? [VERBS[verb]] : Object.values(VERBS); // help and slips need all
  for (const load of asked) (await load?.())?.(program, done);

  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    return reportFailure(error);
  }
  return code;
}
