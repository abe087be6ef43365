import { Observable } from "rxjs";
import { z } from "zod";
import { derive, type Message } from "../../src/core/message.ts";
import { normal } from "../../src/core/normal.ts";
import type { Detection } from "../../src/core/perception.ts";
import { DETECTION } from "../../src/core/port-types.ts";
import { Random } from "../../src/core/random.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";

const params = z.strictObject({
  latencyUs: z.int().min(0).max(1_000_000).default(0).describe("[us] by which detections come later"),
  errorPx: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe("[px] standard deviation added to a place, per axis"),
  seed: z.int().min(0).max(0xffffffff).default(0).describe("[-] of that error"),
});

/** A fault on purpose, to see what it costs. The error is added to what a detection claims of itself, too. */
export const detectionFaults = defineNode({
  kind: "fault/detections",
  summary: "Makes detections late and less exact on purpose.",
  inputs: { detection: { type: DETECTION, policy: "lossless", depth: 1024 } },
  outputs: { detection: DETECTION },
  params,
  costUs: 0, // it stands for a fault, not for work
  create: (values, context) => {
    const blur = blurring(values);
    return (inputs) => ({
      detection: new Observable<Message<Detection>>((subscriber) => {
        const late = new Late(values.latencyUs, context, (message) => subscriber.next(message));
        subscriber.add(() => late.close());
        subscriber.add(
          inputs.detection.subscribe({
            next: (message) => late.take(derive(message, blur(message.payload))),
            error: (error: unknown) => subscriber.error(error),
            complete: () => late.onceEmpty(() => subscriber.complete()),
          }),
        );
      }),
    });
  },
});

function blurring({ errorPx, seed }: z.output<typeof params>): (detection: Detection) => Detection {
  if (errorPx === 0) return (detection) => detection;
  const random = new Random(seed);
  const variance = errorPx * errorPx;
  return (detection) => {
    const [dx, dy] = [normal(random), normal(random)];
    const [xx, xy, yy] = detection.covariancePx2;
    return {
      ...detection,
      xPx: detection.xPx + errorPx * dx,
      yPx: detection.yPx + errorPx * dy,
      covariancePx2: [xx + variance, xy, yy + variance],
    };
  };
}

/** Messages that are held back for a while, in their order. */
class Late {
  readonly #latencyUs: number;
  readonly #context: NodeContext;
  readonly #emit: (message: Message<Detection>) => void;
  readonly #timers = new Set<() => void>();
  #whenEmpty: () => void = () => undefined;

  constructor(latencyUs: number, context: NodeContext, emit: (message: Message<Detection>) => void) {
    this.#latencyUs = latencyUs;
    this.#context = context;
    this.#emit = emit;
  }

  take(message: Message<Detection>): void {
    if (this.#latencyUs === 0) {
      this.#emit(message);
      return;
    }
    const cancel = this.#context.at(this.#context.nowUs() + this.#latencyUs, () => {
      this.#timers.delete(cancel);
      this.#emit(message);
      if (this.#timers.size === 0) this.#whenEmpty();
    });
    this.#timers.add(cancel);
  }

  onceEmpty(then: () => void): void {
    if (this.#timers.size === 0) then();
    else this.#whenEmpty = then;
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
