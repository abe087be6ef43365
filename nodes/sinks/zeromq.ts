import { Observable } from "rxjs";
import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import type { Message } from "../../src/core/message.ts";
import { defineNode, type NodeContext } from "../../src/runtime/node.ts";
import { hopStamps } from "../../src/transport/hop-stamps.ts";
import { SEND_POLICIES } from "../../src/transport/send-stream.ts";
import { ZeromqSender } from "../../src/transport/zeromq-sender.ts";
import type { StreamTotals } from "../../src/wire/control.ts";
import { bodyOf, type Payloads } from "../../src/wire/envelope.ts";
import { EVENT_ENCODINGS, EventPacketWriter } from "../../src/wire/event-packet.ts";
import {
  refuseEndpoint,
  socketShape,
  type StreamKind,
  STREAMS,
  type StreamType,
  topicParam,
} from "../zeromq-params.ts";

const sinkShape = {
  ...socketShape,
  topic: topicParam,
  policy: z
    .enum(SEND_POLICIES)
    .default("block")
    .describe(
      "while the receiver is slow or away: block holds the input back, so that its edge decides; the others act on a queue here, lossless ends the run when it is full",
    ),
  depth: z.int().min(1).max(4096).default(16).describe("[-] messages that may wait here for the receiver"),
  drainMs: z
    .int()
    .min(0)
    .max(4500)
    .default(2000)
    .describe("[ms] at the end, how long to wait for the receiver to take what is left and the totals"),
};
const sinkParams = z.strictObject(sinkShape).superRefine(refuseEndpoint);
const eventSinkParams = z
  .strictObject({
    ...sinkShape,
    encoding: z
      .enum(EVENT_ENCODINGS)
      .default("auto")
      .describe("layout of the events; auto: 4 bytes each where the sensor fits (4096 x 2048), else 8"),
    sensorId: z.string().max(64).default("").describe("names the sensor to foreign receivers"),
  })
  .superRefine(refuseEndpoint);

interface Publication<K extends StreamType> {
  readonly type: K;
  readonly params: z.output<typeof sinkParams>;
  readonly events?: EventPacketWriter;
}

/** What the kinds of sink share. A receiver that is away must not stop its pipeline, so the edge drops by default. */
function declaration<K extends StreamType>({ type, port, portType }: StreamKind<K>) {
  return {
    kind: `sink/zeromq-${type}`,
    summary: `Sends ${type} messages to one receiver in another process over ZeroMQ, on credits.`,
    inputs: { [port]: { type: portType, policy: "drop-oldest", depth: 64 } },
    outputs: {},
    costUs: 50, // a packet of 4096 events is encoded in 30 us
    async: true,
  } as const;
}

function sink<K extends StreamType>(stream: StreamKind<K>) {
  const { type, port } = stream;
  return defineNode({
    ...declaration(stream),
    params: sinkParams,
    create: (params, context) => (inputs) => publish({ type, params }, context, inputs[port]),
  });
}

/** Sends camera events to another process. */
export const zeromqEventsSink = defineNode({
  ...declaration(STREAMS.events),
  params: eventSinkParams,
  create: (params, context) => (inputs) => {
    const events = new EventPacketWriter(params.encoding, params.sensorId);
    return publish({ type: "events", params, events }, context, inputs[STREAMS.events.port]);
  },
});
/** Sends what a tracker found to another process. */
export const zeromqDetectionSink = sink(STREAMS.detection);
/** Sends triangulated ball positions to another process. */
export const zeromqBallFixSink = sink(STREAMS["ball-fix"]);
/** Sends the estimated ball to another process. */
export const zeromqBallStateSink = sink(STREAMS["ball-state"]);
/** Sends predicted hit points to another process. */
export const zeromqHitPointSink = sink(STREAMS["hit-point"]);
/** Sends joint commands to another process, such as a robot's driver. */
export const zeromqJointCommandSink = sink(STREAMS["joint-command"]);

/**
 * Offers what the input brings to a stream, and returns each credit once there is room for another message. Holds no
 * timer, so that virtual time waits for a receiver that is slow.
 */
function publish<K extends StreamType>(
  { type, params, events }: Publication<K>,
  context: NodeContext,
  input: Observable<Message<Payloads[K]>> | undefined,
): Observable<never> {
  return new Observable((subscriber) => {
    let held: Message<Payloads[K]> | null = null;
    const release = (): void => {
      const message = held;
      held = null;
      if (message !== null) context.done(message);
    };
    const failed = (error: unknown): void => subscriber.error(error);
    const options = { ...params, type, nowUs: () => context.nowUs(), ...(events && { events }) };
    const receiver = (joined: boolean): void => {
      context.metrics.count(joined ? "receiver-joined" : "receiver-left");
    };
    const sender = new ZeromqSender(options, { room: release, receiver, failed });
    subscriber.add(() => sender.destroy());
    sender
      .open()
      .then(() => context.log.info(`sends ${type} at ${sender.endpoint ?? params.endpoint}`), failed);
    subscriber.add(
      input?.subscribe({
        next: (message) => {
          held = message;
          const { payload, originUs, oldestOriginUs } = message;
          const body = bodyOf(type, payload);
          const offer = sender.offer({ body, originUs, oldestOriginUs, hops: hopStamps(message) });
          if (offer === "overflow") failed(overflow(params));
          else if (params.policy !== "block" || sender.room) release();
        },
        error: failed,
        complete: () => {
          void sender.close(params.drainMs).then((totals) => {
            count(context, totals, sender.invalid);
            subscriber.complete();
          });
        },
      }),
    );
  });
}

function count(context: NodeContext, { sent, dropped }: StreamTotals, invalid: number): void {
  context.metrics.count("sent", sent);
  if (invalid > 0) context.metrics.count("invalid-message", invalid);
  for (const [reason, n] of Object.entries(dropped)) context.metrics.count(`dropped:${reason}`, n);
}

function overflow({ endpoint, depth }: Publication<StreamType>["params"]): SaccadeError {
  return new SaccadeError(
    "edge-overflow",
    `the stream at ${endpoint} is "lossless" and more than ${depth} messages wait for its receiver; set depth higher, make the receiver faster, or choose a policy that waits or drops`,
    { endpoint, depth },
  );
}
