import { stripVTControlCharacters } from "node:util";

/** Rows as text columns; those from `rightFrom` on are right-aligned. Colours do not count as width. */
export function textTable(rows: readonly (readonly string[])[], rightFrom = 1): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))));
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const gap = " ".repeat((widths[i] ?? 0) - widthOf(cell));
          return i < rightFrom ? cell + gap : gap + cell;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const widthOf = (cell: string): number => stripVTControlCharacters(cell).length;
