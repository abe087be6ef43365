import { type LoadOptions, parsePipeline } from "../../../../src/runtime/file/load.ts";
import { PipelineFileError } from "../../../../src/runtime/file/pipeline-file-error.ts";
import type { Problem } from "../../../../src/runtime/file/problem.ts";
import type { ReadText } from "../../../../src/runtime/file/read-text.ts";
import type { PipelinePlan } from "../../../../src/runtime/plan.ts";
import { createTestRegistry } from "../../../support/test-nodes.ts";

/** Where files of these tests lie. */
export const MAIN = "/lab/main.yaml";

/** Files that exist nowhere, by absolute path. */
export function memoryFiles(files: Readonly<Record<string, string>>): ReadText {
  return (path) => {
    const text = files[path];
    if (text !== undefined) return Promise.resolve(text);
    return Promise.reject(Object.assign(new TypeError(`no ${path}`), { code: "ENOENT" }));
  };
}

type Options = Partial<LoadOptions> & { readonly files?: Readonly<Record<string, string>> };

/** The plan of a pipeline text; other files come from `options.files`. */
export function load(text: string, { files = {}, ...options }: Options = {}): Promise<PipelinePlan> {
  return parsePipeline(text, MAIN, {
    registry: createTestRegistry(),
    readText: memoryFiles(files),
    ...options,
  });
}

/** What is wrong with a pipeline text; fails when nothing is. */
export async function problemsOf(text: string, options: Options = {}): Promise<readonly Problem[]> {
  const outcome: unknown = await load(text, options).catch((error: unknown) => error);
  if (outcome instanceof PipelineFileError) return outcome.problems;
  throw new TypeError(`the pipeline should be refused, but gave ${String(outcome)}`);
}

/** `file:line:column code` of each. */
export function places(problems: readonly Problem[]): string[] {
  return problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`);
}
