import { SaccadeError } from "../core/errors.ts";

/** The code that ZeroMQ and Node put on their errors, or "" on any other value. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
}

/** A failure of a socket, in the product's terms: `port-busy` or `transport-failed`. */
export function transportError(error: unknown, endpoint: string): SaccadeError {
  if (error instanceof SaccadeError) return error;
  if (codeOf(error) === "EADDRINUSE") {
    return new SaccadeError(
      "port-busy",
      `${endpoint} is in use by another program; choose another port or stop that program`,
      { endpoint },
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SaccadeError("transport-failed", `${endpoint}: ${reason}`, { endpoint }, { cause: error });
}
