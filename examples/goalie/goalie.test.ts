import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Subject } from "rxjs";
import { type Detection, type Message, sense } from "../../nodes/sdk.ts";
import { keeper } from "./goalie-nodes.ts";

const CAMERA = {
  id: "ceiling",
  width: 128,
  height: 128,
  focalPx: 110,
  positionM: [0, 0.45, 1.1] as [number, number, number],
  targetM: [0, 0.5, 0] as [number, number, number],
};

void test("sends the paddle where a ball that rolls straight down the middle will cross", () => {
  const input = new Subject<Message<Detection>>();
  const targets: number[] = [];
  const params = { camera: CAMERA, ballRadiusM: 0.02, smoothing: 0.1 };
  keeper
    .create(
      params,
      undefined as never,
    )({ detection: input })
    .command.subscribe(({ payload }) => targets.push(payload.positions[0] ?? NaN));
  for (let ms = 0; ms < 200; ms++) input.next(sense(seen(30 + ms / 5, ms * 1000), ms * 1000));
  assert.ok(targets.length > 50, `found ${targets.length} commands`);
  assert.ok(Math.abs(targets.at(-1) ?? NaN) < 0.01, `found a target of ${targets.at(-1)} m`);
});

void test("the pipeline saves most balls within its budget", () => {
  const file = fileURLToPath(new URL("./goalie.yaml", import.meta.url));
  const saccade = fileURLToPath(new URL("../../bin/saccade.js", import.meta.url));
  const options = ["--clock", "virtual", "--duration", "10s", "--check", "--json"];
  const printed = execFileSync(process.execPath, [saccade, "run", file, ...options], { encoding: "utf8" });
  const { play } = JSON.parse(printed) as { play: { balls: number; saveRate: number } };
  assert.ok(play.balls >= 5, `found ${play.balls} balls`);
  assert.ok(play.saveRate >= 0.7, `found a save rate of ${play.saveRate}`);
});

/** A ball on the middle column, at a row that the camera sees closer to the goal as it grows. */
function seen(yPx: number, atUs: number): Detection {
  return {
    camera: "ceiling",
    xPx: 63.5,
    yPx,
    covariancePx2: [0.2, 0, 0.2],
    presence: 1,
    validAtUs: atUs,
    windowStartUs: atUs - 1000,
    windowEndUs: atUs,
  };
}
