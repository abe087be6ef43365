import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OUTCOME_REASONS } from "../../../src/core/truth.ts";
import type { Vec3 } from "../../../src/core/vec3.ts";
import { createEventBatch, pushEvent } from "../../../src/core/event-batch.ts";
import {
  type Body,
  bodyOf,
  type Envelope,
  EnvelopeWriter,
  readEnvelope,
} from "../../../src/wire/envelope.ts";
import { saccade } from "../../../src/wire/gen/saccade.js";

const real = fc.double({ noNaN: true, noDefaultInfinity: true });
const unknown = fc.double(); // NaN and infinities too: a covariance may be unknown
const timeUs = fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });
const count = fc.integer({ min: 0, max: 2 ** 53 - 1 });
const name = fc.string({ maxLength: 64 });
const point: fc.Arbitrary<Vec3> = fc.tuple(real, real, real);
const reals = (n: number): fc.Arbitrary<number[]> => fc.array(unknown, { minLength: n, maxLength: n });
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> => fc.record(model);

const bodies: Record<Exclude<Body["type"], "events">, fc.Arbitrary<Body>> = {
  detection: record({
    camera: name,
    xPx: real,
    yPx: real,
    covariancePx2: fc.tuple(unknown, unknown, unknown),
    presence: fc.double({ min: 0, max: 1, noNaN: true }),
    validAtUs: timeUs,
    windowStartUs: timeUs,
    windowEndUs: timeUs,
  }).map((payload) => bodyOf("detection", payload)),
  "ball-fix": record({
    positionM: point,
    covarianceM2: reals(9),
    reprojectionErrorPx: real,
    validAtUs: timeUs,
  }).map((payload) => bodyOf("ball-fix", payload)),
  "ball-state": record({
    positionM: point,
    velocityMps: point,
    spinRadps: point,
    covariance: reals(81),
    validAtUs: timeUs,
    track: count,
  }).map((payload) => bodyOf("ball-state", payload)),
  "hit-point": record({
    positionM: point,
    velocityMps: point,
    spinRadps: point,
    covarianceM2: reals(9),
    arrivalUs: timeUs,
    track: count,
  }).map((payload) => bodyOf("hit-point", payload)),
  "joint-command": fc
    .nat(64)
    .chain((n) => {
      const joints = fc.array(real, { minLength: n, maxLength: n });
      return record({
        robot: name,
        positions: joints,
        velocities: joints,
        reachAtUs: timeUs,
        validUntilUs: timeUs,
      });
    })
    .map((payload) => bodyOf("joint-command", payload)),
  truth: record({
    timeUs,
    ball: record({
      positionM: point,
      velocityMps: point,
      spinRadps: point,
      index: count,
      inPlay: fc.boolean(),
    }),
    racket: fc.record(
      { positionM: point, velocityMps: point, normal: point, along: point },
      { requiredKeys: ["positionM", "velocityMps", "normal"] },
    ),
    joints: fc.array(real, { maxLength: 64 }),
    outcomes: fc.array(
      fc.record(
        {
          index: count,
          legal: fc.boolean(),
          contact: fc.boolean(),
          returned: fc.boolean(),
          landingM: fc.tuple(real, real),
          launchSpeedMps: real,
          reason: fc.constantFrom(...OUTCOME_REASONS),
        },
        { requiredKeys: ["index", "legal", "contact", "returned", "launchSpeedMps"] },
      ),
      { maxLength: 4 },
    ),
    links: fc.array(record({ fromM: point, toM: point, radiusM: real }), { minLength: 1, maxLength: 9 }),
  }).map((payload) => bodyOf("truth", payload)),
  "event-image": fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      record({
        camera: name,
        width: fc.constant(width),
        height: fc.constant(height),
        timeUs,
        windowUs: real,
        pixels: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
        cellPx: fc.integer({ min: 1, max: 4096 }),
      }),
    )
    .map((payload) => bodyOf("event-image", payload)),
  "latency-report": record({
    budget: name,
    limitMs: real,
    p50Ms: unknown,
    p99Ms: unknown,
    lastMs: unknown,
    count,
    misses: count,
    blame: name,
  }).map((payload) => bodyOf("latency-report", payload)),
  control: fc
    .oneof(
      fc.record({
        step: fc.constant("subscribe" as const),
        type: name,
        window: fc.integer({ min: 1, max: 4096 }),
      }),
      fc.record({ step: fc.constant("hello" as const), sent: count }),
      fc.record({ step: fc.constant("credit" as const), limit: count }),
      fc.record({
        step: fc.constant("bye" as const),
        reason: fc.constantFrom(
          "end-of-stream" as const,
          "leaving" as const,
          "busy" as const,
          "refused" as const,
        ),
        totals: fc.record({
          offered: count,
          sent: count,
          dropped: fc.dictionary(name, count, { maxKeys: 4, noNullPrototype: true }),
        }),
        text: name,
      }),
    )
    .map((payload) => bodyOf("control", payload)),
};

const header = fc.record({
  runId: name,
  topic: name,
  seq: count,
  sentSeq: count,
  originUs: timeUs,
  oldestOriginUs: timeUs,
  sentUs: real,
  hops: fc.array(fc.record({ node: fc.nat(), startedUs: real, finishedUs: real }), { maxLength: 4 }),
});

const plain = (body: Body): Envelope => ({
  runId: "run",
  topic: "topic",
  seq: 3,
  sentSeq: 2,
  originUs: 10,
  oldestOriginUs: 5,
  sentUs: 20,
  hops: [],
  body,
});
const write = (body: Body): Uint8Array => new EnvelopeWriter().write(plain(body));
const refused = (field: string): unknown =>
  expect.objectContaining({ code: "wire-invalid", where: { field } });

/** The bytes of an envelope that no writer of ours would make. */
const forged = (message: saccade.v1.Envelope.$Properties): Uint8Array =>
  saccade.v1.Envelope.encode({ version: 1, runId: "run", topic: "topic", ...message }).finish();

const detection = {
  camera: "left",
  xPx: 1,
  yPx: 2,
  covariancePx2: [1, 0, 1],
  presence: 1,
  validAtUs: 500,
  windowStartUs: 0,
  windowEndUs: 1000,
} as const;

const aim = { positionM: {}, velocityMps: {}, spinRadps: {}, covarianceM2: new Array<number>(9).fill(1) };

describe("an envelope", () => {
  it.each(Object.keys(bodies) as (keyof typeof bodies)[])("gives back every %s bit by bit", (type) => {
    fc.assert(
      fc.property(header, bodies[type], (head, body) => {
        const envelope = { ...head, body };
        const bytes = Uint8Array.from(new EnvelopeWriter().write(envelope)); // as a socket would hand it over
        const { body: read, ...rest } = readEnvelope(bytes);
        expect(rest).toEqual(head);
        expect(read.type).toBe(type);
        expect(read.payload).toEqual(body.payload);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("carries events and their header", () => {
    const batch = createEventBatch(8, 8, 1);
    pushEvent(batch, 2 ** 53 - 1, 7, 6, 1);
    const read = readEnvelope(write(bodyOf("events", batch)));
    expect(read).toEqual(plain(bodyOf("events", batch)));
  });

  it("keeps NaN for a place without a ball", () => {
    const nothing = {
      camera: "left",
      xPx: NaN,
      yPx: NaN,
      covariancePx2: [NaN, NaN, NaN],
      presence: 0,
    } as const;
    const times = { validAtUs: 500, windowStartUs: 0, windowEndUs: 1000 };
    const read = readEnvelope(write(bodyOf("detection", { ...nothing, ...times })));
    expect(read.body.payload).toEqual({ ...nothing, ...times });
  });

  it("ignores a field that a later release has added", () => {
    const bytes = write(bodyOf("control", { step: "credit", limit: 4 }));
    const extended = Uint8Array.from([...bytes, 0xf8, 0x06, 0x01]); // field 111, varint 1
    expect(readEnvelope(extended)).toEqual(readEnvelope(bytes));
  });

  it.each([0, 2])("of version %i is refused, with both versions named", (version) => {
    const bytes = forged({ version, control: { credit: { limit: 1 } } });
    expect(() => readEnvelope(bytes)).toThrow(refused("version"));
    expect(() => readEnvelope(bytes)).toThrow(`must be 1, found ${version}`);
  });

  it("that is cut short is refused wherever the cut is", () => {
    const bytes = write(bodyOf("detection", detection));
    for (let size = 0; size < bytes.length; size++) {
      expect(() => readEnvelope(bytes.subarray(0, size))).toThrow(
        expect.objectContaining({ code: "wire-invalid" }),
      );
    }
  });

  it("made of any bytes is read or refused, never anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readEnvelope(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: "wire-invalid" });
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it.each([
    ["payload", {}],
    ["control", { control: {} }],
    ["seq", { seq: -1, control: { credit: {} } }],
    ["seq", { seq: 0.5, control: { credit: {} } }],
    ["sent_seq", { sentSeq: 2 ** 53, control: { credit: {} } }],
    ["origin_us", { originUs: NaN, control: { credit: {} } }],
    ["sent_us", { sentUs: Infinity, control: { credit: {} } }],
    ["topic", { topic: "x".repeat(129), control: { credit: {} } }],
    ["run_id", { runId: "x".repeat(65), control: { credit: {} } }],
    ["hops", { hops: new Array<object>(65).fill({}), control: { credit: {} } }],
    ["control.subscribe.window", { control: { subscribe: { type: "events", window: 0 } } }],
    ["control.subscribe.window", { control: { subscribe: { type: "events", window: 4097 } } }],
    ["control.bye.reason", { control: { bye: { reason: 9 } } }],
    ["control.bye.dropped", { control: { bye: { dropped: new Array<object>(17).fill({}) } } }],
    ["detection.covariance_px2", { detection: { presence: 1, covariancePx2: [1, 2] } }],
    ["detection.presence", { detection: { presence: 1.5 } }],
    ["detection.x_px", { detection: { presence: 1, covariancePx2: [1, 0, 1], xPx: NaN } }],
    ["ball_fix.position_m", { ballFix: { covarianceM2: new Array<number>(9).fill(1) } }],
    ["ball_fix.position_m.z", { ballFix: { positionM: { z: NaN } } }],
    [
      "ball_state.covariance",
      { ballState: { positionM: {}, velocityMps: {}, spinRadps: {}, covariance: [1] } },
    ],
    ["hit_point.arrival_us", { hitPoint: { ...aim, arrivalUs: NaN } }],
    ["hit_point.track", { hitPoint: { ...aim, track: -1 } }],
    ["joint_command.positions", { jointCommand: { positions: new Array<number>(65).fill(0) } }],
    ["joint_command.positions[1]", { jointCommand: { positions: [0, NaN], velocities: [0, 0] } }],
    ["joint_command.velocities", { jointCommand: { positions: [0, 0], velocities: [0] } }],
    ["world_state.ball", { worldState: {} }],
    ["event_image.width", { eventImage: { width: 4097, height: 1 } }],
    ["event_image.pixels", { eventImage: { width: 2, height: 2, pixels: new Uint8Array(3) } }],
    ["latency_report.budget", { latencyReport: { budget: "x".repeat(257) } }],
  ])("is refused at %s", (field, message) => {
    expect(() => readEnvelope(forged(message))).toThrow(refused(field));
  });
});
