import { describe, expect, it } from "vitest";
import { systemReason } from "../../../src/core/system-reason.ts";

const refused = (code: string): Error => Object.assign(new TypeError("input/output error"), { code });

describe("systemReason", () => {
  it.each([
    ["ENOENT", "no such file"],
    ["EACCES", "permission denied"],
    ["EISDIR", "it is a folder"],
    ["EROFS", "the disk can only be read"],
    ["EIO", "input/output error"],
  ])("says %s in words", (code, words) => {
    expect(systemReason(refused(code))).toBe(words);
  });

  it("says what the caller knows a missing path to mean", () => {
    expect(systemReason(refused("ENOENT"), "no such folder")).toBe("no such folder");
    expect(systemReason(refused("EACCES"), "no such folder")).toBe("permission denied");
  });
});
