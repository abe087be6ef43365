import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventBatch } from "../src/core/event-batch.ts";
import { createEventBatch, pushEvent } from "../src/core/event-batch.ts";
import { Random } from "../src/core/random.ts";
import { BatchPump, reusing } from "../src/codecs/batch-pump.ts";
import { EVT2, EVT3 } from "../src/codecs/prophesee-raw.ts";
import { DATA_FOLDER } from "../test/support/skip.ts";

export const SENSOR = { width: 1280, height: 720 };
const SCENE_EVENTS = 500_000;
const EDGES = 60;
/** Of a real scene's readouts: share of single events, of noise, and the mean pause between rows [us]. */
const SINGLE_SHARE = 0.7;
const NOISE_SHARE = 0.05;
const MEAN_PAUSE_US = 0.25;

/**
 * Half a million events of vertical edges that move over the sensor, with noise: row after row is read out, its events with
 * one time, mostly alone, else neighbours of one polarity, at 6 million events a second on the mean. Seeded.
 */
export function generatedScene(): EventBatch {
  const random = new Random(2024);
  const scene = createEventBatch(SENSOR.width, SENSOR.height, SCENE_EVENTS);
  const starts = Array.from({ length: EDGES }, () => random.uint32() % SENSOR.width);
  let timeUs = 1_000_000;
  while (scene.length < SCENE_EVENTS) {
    if (random.uniform() < MEAN_PAUSE_US) timeUs += 1 + (random.uint32() % 3 === 0 ? random.uint32() % 4 : 0);
    const row = random.uint32() % SENSOR.height;
    const edge = random.uint32() % EDGES;
    const noise = random.uniform() < NOISE_SHARE;
    const alone = noise || random.uniform() < SINGLE_SHARE;
    const speed = 1 + (edge % 7);
    const place = noise ? random.uint32() : starts[edge]! + Math.floor((timeUs * speed) / 500) + (row >> 4);
    const column = place % SENSOR.width;
    const count = alone ? 1 : 2 + (random.uint32() % 9);
    const polarity = noise ? random.uint32() & 1 : edge & 1;
    for (let i = 0; i < count && column + i < SENSOR.width && scene.length < SCENE_EVENTS; i++) {
      pushEvent(scene, timeUs, column + i, row, polarity);
    }
  }
  return scene;
}

/** The recording of a real camera that came with expelliarmus, EVT 2.0 or 3.0. */
export const recordingPath = (format: "evt2" | "evt3"): string =>
  join(DATA_FOLDER, "recordings", `expelliarmus_${format}_sample.raw`);

/** Its events. */
export function recordedScene(format: "evt2" | "evt3"): EventBatch {
  const scene = createEventBatch(SENSOR.width, SENSOR.height, 1_000_000);
  const pump = new BatchPump(
    (format === "evt2" ? EVT2 : EVT3).createDecoder({ geometry: SENSOR }),
    65536,
    reusing(({ t, x, y, p, length }) => {
      for (let i = 0; i < length; i++) pushEvent(scene, t[i]!, x[i]!, y[i]!, p[i]!);
    }),
  );
  pump.push(readFileSync(recordingPath(format)));
  pump.end();
  return scene;
}
