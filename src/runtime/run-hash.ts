import { createHash, type Hash } from "node:crypto";
import { SaccadeError } from "../core/errors.ts";
import type { Message } from "../core/message.ts";
import type { PortType } from "../core/port-type.ts";
import { CanonicalWriter } from "./canonical.ts";
import type { EdgePlan, PipelinePlan } from "./plan.ts";

/**
 * Fingerprint of a run in virtual time: SHA-256 over (edge, seq, origin, due, payload in canonical form) of every
 * message on every edge, edges in order of their ids. Placement and host time are not part of it.
 */
export class RunHash {
  readonly #hashes: readonly Hash[];
  readonly #types: readonly (PortType<unknown> | undefined)[];
  readonly #ids: readonly string[];
  readonly #stamps = new Float64Array(3);
  readonly #writer = new CanonicalWriter();
  #last: Message<unknown> | null = null;
  #lastDigest: Uint8Array = new Uint8Array();

  constructor(pipeline: PipelinePlan) {
    this.#ids = pipeline.edges.map((edge) => edge.id);
    this.#hashes = pipeline.edges.map(() => createHash("sha256"));
    this.#types = pipeline.edges.map((edge) => pipeline.nodes[edge.fromNode]?.spec.outputs[edge.fromPort]);
  }

  /** `dueNs` [ns] is when the consumer can read the message. */
  add(edge: EdgePlan, message: Message<unknown>, dueNs: number): void {
    if (message !== this.#last) {
      this.#lastDigest = createHash("sha256").update(this.#bytesOf(edge, message.payload)).digest();
      this.#last = message;
    }
    this.#stamps[0] = message.seq;
    this.#stamps[1] = message.originUs;
    this.#stamps[2] = dueNs;
    this.#hashes[edge.index]?.update(this.#stamps).update(this.#lastDigest);
  }

  /** Lower-case hex; call once, at the end. */
  digest(): string {
    const all = createHash("sha256");
    this.#hashes.forEach((hash, i) => {
      all.update(`${this.#ids[i] ?? ""}\n`).update(hash.digest());
    });
    return all.digest("hex");
  }

  #bytesOf(edge: EdgePlan, payload: unknown): Uint8Array {
    const type = this.#types[edge.index];
    try {
      return this.#writer.encode(type?.canonical === undefined ? payload : type.canonical(payload));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SaccadeError("node-contract", `${edge.id}: ${reason}`, { edge: edge.id }, { cause });
    }
  }
}
