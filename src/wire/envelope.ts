import protobuf from "protobufjs/minimal.js";
import type { EventBatch } from "../core/event-batch.ts";
import { SaccadeError } from "../core/errors.ts";
import type { JointCommand } from "../core/joint-command.ts";
import type { BallFix, BallState, Detection, HitPoint } from "../core/perception.ts";
import type { WorldTruth } from "../core/truth.ts";
import { atMost, finite, integer, text, wireError } from "./check.ts";
import { type Control, fromWireControl, toWireControl } from "./control.ts";
import { EventPacketWriter, readEventPacket } from "./event-packet.ts";
import { saccade } from "./gen/saccade.js";
import { fromWireJointCommand, toWireJointCommand } from "./joint-command.ts";
import {
  fromWireBallFix,
  fromWireBallState,
  fromWireDetection,
  fromWireHitPoint,
  toWireBallFix,
  toWireBallState,
  toWireDetection,
  toWireHitPoint,
} from "./perception.ts";
import {
  type EventImage,
  fromWireEventImage,
  fromWireLatencyReport,
  type LatencyReport,
  toWireEventImage,
  toWireLatencyReport,
} from "./view.ts";
import { fromWireWorldState, toWireWorldState } from "./world-state.ts";

/** [-] version of package saccade.v1; a reader refuses any other. */
export const WIRE_VERSION = 1;

/** [byte] largest message a reader looks at: the largest event image and its header fit twice. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

const MAX_HOPS = 64;

/** What a message can carry, by the name of its port type; the last three travel on no port. */
export interface Payloads {
  readonly events: EventBatch;
  readonly detection: Detection;
  readonly "ball-fix": BallFix;
  readonly "ball-state": BallState;
  readonly "hit-point": HitPoint;
  readonly "joint-command": JointCommand;
  readonly truth: WorldTruth;
  readonly "event-image": EventImage;
  readonly "latency-report": LatencyReport;
  readonly control: Control;
}
export type PayloadType = keyof Payloads;

/** A payload with its type's name, for each type. */
export type Body = { [K in PayloadType]: { readonly type: K; readonly payload: Payloads[K] } }[PayloadType];

/** When one node of the sender's graph worked on what became a message; sender's clock. */
export interface HopStamp {
  /** [-] index of the node in the sender's pipeline file. */
  readonly node: number;
  /** [us] may hold a fraction. */
  readonly startedUs: number;
  readonly finishedUs: number;
}

/** One message on a stream; the fields are those of envelope.proto. All times are of the sender's clock. */
export interface Envelope {
  /** Names one life of the sender. */
  readonly runId: string;
  readonly topic: string;
  /** [-] counts messages offered to the stream, those that the sender dropped included. */
  readonly seq: number;
  /** [-] counts messages that left the sender. */
  readonly sentSeq: number;
  /** [us] newest and oldest light that made the payload. */
  readonly originUs: number;
  readonly oldestOriginUs: number;
  /** [us] the message left the sender. */
  readonly sentUs: number;
  /** Newest first. */
  readonly hops: readonly HopStamp[];
  readonly body: Body;
}

/** A body from its two halves. */
export function bodyOf<K extends PayloadType>(type: K, payload: Payloads[K]): Body {
  return { type, payload } as Body; // the two halves share K, which the union cannot express
}

/** Writes envelopes; one instance a stream, for its event buffer. */
export class EnvelopeWriter {
  readonly #events: EventPacketWriter;

  constructor(events: EventPacketWriter = new EventPacketWriter()) {
    this.#events = events;
  }

  /**
   * The envelope as bytes that the caller owns.
   * @throws SaccadeError `wire-invalid` on events that their encoding cannot hold exactly.
   */
  write(envelope: Envelope): Uint8Array {
    const { body, hops, ...header } = envelope;
    const message = { version: WIRE_VERSION, ...header, hops: [...hops], ...this.#payload(body) };
    return saccade.v1.Envelope.encode(message).finish();
  }

  #payload(body: Body): saccade.v1.Envelope.$Properties {
    switch (body.type) {
      case "events":
        return { events: this.#events.write(body.payload) };
      case "detection":
        return { detection: toWireDetection(body.payload) };
      case "ball-fix":
        return { ballFix: toWireBallFix(body.payload) };
      case "ball-state":
        return { ballState: toWireBallState(body.payload) };
      case "hit-point":
        return { hitPoint: toWireHitPoint(body.payload) };
      case "joint-command":
        return { jointCommand: toWireJointCommand(body.payload) };
      case "truth":
        return { worldState: toWireWorldState(body.payload) };
      case "event-image":
        return { eventImage: toWireEventImage(body.payload) };
      case "latency-report":
        return { latencyReport: toWireLatencyReport(body.payload) };
      case "control":
        return { control: toWireControl(body.payload) };
    }
  }
}

/**
 * Reads one envelope. Event batches get arrays of their own; an event image's pixels are a view into `bytes`.
 * @throws SaccadeError `wire-invalid` with the field at fault: not protobuf, another version, beyond a limit.
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw wireError("envelope", `has ${bytes.length} bytes; at most ${MAX_MESSAGE_BYTES} are read`);
  }
  const message = parse(bytes);
  if (message.version !== WIRE_VERSION) {
    throw wireError(
      "version",
      `must be ${WIRE_VERSION}, found ${message.version}; sender and receiver differ in release`,
    );
  }
  return {
    runId: text(message.runId, "run_id", 64),
    topic: text(message.topic, "topic", 128),
    seq: integer(message.seq, "seq"),
    sentSeq: integer(message.sentSeq, "sent_seq"),
    originUs: finite(message.originUs, "origin_us"),
    oldestOriginUs: finite(message.oldestOriginUs, "oldest_origin_us"),
    sentUs: finite(message.sentUs, "sent_us"),
    hops: atMost(message.hops, "hops", MAX_HOPS).map(readHop),
    body: readBody(message),
  };
}

function parse(bytes: Uint8Array): saccade.v1.Envelope {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = true; // fields of a later minor version are not carried along
  try {
    return saccade.v1.Envelope.decode(reader);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError(
      "wire-invalid",
      `not a saccade.v1 envelope: ${reason} (${bytes.length} bytes)`,
      { field: "envelope", byte: reader.pos },
      { cause },
    );
  }
}

function readHop(hop: saccade.v1.HopStamp.$Properties): HopStamp {
  return {
    node: integer(hop.node, "hops.node"),
    startedUs: finite(hop.startedUs, "hops.started_us"),
    finishedUs: finite(hop.finishedUs, "hops.finished_us"),
  };
}

function readBody(message: saccade.v1.Envelope): Body {
  if (message.events != null) return bodyOf("events", readEventPacket(message.events));
  if (message.control != null) return bodyOf("control", fromWireControl(message.control));
  if (message.detection != null) return bodyOf("detection", fromWireDetection(message.detection));
  if (message.ballFix != null) return bodyOf("ball-fix", fromWireBallFix(message.ballFix));
  if (message.ballState != null) return bodyOf("ball-state", fromWireBallState(message.ballState));
  if (message.hitPoint != null) return bodyOf("hit-point", fromWireHitPoint(message.hitPoint));
  if (message.jointCommand != null)
    return bodyOf("joint-command", fromWireJointCommand(message.jointCommand));
  if (message.worldState != null) return bodyOf("truth", fromWireWorldState(message.worldState));
  if (message.eventImage != null) return bodyOf("event-image", fromWireEventImage(message.eventImage));
  if (message.latencyReport != null) {
    return bodyOf("latency-report", fromWireLatencyReport(message.latencyReport));
  }
  throw wireError("payload", "carries no payload that this version knows");
}
