import { SaccadeError } from "../core/errors.ts";
import { SqliteRows, type SqliteFile } from "./sqlite-file.ts";
import type { SqliteValue } from "./sqlite-record.ts";

/** A table: where its rows are, and the names of its columns in order. */
export interface SqliteTable {
  readonly root: number;
  readonly columns: readonly string[];
}

/** The tree of the schema starts on page 1. Its columns: type, name, table, root page, SQL. */
const SCHEMA_ROOT = 1;

/** All tables of a file, by name. @throws SaccadeError as `SqliteRows.next`. */
export function readTables(file: SqliteFile): ReadonlyMap<string, SqliteTable> {
  const tables = new Map<string, SqliteTable>();
  const rows = new SqliteRows(file, SCHEMA_ROOT);
  for (let row = rows.next(); row !== null; row = rows.next()) {
    const [type, name, , root, sql] = row.values;
    if (textOf(type) !== "table") continue;
    if (typeof root !== "number" || root < 1) {
      throw new SaccadeError("codec-corrupt", `a table without rows at byte ${String(row.byte)}`, {
        byte: row.byte,
      });
    }
    tables.set(textOf(name), { root, columns: columnsOf(textOf(sql)) });
  }
  return tables;
}

/** A text value; "" for anything else. At most 65536 characters. */
export const textOf = (value: SqliteValue | undefined): string =>
  value instanceof Uint8Array ? String.fromCharCode(...value.subarray(0, 65536)) : "";

/** The first word of each column in `CREATE TABLE name(a INTEGER, b TEXT)`. */
function columnsOf(sql: string): readonly string[] {
  const inner = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
  return inner.split(",").map((column) => /^\s*["[`]?(\w*)/.exec(column)?.[1] ?? "");
}
