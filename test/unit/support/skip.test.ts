import { afterEach, describe, expect, it, vi } from "vitest";
import { findTool, lacksData, lacksPackage, lacksTool } from "../../support/skip.ts";

describe("skipping for what the machine lacks", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const warnings = () => vi.spyOn(console, "warn").mockReturnValue();

  it("does not skip for a program on the PATH", () => {
    vi.stubEnv("CI", "true");
    expect(lacksTool("sh")).toBe(false);
    expect(findTool("sh")).toMatch(/^\/.*\/sh$/);
  });

  it("skips for a missing program and says which, outside CI", () => {
    const warn = warnings();
    vi.stubEnv("CI", undefined);
    expect(lacksTool("no-such-program")).toBe(true);
    expect(warn).toHaveBeenCalledWith('SKIPPED: needs the program "no-such-program" on the PATH');
  });

  it("fails for a missing program in CI", () => {
    vi.stubEnv("CI", "true");
    expect(() => lacksTool("no-such-program")).toThrow("no-such-program");
  });

  it("skips for a missing package and says which, outside CI; not for one that is there", () => {
    const warn = warnings();
    vi.stubEnv("CI", undefined);
    expect(lacksPackage("zod")).toBe(false);
    expect(lacksPackage("no-such-package")).toBe(true);
    expect(warn).toHaveBeenCalledWith('SKIPPED: needs the package "no-such-package"');
    vi.stubEnv("CI", "true");
    expect(() => lacksPackage("no-such-package")).toThrow("no-such-package");
  });

  it("skips for a missing recording and says which", () => {
    const warn = warnings();
    expect(lacksData("no-such.raw")).toBe(true);
    expect(warn).toHaveBeenCalledWith("SKIPPED: needs ../shared/data/no-such.raw beside the repository");
  });
});
