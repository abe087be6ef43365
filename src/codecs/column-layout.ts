import {
  bestOrder,
  firstGuess,
  namesOf,
  nextGuess,
  type Role,
  unitOf,
  type TextLayout,
} from "./text-layout.ts";

/** [-] rows that are looked at where nothing names the columns, or the unit of the time. */
export const GUESSED_ROWS = 8;

/** A column of numbers, as far as it tells what it holds. */
export interface TypedColumn {
  /** Empty where columns have no names. */
  readonly name: string;
  /** Kind and bytes, as `u2` or `f8`. */
  readonly code: string;
}

/**
 * Which column is what, and the unit of the time, by names where there are any, else by the first rows, whose numbers are
 * given as text: so it is told in text files, too. Null when they do not tell.
 */
export function columnLayout(
  columns: readonly TypedColumn[],
  rows: readonly (readonly string[])[],
): Pick<TextLayout, "columnOf" | "timeScale"> | null {
  const names = namesOf(columns.map(({ name }) => name));
  const columnOf = names?.columnOf ?? guessOrder(rows);
  if (columnOf === undefined) return null;
  const times = rows.map((row) => row[columnOf.t] ?? "");
  const isFloating = columns[columnOf.t]!.code.startsWith("f");
  return { columnOf, timeScale: names?.timeScale ?? unitOf(times, isFloating, 1) };
}

function guessOrder([first, ...others]: readonly (readonly string[])[]):
  Readonly<Record<Role, number>> | undefined {
  return bestOrder(others.reduce(nextGuess, firstGuess(first ?? ["0", "0", "0", "0"])));
}
