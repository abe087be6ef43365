/**
 * The type of a port: what its messages carry. Two ports fit when their type names are equal.
 * Payloads are plain data (objects, arrays, typed arrays, strings, numbers): they cross threads by structured clone.
 */
export interface PortType<T> {
  readonly name: string;
  /** Buffers that move instead of being copied when a message crosses to another thread and nobody else reads it. */
  transfer?(payload: T): ArrayBuffer[];
  /** What enters the run's hash in place of the whole payload, for payloads with unused room. */
  canonical?(payload: T): unknown;
}
