/** Every failure a user can meet, by the part of the product that reports it. */
export type ErrorCode =
  | "usage"
  | "file-unreadable"
  | "file-exists"
  | "disk-full"
  | "config-invalid"
  | "graph-invalid"
  | "truth-leak"
  | "budget-infeasible"
  | "budget-exceeded"
  | "node-failed"
  | "node-contract"
  | "edge-overflow"
  | "thread-lost"
  | "port-busy"
  | "dependency-missing"
  | "wire-invalid"
  | "transport-failed"
  | "codec-unknown"
  | "codec-unsupported"
  | "codec-corrupt"
  | "codec-truncated"
  | "codec-unwritable"
  | "network-invalid"
  | "network-unmappable"
  | "world-invalid"
  | "geometry-invalid"
  | "target-unreachable"
  | "cancelled";

/** Machine-readable place of a failure: byte offset, node id, config path, line, layer. */
export type Place = Readonly<Record<string, string | number>>;

/**
 * The one error class. A caller's mistake (bad file, bad config) throws it at load or at the first bad byte.
 * Our own bugs fail an `assert`; what is expected at run time (a drop, a late message) is a counted value.
 * The message says what was wrong, the value found and the values allowed; the place is never parsed out of it.
 */
export class SaccadeError extends Error {
  override readonly name = "SaccadeError";
  readonly code: ErrorCode;
  readonly where: Place;

  constructor(code: ErrorCode, message: string, where: Place = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.where = where;
  }
}

/** Ends the process on a bug of ours: a state that no input may bring about. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** A broken invariant of this code base; never caught, never caused by input. */
export class AssertionFailure extends Error {
  override readonly name = "AssertionFailure";
}
