import { atMost, integer, text, wireError } from "./check.ts";
import { saccade } from "./gen/saccade.js";

/** [-] messages that a receiver may allow to be on their way at once. */
export const MAX_WINDOW = 4096;

/** Why a stream ends; see control.proto. */
export type ByeReason = "end-of-stream" | "leaving" | "busy" | "refused";

const { ByeReason: Wire } = saccade.v1;
const WIRE_REASONS: readonly (readonly [ByeReason, saccade.v1.ByeReason])[] = [
  ["end-of-stream", Wire.BYE_REASON_END_OF_STREAM],
  ["leaving", Wire.BYE_REASON_LEAVING],
  ["busy", Wire.BYE_REASON_BUSY],
  ["refused", Wire.BYE_REASON_REFUSED],
];

/** What became of the messages offered to a stream: offered = sent + the sum of dropped. */
export interface StreamTotals {
  readonly offered: number;
  readonly sent: number;
  /** Dropped by the sender, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** One step of the protocol between sender and receiver; see control.proto. */
export type Control =
  | { readonly step: "subscribe"; readonly type: string; readonly window: number }
  | { readonly step: "hello"; readonly sent: number }
  | { readonly step: "credit"; readonly limit: number }
  | {
      readonly step: "bye";
      readonly reason: ByeReason;
      readonly totals: StreamTotals;
      readonly text: string;
    };

/** Totals of a stream on which nothing happened. */
export const NO_TOTALS: StreamTotals = { offered: 0, sent: 0, dropped: {} };

export function toWireControl(control: Control): saccade.v1.Control.$Properties {
  switch (control.step) {
    case "subscribe":
      return { subscribe: { type: control.type, window: control.window } };
    case "hello":
      return { hello: { sent: control.sent } };
    case "credit":
      return { credit: { limit: control.limit } };
    case "bye":
      return { bye: toWireBye(control) };
  }
}

/** @throws SaccadeError `wire-invalid`. */
export function fromWireControl(message: saccade.v1.Control.$Properties): Control {
  const { subscribe, hello, credit, bye } = message;
  if (subscribe != null) {
    return {
      step: "subscribe",
      type: text(subscribe.type, "control.subscribe.type", 64),
      window: integer(subscribe.window, "control.subscribe.window", 1, MAX_WINDOW),
    };
  }
  if (hello != null) return { step: "hello", sent: integer(hello.sent, "control.hello.sent") };
  if (credit != null) return { step: "credit", limit: integer(credit.limit, "control.credit.limit") };
  if (bye != null) return fromWireBye(bye);
  throw wireError("control", "carries no step that this version knows");
}

function toWireBye(bye: Extract<Control, { step: "bye" }>): saccade.v1.Bye.$Properties {
  const { offered, sent, dropped } = bye.totals;
  return {
    reason: WIRE_REASONS.find(([name]) => name === bye.reason)?.[1] ?? Wire.BYE_REASON_END_OF_STREAM,
    offered,
    sent,
    dropped: Object.entries(dropped).map(([reason, count]) => ({ reason, count })),
    text: bye.text,
  };
}

function fromWireBye(bye: saccade.v1.Bye.$Properties): Control {
  const code = bye.reason ?? Wire.BYE_REASON_END_OF_STREAM;
  const reason = WIRE_REASONS.find(([, value]) => value === code)?.[0];
  if (reason === undefined) throw wireError("control.bye.reason", `${code} is not a known reason`);
  const dropped = atMost(bye.dropped, "control.bye.dropped", 16).map((drop): [string, number] => [
    text(drop.reason, "control.bye.dropped.reason", 64),
    integer(drop.count, "control.bye.dropped.count"),
  ]);
  return {
    step: "bye",
    reason,
    totals: {
      offered: integer(bye.offered, "control.bye.offered"),
      sent: integer(bye.sent, "control.bye.sent"),
      dropped: Object.fromEntries(dropped),
    },
    text: text(bye.text, "control.bye.text", 256),
  };
}
