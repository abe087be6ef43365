import { type Command, InvalidArgumentError, Option } from "commander";
import { createDefaultRegistry } from "../nodes/registry.ts";
import { loadPipeline, type LoadOptions } from "../src/runtime/file/load.ts";
import type { PipelinePlan } from "../src/runtime/plan.ts";
import type { Registry } from "../src/runtime/registry.ts";
import { parseSeed } from "./parse-number.ts";

/** What every verb that reads a pipeline file understands. */
export interface FileOptions {
  readonly set?: string[];
  readonly clock?: "wall" | "virtual";
  readonly seed?: number;
  /** [ms] */
  readonly duration?: number;
}

export function addFileOptions(command: Command): Command {
  return command
    .option("--set <node.param=value>", "override a parameter or vars.NAME; may be repeated", append)
    .addOption(new Option("--clock <clock>", "override the file's clock").choices(["wall", "virtual"]))
    .option("--seed <n>", "override the file's seed", parseSeed)
    .option(
      "--duration <time>",
      "override the file's duration: 500ms, 10s, 2m; a bare number is seconds",
      parseDurationMs,
    );
}

/** What the command line lays over a pipeline file. */
export function loadOptions(options: FileOptions, registry: Registry = createDefaultRegistry()): LoadOptions {
  return {
    registry,
    set: options.set ?? [],
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.duration === undefined ? {} : { durationMs: options.duration }),
  };
}

/** Loads and checks a file with the options of the command line laid over it. */
export function loadWith(file: string, options: FileOptions): Promise<PipelinePlan> {
  return loadPipeline(file, loadOptions(options));
}

const append = (value: string, before: string[] = []): string[] => [...before, value];

/** [ms] of `500ms`, `10s`, `2m`; a bare number is seconds. */
export function parseDurationMs(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text.trim());
  const unitMs = { ms: 1, s: 1000, m: 60_000 }[found?.[2] ?? "s"] ?? 1000;
  const ms = Number(found?.[1]) * unitMs;
  if (ms > 0 && ms <= 1e9) return ms;
  throw new InvalidArgumentError(`a duration is like 500ms, 10s or 2m, found "${text}"`);
}
