import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addCheck } from "./commands/check.ts";
import { addEval } from "./commands/eval.ts";
import { addEvents } from "./commands/events.ts";
import { addGraph } from "./commands/graph.ts";
import { addNew } from "./commands/new.ts";
import { addNodes } from "./commands/nodes.ts";
import { addRun } from "./commands/run.ts";
import { addTrain } from "./commands/train.ts";
import { addTrace } from "./commands/trace.ts";
import { EXIT_OK, EXIT_USAGE, reportFailure } from "./output/failure.ts";

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
  addRun(program, done);
  addCheck(program, done);
  addGraph(program, done);
  addTrace(program, done);
  addNodes(program, done);
  addEvents(program, done);
  addTrain(program, done);
  addEval(program, done);
  addNew(program, done);

  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_USAGE;
    return reportFailure(error);
  }
  return code;
}
