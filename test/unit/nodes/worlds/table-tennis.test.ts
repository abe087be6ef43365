import { describe, expect, it } from "vitest";
import { namedArm } from "../../../../nodes/arm-choice.ts";
import { tableTennisWorldNode } from "../../../../nodes/worlds/table-tennis.ts";
import type { EventBatch } from "../../../../src/core/event-batch.ts";
import type { JointCommand } from "../../../../src/core/joint-command.ts";
import type { Message } from "../../../../src/core/message.ts";
import type { WorldTruth } from "../../../../src/core/truth.ts";
import { NodeHarness } from "../../../support/node-harness.ts";

const camera = (id: string, x: number) => ({
  id,
  width: 346,
  height: 260,
  focalPx: 250,
  positionM: [x, -0.9, 2.4],
  targetM: [0, -0.9, 0.2],
});
const CAMERAS = [camera("left", -1.2), camera("right", 1.2)];

const harness = (params: Record<string, unknown> = {}, seed = 1): NodeHarness =>
  new NodeHarness(tableTennisWorldNode, { cameras: CAMERAS, ...params }, seed);

const truths = (h: NodeHarness): WorldTruth[] => h.payloads("truth") as WorldTruth[];
const batches = (h: NodeHarness, port: string): Message<EventBatch>[] =>
  h.outputs[port] as Message<EventBatch>[];

const COMMAND: JointCommand = {
  robot: "racket",
  positions: [0.4, -1.6, 0.3, 0, 0],
  velocities: [0, 0, 0, 0, 0],
  reachAtUs: 250_000,
  validUntilUs: 1_000_000,
};

describe("each quantum", () => {
  it("ends with one message on every output", () => {
    const h = harness();
    h.advanceTo(20_500);
    expect([h.outputs["left"]?.length, h.outputs["right"]?.length]).toEqual([20, 20]);
    expect(truths(h).map(({ timeUs }) => timeUs)).toEqual(
      Array.from({ length: 20 }, (_, n) => (n + 1) * 1000),
    );
  });

  it("stamps a batch with the times of its newest and oldest event", () => {
    const h = harness();
    h.advanceTo(600_000);
    const full = [...batches(h, "left"), ...batches(h, "right")].filter(({ payload }) => payload.length > 0);
    expect(full.length).toBeGreaterThan(100);
    for (const { payload, originUs, oldestOriginUs } of full) {
      expect(originUs).toBe(payload.t[payload.length - 1]);
      expect(oldestOriginUs).toBe(payload.t[0]);
    }
  });

  it("stamps an empty batch with its end", () => {
    const h = harness();
    h.advanceTo(2_000_000);
    const [n, empty] = [...batches(h, "left").entries()].find(([, { payload }]) => payload.length === 0)!;
    expect([empty.originUs, empty.oldestOriginUs]).toEqual([(n + 1) * 1000, (n + 1) * 1000]);
  });

  it("is as long as the file says", () => {
    const h = harness({ quantumUs: 5000 });
    h.advanceTo(20_000);
    expect(truths(h).map(({ timeUs }) => timeUs)).toEqual([5000, 10_000, 15_000, 20_000]);
  });
});

describe("cameras", () => {
  const withSensor = (sensor: object, params: object = {}) =>
    harness({ cameras: [{ ...CAMERAS[0], sensor }, CAMERAS[1]], ...params });

  it("with a clock of their own stamp events by it; messages keep the run's time", () => {
    const h = withSensor({ clockOffsetUs: 40_000, clockDriftPpm: 100 });
    h.advanceTo(600_000);
    const plain = harness();
    plain.advanceTo(600_000);
    const full = batches(h, "left").filter(({ payload }) => payload.length > 0);
    const straight = batches(plain, "left").filter(({ payload }) => payload.length > 0);
    expect(full.length).toBe(straight.length);
    for (const [n, { payload, originUs }] of full.entries()) {
      const { payload: other, originUs: otherUs } = straight[n]!;
      expect(payload.t[0]).toBe(Math.floor(other.t[0]! * 1.0001 + 40_000));
      expect(Math.abs(originUs - otherUs)).toBeLessThanOrEqual(1);
    }
  });

  it("report what their readout lost", () => {
    const h = withSensor({ rateControl: { maxEvents: 2 } });
    h.advanceTo(600_000);
    const report = h.sections["play"]!() as {
      eventsDropped: number;
      eventsDroppedBy: Record<string, object>;
    };
    expect(report.eventsDropped).toBeGreaterThan(1000);
    expect(report.eventsDroppedBy["left"]).toEqual({
      region: 0,
      queue: 0,
      rateControl: report.eventsDropped,
    });
    expect(report.eventsDroppedBy["right"]).toEqual({ region: 0, queue: 0, rateControl: 0 });
  });

  it("see the racket move in the hall, and only there", () => {
    const seen = (scenery: string): number => {
      const h = harness({ scenery });
      h.push("command", COMMAND);
      h.advanceTo(200_000);
      return batches(h, "left").reduce((sum, { payload }) => sum + payload.length, 0);
    };
    expect(seen("hall")).toBeGreaterThan(seen("plain") + 1000);
  });

  it("that cannot see the table are refused", () => {
    const away = { ...CAMERAS[0], targetM: [-9, -9, 2] };
    expect(() => harness({ cameras: [away, CAMERAS[1]] })).toThrow(
      expect.objectContaining({ code: "geometry-invalid", where: { camera: "left" } }),
    );
  });
});

it("moves its robot by the commands it receives, from when they arrive", () => {
  const h = harness();
  h.advanceTo(100_000);
  h.push("command", COMMAND);
  h.advanceTo(400_000);
  const [before, after] = [truths(h)[99]!, truths(h)[399]!];
  expect(before.joints).toEqual([0, -1.7, 0.25, 0, 0]);
  expect(truths(h)[100]!.joints[0]).toBeGreaterThan(0);
  expect(after.joints[0]).toBeCloseTo(0.4, 5);
  expect(after.racket.positionM[0]).toBe(after.joints[0]);
});

it("gives the same stream for the same seed, another for another", () => {
  const rows = (seed: number): unknown[] => {
    const h = harness({}, seed);
    h.advanceTo(300_000);
    return [truths(h), batches(h, "left").map(({ payload }) => [...payload.t])];
  };
  expect(rows(1)).toEqual(rows(1));
  expect(rows(2)).not.toEqual(rows(1));
});

describe("the report", () => {
  it("tells counts only before the first ball has ended", () => {
    const h = harness();
    h.advanceTo(10_000);
    expect(h.sections["play"]?.()).toEqual({
      balls: 0,
      legal: 0,
      contacts: 0,
      returns: 0,
      commandsRefused: 0,
      commandsCut: 0,
      limitViolations: 0,
      rimHits: 0,
      contactsOutsideFit: 0,
    });
  });

  it("counts balls that have ended, refused and cut commands", () => {
    const h = harness();
    h.push("command", { ...COMMAND, positions: [NaN, 0, 0, 0, 0] });
    h.push("command", { ...COMMAND, positions: [7, -1.6, 0.3, 0, 0] });
    h.advanceTo(3_600_000);
    const play = h.sections["play"]?.() as Record<string, unknown>;
    expect(play).toMatchObject({
      balls: 2,
      legal: 2,
      contacts: 0,
      returns: 0,
      returnRate: 0,
      commandsRefused: 1,
      commandsCut: 1,
      limitViolations: 0,
    });
    expect(play["landingErrorMm"]).toBeUndefined();
  });
});

it("ends the run when the balls it was asked for have ended", () => {
  const h = harness({ balls: 2, quantumUs: 5000 });
  h.advanceTo(10_000_000);
  expect(h.finished).toBe("all balls played");
  expect(h.completed.sort()).toEqual(["left", "right", "truth"]);
  expect(h.pendingTimers).toBe(0);
  const outcomes = truths(h).flatMap((truth) => truth.outcomes);
  expect(outcomes.map(({ index }) => index)).toEqual([0, 1]);
  expect(truths(h).at(-1)!.outcomes.length).toBe(1);
});

it("goes on when its commands end", () => {
  const h = harness();
  h.advanceTo(5000);
  h.complete("command");
  h.advanceTo(10_000);
  expect(truths(h).length).toBe(10);
  expect(h.completed).toEqual([]);
});

it("passes an error of its input on to every output and stops", () => {
  const h = harness();
  h.advanceTo(5000);
  const error = new TypeError("broken");
  h.fail("command", error);
  h.advanceTo(10_000);
  expect(h.errors).toEqual([error, error, error]);
  expect(truths(h).length).toBe(5);
  expect(h.pendingTimers).toBe(0);
});

it("leaves no timer and no subscription when it is taken down early", () => {
  const h = harness();
  expect(h.subscribers("command")).toBe(1);
  h.advanceTo(3000);
  h.unsubscribe();
  expect(h.subscribers("command")).toBe(0);
  expect(h.pendingTimers).toBe(0);
  h.advanceTo(10_000);
  expect(truths(h).length).toBe(3);
});

describe("parameters", () => {
  it.each<[string, Record<string, unknown>, readonly (string | number)[]]>([
    [
      "a camera with a NaN place",
      { cameras: [CAMERAS[0], { ...camera("right", 1), positionM: [NaN, 0, 1] }] },
      ["cameras", 1, "positionM", 0],
    ],
    ["one camera", { cameras: [CAMERAS[0]] }, ["cameras"]],
    ["an unknown key", { camera: 1 }, []],
    ["a quantum of 0", { quantumUs: 0 }, ["quantumUs"]],
    ["a broken threshold", { threshold: -0.2 }, ["threshold"]],
    ["an unknown launcher", { launcher: "expert" }, ["launcher"]],
    ["more serves than balls", { serveShare: 1.5 }, ["serveShare"]],
    ["an unknown rubber", { rubber: "glue" }, ["rubber"]],
    ["a joint without speed", { limits: { x: { speed: 0 } } }, ["limits", "x", "speed"]],
  ])("with %s are refused at their place", (_name, params, path) => {
    const parsed = tableTennisWorldNode.params.safeParse({ cameras: CAMERAS, ...params });
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.path).toEqual(path);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["two cameras of one name", { cameras: [CAMERAS[0], CAMERAS[0]] }, "config-invalid"],
    [
      "a camera that looks straight down",
      { cameras: [CAMERAS[0], { ...CAMERAS[1], positionM: [0, -0.9, 2] }] },
      "geometry-invalid",
    ],
    ["no time for a ball", { ballPeriodMs: 150 }, "world-invalid"],
    ["a home outside the limits", { limits: { y: { max: -1.9 } } }, "world-invalid"],
  ])("with %s are refused when the world is built", (_name, params, code) => {
    expect(() => harness(params)).toThrow(expect.objectContaining({ code }));
  });

  it("leave nothing out when the file gives the cameras only", () => {
    const params = tableTennisWorldNode.params.parse({ cameras: CAMERAS });
    expect(params).toMatchObject({
      quantumUs: 1000,
      ballPeriodMs: 1800,
      preset: "ideal",
      scenery: "plain",
      launcher: "amateur",
    });
    expect(params.limits.y).toEqual({ min: -2.2, max: -1.4, speed: 4.5, acceleration: 45 });
  });
});

describe("an arm", () => {
  const { home } = namedArm("kr6-r900").arm;
  const turned: JointCommand = {
    ...COMMAND,
    positions: home.map((angle, joint) => (joint === 0 ? angle + 0.5 : angle)),
    velocities: home.map(() => 0),
    reachAtUs: 400_000,
  };

  it("does what it is told, after its dead time, and has six joints", () => {
    const h = harness({ robot: "kr6-r900" });
    h.push("command", turned);
    h.advanceTo(500_000);
    const joints = truths(h).map((truth) => truth.joints);
    expect(joints[7]).toEqual(home);
    const links = truths(h).map((truth) => truth.links!);
    expect(links[0]!.length).toBe(namedArm("kr6-r900").arm.capsules.length);
    expect(links.at(-1)![2]!.toM).not.toEqual(links[0]![2]!.toM);
    expect(joints.at(-1)![0]).toBeCloseTo(home[0]! + 0.5, 4);
    expect(joints.at(-1)!.slice(1)).toEqual(home.slice(1).map((angle) => expect.closeTo(angle, 9) as number));
    expect(h.sections["play"]!()).toMatchObject({ commandsRefused: 0, commandsLate: 0, limitViolations: 0 });
  });

  it("counts a command of another robot and one that is not a number", () => {
    const h = harness({ robot: "kr6-r900" });
    h.push("command", COMMAND);
    h.push("command", { ...turned, positions: home.map(() => NaN) });
    h.advanceTo(50_000);
    expect(h.sections["play"]!()).toMatchObject({ commandsRefused: 2 });
    expect(truths(h).at(-1)!.joints).toEqual(home);
  });

  it("is seen by the cameras in the hall as it moves", () => {
    const seen = (command: JointCommand): number => {
      const h = harness({ scenery: "hall", robot: "kr6-r900" });
      h.push("command", command);
      h.advanceTo(300_000);
      return batches(h, "left").reduce((sum, { payload }) => sum + payload.length, 0);
    };
    const still = { ...turned, positions: home };
    const forward = { ...turned, positions: home.map((angle, joint) => (joint === 1 ? angle + 1.2 : angle)) };
    expect(seen(forward)).toBeGreaterThan(seen(still) + 3000);
  });

  it("that nobody knows is refused", () => {
    expect(() => harness({ robot: "r2d2" })).toThrow(
      expect.objectContaining({ code: "config-invalid", where: { param: "robot" } }),
    );
  });
});
