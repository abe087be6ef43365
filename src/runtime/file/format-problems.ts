import type { Problem } from "./problem.ts";

/** [-] allowed values printed per problem; longer lists are cut. */
const SHOWN_VALUES = 12;

/** One line for a terminal: `file:line:col: error: what; found X; allowed: A, B; did you mean "B"? [code]`. */
export function formatProblem(problem: Problem): string {
  const { file, line, column, message, found, allowed, suggestion, code } = problem;
  const parts = [message];
  if (found !== null) parts.push(`found ${found}`);
  if (allowed.length > 0) parts.push(`allowed: ${listed(allowed)}`);
  if (suggestion !== null) parts.push(`did you mean "${suggestion}"?`);
  return `${file}:${String(line)}:${String(column)}: error: ${parts.join("; ")} [${code}]`;
}

/** One line per problem, without a line break at the end. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join("\n");
}

function listed(values: readonly string[]): string {
  const more = values.length - SHOWN_VALUES;
  const shown = values.slice(0, SHOWN_VALUES).join(", ");
  return more > 0 ? `${shown} and ${String(more)} more` : shown;
}
