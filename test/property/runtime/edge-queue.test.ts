import fc from "fast-check";
import { expect, it } from "vitest";
import { sense } from "../../../src/core/message.ts";
import { EdgeQueue } from "../../../src/runtime/edge-queue.ts";
import { OVERLOAD_POLICIES, type OverloadPolicy } from "../../../src/runtime/node.ts";
import type { EdgePlan } from "../../../src/runtime/plan.ts";

type Act =
  | { readonly kind: "offer" | "depart"; readonly originUs: number }
  | { readonly kind: "arrive" | "deliver" | "drop" };

const act = fc.oneof<fc.Arbitrary<Act>[]>(
  fc.record({
    kind: fc.constantFrom<("offer" | "depart")[]>("offer", "depart"),
    originUs: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ kind: fc.constantFrom<("arrive" | "deliver" | "drop")[]>("arrive", "deliver", "drop") }),
);

const dropsOf = (queue: EdgeQueue): number => Object.values(queue.dropped()).reduce((sum, n) => sum + n, 0);

/** An edge and what is on its way to it. */
class Scene {
  readonly queue: EdgeQueue;
  readonly underWay: number[] = [];
  sent = 0;

  constructor(policy: OverloadPolicy, depth: number) {
    this.queue = new EdgeQueue({ id: "e", policy, depth: policy === "latest" ? 1 : depth } as EdgePlan);
  }

  do(step: Act): void {
    switch (step.kind) {
      case "offer":
        this.sent++;
        this.queue.offer(sense(0, step.originUs));
        break;
      case "depart":
        this.sent++;
        this.queue.depart();
        this.underWay.push(step.originUs);
        break;
      case "arrive":
        this.#arrive(this.underWay.shift());
        break;
      case "deliver":
      case "drop":
        if (this.queue.length > 0) this.#take(step.kind);
        break;
    }
  }

  #arrive(originUs: number | undefined): void {
    if (originUs !== undefined) this.queue.arrive(sense(0, originUs));
  }

  #take(kind: "deliver" | "drop"): void {
    this.queue.take();
    if (kind === "deliver") this.queue.countDelivered(0);
    else this.queue.countDrop("too-old");
  }
}

it("accounts for every message at every instant, whatever happens on an edge", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OVERLOAD_POLICIES),
      fc.integer({ min: 1, max: 4 }),
      fc.array(act, { maxLength: 60 }),
      (policy, depth, acts) => {
        const scene = new Scene(policy, depth);
        const { queue } = scene;
        for (const step of acts) {
          scene.do(step);
          expect(queue.sent).toBe(scene.sent);
          expect(queue.inFlight).toBe(scene.underWay.length);
          expect(queue.delivered + queue.inFlight + queue.length + dropsOf(queue)).toBe(scene.sent);
          if (policy !== "block") expect(queue.length).toBeLessThanOrEqual(queue.plan.depth);
        }
        queue.end();
        expect(queue.delivered + dropsOf(queue)).toBe(scene.sent);
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

it("never gives out a message that is older than the one before", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OVERLOAD_POLICIES),
      fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(null)), { maxLength: 60 }),
      (policy, steps) => {
        const queue = new EdgeQueue({ id: "e", policy, depth: 1 } as EdgePlan);
        let newestUs = -Infinity;
        for (const originUs of steps) {
          if (originUs !== null) queue.offer(sense(0, originUs));
          else if (queue.length > 0) {
            const taken = queue.take();
            expect(taken.originUs).toBeGreaterThanOrEqual(newestUs);
            newestUs = taken.originUs;
          }
        }
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});
