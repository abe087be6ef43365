import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { defineViewerSink } from "../../nodes/sinks/viewer.ts";
import type { LatencyReport } from "../../src/wire/view.ts";
import type { Probe } from "../../viewer/src/data/probe.ts";
import { NodeHarness } from "../support/node-harness.ts";
import * as rally from "../support/rally.ts";
import { findTool, lacksTool } from "../support/skip.ts";

/** [us] of run time between two frames of the sink. */
const FRAME_US = 20_000;
/** [us] the instant that the test looks at: the third ball, before its bounce. */
const LOOK_US = 2 * rally.BALL_PERIOD_US + 300_000;
/** Draws WebGL without a graphics card. */
const FLAGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
/** Bounds on what a slow machine may take. */
const WAIT = { timeout: 30_000, interval: 50 };

/** How many colours a picture has, and how far the brightness in its middle spreads. */
interface PictureStatistics {
  readonly colours: number;
  readonly middleRange: number;
}

/** Run in a page of its own, which decodes the PNG: colours rounded to 16 steps a channel, middle = central ninth. */
const MEASURE = `async (base64) => {
  const image = new Image();
  image.src = "data:image/png;base64," + base64;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colours = new Set();
  let low = 765, high = 0;
  for (let i = 0; i < data.length; i += 4) {
    colours.add(((data[i] >> 4) << 8) | ((data[i + 1] >> 4) << 4) | (data[i + 2] >> 4));
    const x = (i / 4) % image.width / image.width, y = Math.floor(i / 4 / image.width) / image.height;
    if (Math.abs(x - 0.5) > 1 / 6 || Math.abs(y - 0.5) > 1 / 6) continue;
    const sum = data[i] + data[i + 1] + data[i + 2];
    low = Math.min(low, sum);
    high = Math.max(high, sum);
  }
  return { colours: colours.size, middleRange: high - low };
}`;

const latency: LatencyReport[] = [
  {
    budget: "left -> robot",
    limitMs: 10,
    p50Ms: 6,
    p99Ms: 14,
    lastMs: 12,
    count: 900,
    misses: 3,
    blame: "compute",
  },
];

describe.skipIf(lacksTool("chromium"))("the viewer in a browser", () => {
  let browser: Browser;
  let page: Page;
  let harness: NodeHarness;
  const complaints: string[] = [];

  const probe = (): Promise<Probe> => page.evaluate("window.__viewer");

  /** Feeds the rally of (fromUs, toUs] and lets the sink send its frames. */
  function feed(fromUs: number, toUs: number): void {
    for (let timeUs = fromUs; timeUs < toUs; timeUs += FRAME_US) {
      harness.push("left", rally.eventsBetween(rally.rallyCamera(0), timeUs, timeUs + FRAME_US));
      harness.push("right", rally.eventsBetween(rally.rallyCamera(1), timeUs, timeUs + FRAME_US));
      look(timeUs + FRAME_US);
      harness.advanceTo(timeUs + FRAME_US);
    }
  }

  function look(timeUs: number): void {
    const truth = rally.rallyAt(timeUs);
    const ended = truth.ball.index - 1;
    harness.push("truth", { ...truth, outcomes: ended < 0 ? [] : [rally.outcomeOf(ended)] });
    harness.push("leftDetection", rally.detectionAt(rally.rallyCamera(0), timeUs));
    harness.push("rightDetection", rally.detectionAt(rally.rallyCamera(1), timeUs));
    const estimate = rally.estimateAt(timeUs);
    if (estimate !== null) harness.push("state", estimate);
    const hit = rally.hitPointAt(timeUs);
    if (hit !== null) harness.push("hit", hit);
  }

  beforeAll(async () => {
    const listening = Promise.withResolvers<string>();
    const spec = defineViewerSink({ latency: () => latency, listening: listening.resolve });
    harness = new NodeHarness(spec, { port: 0, rateHz: 1e6 / FRAME_US, cameras: rally.RALLY_CAMERAS });
    const url = await listening.promise;
    browser = await chromium.launch({
      executablePath: findTool("chromium") ?? "",
      headless: true,
      args: FLAGS,
    });
    page = await browser.newPage({ viewport: { width: 960, height: 540 } });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
    page.on("response", (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(`${url}?quality=low`);
    await vi.waitFor(async () => expect((await probe()).connected).toBe(true), WAIT);
    feed(LOOK_US - 400_000, LOOK_US);
    await vi.waitFor(async () => expect((await probe()).lastTimeUs).toBe(LOOK_US), WAIT);
  }, 60_000);

  afterAll(async () => {
    harness.unsubscribe();
    await browser.close();
  });

  it("draws ball, estimate and racket where they are, to a millimetre", async () => {
    const { ball, racket } = rally.rallyAt(LOOK_US);
    const shown = await probe();
    const close = (place: readonly number[] | null, expected: readonly number[]): void => {
      expected.forEach((metres, axis) =>
        expect(Math.abs((place?.[axis] ?? NaN) - metres)).toBeLessThan(1e-3),
      );
    };
    close(shown.ballPositionM, ball.positionM);
    close(shown.racketPositionM, racket.positionM);
    close(shown.estimatedPositionM, rally.estimateAt(LOOK_US)?.positionM ?? []);
  });

  it("goes on drawing while nothing comes", async () => {
    const { frames } = await probe();
    await vi.waitFor(async () => expect((await probe()).frames).toBeGreaterThan(frames + 2), WAIT);
    expect((await probe()).lastTimeUs).toBe(LOOK_US);
  });

  it("fills the screen with a scene, not with one colour", async () => {
    const blank = await browser.newPage();
    const measure = async (png: Buffer): Promise<PictureStatistics> =>
      blank.evaluate(`(${MEASURE})(${JSON.stringify(png.toString("base64"))})`);
    const whole = await measure(await page.screenshot());
    expect(whole.colours).toBeGreaterThan(100);
    expect(whole.middleRange).toBeGreaterThan(150);
    const events = await measure(await page.locator("#left-panel canvas").screenshot());
    expect(events.colours).toBeGreaterThan(8);
    await blank.close();
  });

  it("draws the events of both cameras, and marks the ball in them", async () => {
    const { eventsDrawn } = await probe();
    expect(eventsDrawn.left).toBeGreaterThan(1000);
    expect(eventsDrawn.right).toBeGreaterThan(1000);
    const detection = rally.detectionAt(rally.rallyCamera(0), LOOK_US);
    const circle = page.locator("#left-panel svg circle");
    expect(await page.locator("#left-panel svg").getAttribute("viewBox")).toBe("-0.5 -0.5 640 480");
    expect(Number(await circle.getAttribute("cx"))).toBeCloseTo(detection.xPx, 6);
    expect(Number(await circle.getAttribute("cy"))).toBeCloseTo(detection.yPx, 6);
  });

  it("says what the run has come to in figures", async () => {
    const text = (id: string): Promise<string | null> => page.locator(id).textContent();
    expect(await text("#clock")).toBe("0:03.900");
    expect([await text("#balls"), await text("#returns")]).toEqual(["2", "2"]);
    expect(await text("#budgets .values")).toBe("12.0 · 6.0 · 14.0 of 10.0 ms");
    expect(await text("#budgets .misses")).toBe("3 late of 900");
    expect(await page.locator("#budgets .missed").count()).toBe(1);
  });

  it("stands still on pause, steps back, and returns to live", async () => {
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowLeft");
    await vi.waitFor(async () => expect((await probe()).lastTimeUs).toBeCloseTo(LOOK_US - 1e6 / 60, 3), WAIT);
    const shown = (await probe()).ballPositionM?.[1] ?? NaN;
    expect(shown).toBeCloseTo(rally.rallyAt(LOOK_US - 1e6 / 60).ball.positionM[1], 3);
    const { messages } = await probe();
    feed(LOOK_US, LOOK_US + 3 * FRAME_US);
    await vi.waitFor(async () => expect((await probe()).messages).toBeGreaterThan(messages + 14), WAIT);
    expect((await probe()).lastTimeUs).toBeLessThan(LOOK_US);
    await page.keyboard.press("l");
    await vi.waitFor(async () => expect((await probe()).lastTimeUs).toBe(LOOK_US + 3 * FRAME_US), WAIT);
  });

  it("looks from the umpire's chair: the robot is at the left, and up is up", async () => {
    const { lastTimeUs, ballScreenPx } = await probe();
    feed(lastTimeUs, lastTimeUs + FRAME_US);
    await vi.waitFor(async () => expect((await probe()).lastTimeUs).toBe(lastTimeUs + FRAME_US), WAIT);
    const [x, y] = ballScreenPx ?? [NaN, NaN];
    const [nextX, nextY] = (await probe()).ballScreenPx ?? [NaN, NaN];
    expect(nextX).toBeLessThan(x - 5); // it flies towards the robot
    expect(nextY).toBeGreaterThan(y + 1); // and falls
  });

  it("lists its keys when it is asked", async () => {
    await page.keyboard.press("?");
    expect(await page.locator("#help").textContent()).toContain("slow motion");
    await page.keyboard.press("Escape");
    expect(await page.locator("#help").isVisible()).toBe(false);
  });

  it("stays light and without complaints", async () => {
    const { triangles, errors } = await probe();
    expect(triangles).toBeGreaterThan(500);
    expect(triangles).toBeLessThan(20_000);
    expect([...errors, ...complaints]).toEqual([]);
  });

  it("says so when the run ends, and shows the next one by itself", async () => {
    harness.unsubscribe();
    await page.locator("#notice").waitFor({ state: "visible" });
    expect(await page.locator("#notice h2").textContent()).toBe("The run has ended");
    const { port } = new URL(page.url());
    harness = new NodeHarness(defineViewerSink(), { port: Number(port), rateHz: 1e6 / FRAME_US });
    await vi.waitFor(async () => expect((await probe()).connected).toBe(true), WAIT);
    feed(0, FRAME_US);
    await vi.waitFor(async () => expect((await probe()).lastTimeUs).toBe(FRAME_US), WAIT);
    expect(await page.locator("#notice").isVisible()).toBe(false);
  });
});
