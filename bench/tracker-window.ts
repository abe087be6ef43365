import { resolve } from "node:path";
import { readBallModel } from "../nodes/model-files.ts";
import { openWindowNetwork } from "../nodes/trackers/window-network.ts";
import { BallFrames } from "../sims/ball-frames/ball-frames.ts";
import { decoderOutputs, readPlace } from "../src/snn/decoder.ts";
import type { PlaceReading } from "../src/snn/place-reading.ts";
import { type Figure, median } from "./figure.ts";

/** The tracker of the main loop. */
const MODEL = "ball-sim";
const WINDOWS = 256;
const WARM_UP = 1000;
/** [px] median error on what it times: it must have seen the balls. */
const MOST_PX = 1;

/** One simulated window of 1 ms through the network of the main loop, places read, in one thread. */
export async function trackerWindowFigures(rounds: number): Promise<Figure[]> {
  const { card, network } = await readBallModel(resolve(import.meta.dirname, "../models", MODEL));
  const { decoder, input } = card;
  const source = new BallFrames(2024, { labelBeforeEndUs: input.validBeforeEndUs });
  const samples = Array.from({ length: WINDOWS }, (_, n) => source.sample(n));
  const windows = samples.map(({ frames }) =>
    Int32Array.from(Array.from(frames.keys()).filter((place) => frames[place] === 1)),
  );
  const tracker = openWindowNetwork({ card, network });
  const outputs = new Float64Array(decoderOutputs(decoder));
  const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
  const timesUs: number[] = [];
  const errorsPx: number[] = [];
  for (let n = 0; n < WARM_UP + rounds * WINDOWS; n++) {
    const events = windows[n % WINDOWS]!;
    const startMs = performance.now();
    tracker.show(events, events.length, outputs);
    readPlace(outputs, decoder, place);
    if (n < WARM_UP) continue;
    timesUs.push((performance.now() - startMs) * 1000);
    const ball = samples[n % WINDOWS]!.atLabel;
    if (ball !== null) errorsPx.push(Math.hypot(place.xPx - ball.xPx, place.yPx - ball.yPx));
  }
  const errorPx = median(errorsPx);
  if (!(errorPx < MOST_PX)) throw new Error(`${MODEL} is ${String(errorPx)} px off, median`);
  const sorted = timesUs.sort((a, b) => a - b);
  const events = windows.reduce((sum, { length }) => sum + length, 0) / WINDOWS;
  const note = `${WINDOWS} simulated windows of ${events.toFixed(0)} events, ${errorPx.toFixed(2)} px off (median)`;
  return [
    {
      name: `${MODEL}, a 1 ms window, p50`,
      value: median(sorted),
      unit: "us",
      limit: { at: "most", value: 100 },
      note,
    },
    {
      name: `${MODEL}, a 1 ms window, p99`,
      value: sorted[Math.floor(sorted.length * 0.99)] ?? NaN,
      unit: "us",
      limit: { at: "most", value: 300 },
    },
  ];
}
