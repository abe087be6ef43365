import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "..", "..", "..", "proto", "saccade", "v1");
const files = readdirSync(folder).filter((name) => name.endsWith(".proto"));

/** Fields with the comment line that opens the block above them. */
function fieldsOf(file: string): { field: string; comment: string }[] {
  const found: { field: string; comment: string }[] = [];
  let comment = "";
  let opened = false;
  for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
    const text = line.trim();
    if (text.startsWith("//")) {
      if (!opened) comment = text;
      opened = true;
      continue;
    }
    const field = /^(?:repeated )?[A-Za-z0-9.]+ ([a-z0-9_]+) = \d+;$/.exec(text)?.[1];
    if (field !== undefined) found.push({ field, comment: opened ? comment : "" });
    opened = false;
  }
  return found;
}

describe("the wire contract", () => {
  it.each(files)("%s: every field comment starts with the field's unit", (file) => {
    const fields = fieldsOf(file);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter(({ comment }) => !/^\/\/ \[[^\]]+\] \S/.test(comment))).toEqual([]);
  });

  it.each(files)("%s: a field named for a unit says that unit", (file) => {
    const units: Record<string, string> = {
      us: "us",
      ms: "ms",
      px: "px",
      m: "m",
      mps: "m/s",
      radps: "rad/s",
    };
    const wrong = fieldsOf(file).filter(({ field, comment }) => {
      const unit = units[field.split("_").at(-1) ?? ""];
      return unit !== undefined && !comment.startsWith(`// [${unit}] `);
    });
    expect(wrong).toEqual([]);
  });

  it.each(files)("%s: belongs to the versioned package and uses no 64-bit integers", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    expect(text).toContain("package saccade.v1;");
    expect(text).not.toMatch(/\b[usf]?(?:int|ixed)64\b/);
  });
});
