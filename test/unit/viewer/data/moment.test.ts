import { describe, expect, it } from "vitest";
import type { BallState } from "../../../../src/core/perception.ts";
import type { WorldTruth } from "../../../../src/core/truth.ts";
import type { Vec3 } from "../../../../src/core/vec3.ts";
import { bodyOf, type Body } from "../../../../src/wire/envelope.ts";
import { Feed } from "../../../../viewer/src/data/feed.ts";
import { momentAt, sameBall, truePoint } from "../../../../viewer/src/data/moment.ts";
import { pathThrough } from "../../../../viewer/src/data/path.ts";

const still: Vec3 = [0, 0, 0];

function take(feed: Feed, topic: string, sentUs: number, body: Body, runId = "run 1"): void {
  feed.take({
    runId,
    topic,
    seq: 0,
    sentSeq: 0,
    originUs: sentUs,
    oldestOriginUs: sentUs,
    sentUs,
    hops: [],
    body,
  });
}

/** A ball that rolls along y at 5 m/s; z is as high as gravity lets it be in between. */
function world(timeUs: number, ball: Partial<WorldTruth["ball"]> = {}): WorldTruth {
  return {
    timeUs,
    ball: {
      positionM: [0, (5 * timeUs) / 1e6, 1],
      velocityMps: [0, 5, 0],
      spinRadps: still,
      index: 0,
      inPlay: true,
      ...ball,
    },
    racket: { positionM: [timeUs / 1e6, -1.6, 0.3], velocityMps: still, normal: [0, 1, 0] },
    joints: [],
    outcomes: [],
  };
}

const truth = (...args: Parameters<typeof world>): Body => bodyOf("truth", world(...args));

function estimate(validAtUs: number, positionM: Vec3, track = 0): Body {
  const state: BallState = {
    positionM,
    velocityMps: [0, 5, 0],
    spinRadps: still,
    covariance: new Array<number>(81).fill(0),
    validAtUs,
    track,
  };
  return bodyOf("ball-state", state);
}

const detection = (presence: number): Body =>
  bodyOf("detection", {
    camera: "left",
    xPx: 3,
    yPx: 4,
    covariancePx2: [1, 0, 1],
    presence,
    validAtUs: 0,
    windowStartUs: 0,
    windowEndUs: 0,
  });

describe("a moment", () => {
  it("has the newest state exactly, and a place in between for the instants between two states", () => {
    const feed = new Feed();
    take(feed, "truth", 20_000, truth(19_000));
    take(feed, "truth", 40_000, truth(39_000));
    expect(momentAt(feed, 40_000).ballM).toEqual([0, 0.195, 1]);
    expect(momentAt(feed, 25_000).ballM?.[1]).toBeCloseTo(0.12, 9);
    expect(momentAt(feed, 25_000).racketM?.[0]).toBeCloseTo(0.024, 9);
  });

  it("moves the robot's links between two states, too, and has none where there are none", () => {
    const feed = new Feed();
    const link = (z: number) => ({ fromM: [0, -2, 0] as const, toM: [0, -2, z] as const, radiusM: 0.1 });
    take(feed, "truth", 20_000, bodyOf("truth", { ...world(19_000), links: [link(1)] }));
    take(feed, "truth", 40_000, bodyOf("truth", { ...world(39_000), links: [link(2)] }));
    expect(momentAt(feed, 25_000).links).toEqual([
      { fromM: [0, -2, 0], toM: [0, -2, expect.closeTo(1.25, 9)], radiusM: 0.1 },
    ]);
    const bare = new Feed();
    take(bare, "truth", 20_000, truth(19_000));
    expect(momentAt(bare, 20_000).links).toEqual([]);
  });

  it("shows no ball between two balls, and never flies from one ball to the next", () => {
    const feed = new Feed();
    take(feed, "truth", 0, truth(0));
    take(feed, "truth", 20_000, truth(20_000, { index: 1, positionM: [0, 9, 1] }));
    take(feed, "truth", 40_000, truth(40_000, { inPlay: false }));
    expect(momentAt(feed, 10_000).ballM).toEqual([0, 0, 1]);
    expect(momentAt(feed, 40_000).ballM).toBeNull();
  });

  it("measures an estimate against the truth of the instant that it refers to, not of its arrival", () => {
    const feed = new Feed();
    for (const us of [0, 20_000, 40_000]) take(feed, "truth", us, truth(us));
    take(feed, "state", 40_000, estimate(20_000, [0.003, 0.1, 1.004]));
    expect(momentAt(feed, 40_000).errorMm).toBeCloseTo(5, 9);
  });

  it.each([
    ["estimate", 150_000],
    ["left", 100_000],
  ] as const)("lets go of an old %s after %i us", (name, keepUs) => {
    const feed = new Feed();
    take(feed, "truth", 0, truth(0));
    take(feed, "state", 1000, estimate(0, still));
    take(feed, "leftDetection", 1000, detection(0.9));
    expect(momentAt(feed, 1000 + keepUs)[name]).not.toBeNull();
    expect(momentAt(feed, 1001 + keepUs)[name]).toBeNull();
  });

  it("takes a detection without a ball for none, and gives each camera its own", () => {
    const feed = new Feed();
    take(feed, "rightDetection", 1000, detection(0.9));
    take(feed, "leftDetection", 1000, detection(0));
    const { left, right } = momentAt(feed, 1000);
    expect([left, right?.xPx]).toEqual([null, 3]);
  });

  it("keeps a predicted hit until a quarter of a second past its arrival", () => {
    const feed = new Feed();
    const hit = {
      positionM: still,
      velocityMps: still,
      spinRadps: still,
      covarianceM2: [],
      arrivalUs: 400_000,
      track: 0,
    };
    take(feed, "hit", 100_000, bodyOf("hit-point", hit));
    expect(momentAt(feed, 649_999).hit).toBe(hit);
    expect(momentAt(feed, 650_000).hit).toBeNull();
  });
});

describe("the path behind the ball", () => {
  const path = (feed: Feed, fromUs: number, toUs: number): (Vec3 | null)[] =>
    pathThrough(feed.world, { fromUs, toUs }, { point: truePoint, joined: sameBall });

  it("joins the states of one ball with pieces of flight, and breaks before the next ball", () => {
    const feed = new Feed();
    take(feed, "truth", 0, truth(0));
    take(feed, "truth", 20_000, truth(20_000));
    take(feed, "truth", 40_000, truth(40_000, { index: 1 }));
    const rounded = path(feed, -1, 40_000).map((place) => place && Math.round(place[1] * 1000));
    expect(rounded).toEqual([0, 25, 50, 75, 100, null, 200]);
  });

  it("begins within the span that it is asked for", () => {
    const feed = new Feed();
    for (const us of [0, 20_000, 40_000]) take(feed, "truth", us, truth(us));
    expect(path(feed, 10_000, 40_000)[0]?.[1]).toBeCloseTo(0.1, 9);
    expect(path(feed, 40_000, 90_000)).toEqual([]);
  });
});

describe("a feed", () => {
  const outcome = { legal: true, contact: true, launchSpeedMps: 5 };

  it("counts every ball once, though a late or returning page is told twice", () => {
    const feed = new Feed();
    const outcomes = [0, 1, 2].map((index) => ({ ...outcome, index, returned: index !== 1 }));
    take(feed, "truth", 0, bodyOf("truth", { ...world(0), outcomes }));
    take(feed, "truth", 10, bodyOf("truth", { ...world(10), outcomes: outcomes.slice(1) }));
    expect(feed.play).toEqual({ balls: 3, returns: 2 });
  });

  it("forgets the last run with the first message of the next", () => {
    const feed = new Feed();
    take(feed, "truth", 9000, truth(9000));
    take(feed, "truth", 5, truth(5), "run 2");
    expect(feed.span).toEqual({ oldestUs: 5, newestUs: 5, held: false });
    expect(feed.world.length).toBe(1);
    expect(feed.runId).toBe("run 2");
  });

  it("has a span from its first message on, and only of what it still holds", () => {
    const feed = new Feed();
    expect(feed.span).toBeNull();
    for (let i = 0; i < 1000; i++) take(feed, "truth", i * 10, truth(i * 10));
    expect(feed.span).toEqual({ oldestUs: 2800, newestUs: 9990, held: false });
  });

  it("does not forget what somebody looks at, but goes on counting balls", () => {
    const feed = new Feed();
    const fill = (from: number, to: number): void => {
      for (let i = from; i < to; i++) take(feed, "truth", i * 10, truth(i * 10));
    };
    fill(0, 700);
    feed.keepFor(true);
    fill(700, 720);
    feed.keepFor(true);
    fill(720, 900);
    take(
      feed,
      "truth",
      9000,
      bodyOf("truth", { ...world(9000), outcomes: [{ ...outcome, index: 4, returned: true }] }),
    );
    expect(feed.span).toEqual({ oldestUs: 0, newestUs: 7190, held: true });
    expect(feed.play).toEqual({ balls: 1, returns: 1 });
    feed.keepFor(false);
    fill(900, 901);
    expect(feed.span).toEqual({ oldestUs: 10, newestUs: 9000, held: false });
  });

  it("sorts pictures by camera and counts their events", () => {
    const feed = new Feed();
    const pixels = Uint8Array.of(0x10, 0x23, 0);
    const image = { camera: "right", width: 3, height: 1, timeUs: 0, windowUs: 16_000, pixels, cellPx: 1 };
    take(feed, "right", 0, bodyOf("event-image", image));
    expect([feed.left.pictures.length, feed.right.pictures.newest?.value.events]).toEqual([0, 6]);
  });

  it("keeps one figure per latency budget, the newest", () => {
    const feed = new Feed();
    const report = {
      budget: "a -> b",
      limitMs: 10,
      p50Ms: 1,
      p99Ms: 2,
      lastMs: 3,
      count: 4,
      misses: 0,
      blame: "",
    };
    take(feed, "latency a -> b", 0, bodyOf("latency-report", report));
    take(feed, "latency a -> b", 9, bodyOf("latency-report", { ...report, misses: 1 }));
    expect([...feed.budgets.values()].map(({ misses }) => misses)).toEqual([1]);
  });
});
