import { Observable, tap } from "rxjs";
import { stringify } from "yaml";
import { z } from "zod";
import { createDefaultRegistry } from "../../nodes/registry.ts";
import { spikingTracker } from "../../nodes/trackers/spiking.ts";
import type { BackendName } from "../../src/backends/backend.ts";
import type { LinkName } from "../../src/backends/link-profiles.ts";
import type { SubmissionMode } from "../../src/backends/link.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import { createEventBatch, type EventBatch, pushEvent } from "../../src/core/event-batch.ts";
import { type Message, sense } from "../../src/core/message.ts";
import { DETECTION, EVENTS } from "../../src/core/port-types.ts";
import { parsePipeline } from "../../src/runtime/file/load.ts";
import { type AnyNodeSpec, defineNode } from "../../src/runtime/node.ts";
import { ringWindows } from "./ring-windows.ts";
import { runToEnd } from "../run-to-end.ts";

/** [us] a camera's window. */
const WINDOW_US = 1000;
/** [us] that the host is charged for a window. */
const HOST_US = spikingTracker.costUs;
/** [px] of the sensor, and where the rings' picture lies on it. */
const SENSOR_PX = 128;
const ORIGIN_PX = 32;
/** [-] different rings, shown in turn. */
const RINGS = 16;

/** A tracker on a chip behind a link, and so many windows. */
export interface PassSetup {
  readonly chip: BackendName;
  readonly link: LinkName;
  readonly submission: SubmissionMode;
  /** [-] */
  readonly windows: number;
  /** Folder of the model, absolute. */
  readonly model: string;
}

/** Passes through a whole pipeline in virtual time; all modelled. */
export interface PassStudy {
  /** [-] windows that went to the chip and whose result came out of the pipeline. */
  readonly passes: number;
  /** [us] means. */
  readonly inferenceUs: number;
  readonly linkUs: number;
  readonly passUs: number;
  /** [us] from the start of a window's work to its release, less host, inference and link: the largest there was. */
  readonly mostUnexplainedUs: number;
  /** [-] the chip's own account of its time over what the messages say; 1 when the pipeline charges just that. */
  readonly ownTimeRatio: number;
  /** [-] windows that found the way or the chip taken. */
  readonly dropped: number;
}

/**
 * Shows rings at a camera's rate to the tracker of a pipeline and holds each detection's times against its chip's and link's.
 * @throws SaccadeError of a run that failed
 */
export async function studyPasses(setup: PassSetup): Promise<PassStudy> {
  const passes = new Passes();
  const registry = createDefaultRegistry();
  registry.add(ringSource);
  registry.add(passLog((message) => passes.add(message)));
  const { chip: backend, link, submission, windows, model } = setup;
  const text = stringify({
    version: 1,
    name: "passes",
    clock: "virtual",
    seed: 7,
    nodes: {
      rings: { kind: "source/rings", params: { windows } },
      tracker: {
        kind: "tracker/spiking",
        params: { camera: "rings", model, backend, link, submission },
        in: { events: "rings" },
      },
      log: { kind: "sink/passes", in: { detection: "tracker" } },
    },
  });
  const pipeline = await parsePipeline(text, "/passes.yaml", { registry, set: [] });
  const { report } = await runToEnd(pipeline);
  return passes.study(chipSection.parse(report.chips?.["tracker"]), windows);
}

const chipSection = z.object({ windows: z.number(), sums: z.object({ deviceNs: z.number() }) });

/** Adds up what detections say of their passes. */
class Passes {
  #count = 0;
  #deviceNs = 0;
  #linkNs = 0;
  #mostNs = 0;

  add({ modelled, startedNs, finishedNs }: Message<unknown>): void {
    if (modelled === null) return;
    const { deviceNs, linkNs } = modelled;
    this.#count++;
    this.#deviceNs += deviceNs;
    this.#linkNs += linkNs;
    const unexplainedNs = Math.abs(finishedNs - startedNs - HOST_US * 1000 - deviceNs - linkNs);
    this.#mostNs = Math.max(this.#mostNs, unexplainedNs);
  }

  study({ windows, sums }: z.output<typeof chipSection>, shown: number): PassStudy {
    const [count, deviceNs, linkNs] = [this.#count, this.#deviceNs, this.#linkNs];
    if (count === 0) throw new SaccadeError("node-failed", "no window came through the pipeline", { shown });
    return {
      passes: count,
      inferenceUs: deviceNs / count / 1000,
      linkUs: linkNs / count / 1000,
      passUs: (deviceNs + linkNs) / count / 1000,
      mostUnexplainedUs: this.#mostNs / 1000,
      ownTimeRatio: sums.deviceNs / windows / (deviceNs / count),
      dropped: shown - windows,
    };
  }
}

/** A ring in every window, the events at its end. */
const ringSource = defineNode({
  kind: "source/rings",
  summary: "Rings of a ball's size at a camera's rate, for the study of passes.",
  inputs: {},
  outputs: { events: EVENTS },
  params: z.strictObject({ windows: z.int().min(1).max(1e6).describe("[-] then it ends") }),
  costUs: 0,
  create:
    ({ windows }, context) =>
    () => ({
      events: new Observable<Message<EventBatch>>((subscriber) => {
        const rings = ringWindows(RINGS, SENSOR_PX - 2 * ORIGIN_PX, 0);
        return context.every(WINDOW_US, (dueUs, n) => {
          if (n > windows) subscriber.complete();
          else subscriber.next(sense(batchOf(rings[n % RINGS]?.pixels ?? new Int32Array(0), dueUs), dueUs));
        });
      }),
    }),
});

function batchOf(ring: Int32Array, endUs: number): EventBatch {
  const batch = createEventBatch(SENSOR_PX, SENSOR_PX, ring.length);
  const side = SENSOR_PX - 2 * ORIGIN_PX;
  for (const pixel of ring)
    pushEvent(batch, endUs - 1, ORIGIN_PX + (pixel % side), ORIGIN_PX + Math.floor(pixel / side), 1);
  return batch;
}

const passLog = (found: (message: Message<unknown>) => void): AnyNodeSpec =>
  defineNode({
    kind: "sink/passes",
    summary: "Hands detections over with their stamps, for the study of passes.",
    inputs: { detection: { type: DETECTION, policy: "lossless", depth: 1024 } },
    outputs: {},
    params: z.strictObject({}),
    costUs: 0,
    create: () => (inputs) => inputs.detection.pipe(tap(found)),
  });
