import { expect, it, vi } from "vitest";
import { reportFailure } from "../../../../bin/output/failure.ts";
import { type ErrorCode, SaccadeError } from "../../../../src/core/errors.ts";

it.each([
  ["cancelled", 130],
  ["node-failed", 1],
  ["usage", 2],
] as const satisfies readonly (readonly [ErrorCode, number])[])(
  "ends with its own code: %s",
  (code, exit) => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(reportFailure(new SaccadeError(code, "stopped"))).toBe(exit);
    expect(write.mock.calls.join("")).toContain(`[${code}] stopped`);
    write.mockRestore();
  },
);
