import { EventBuffer } from "../../sims/camera/event-buffer.ts";
import { PixelArray } from "../../sims/camera/pixel-array.ts";
import { PIXEL_PRESETS } from "../../sims/camera/pixel-presets.ts";
import { PixelSpan } from "../../sims/camera/scene.ts";
import { heapBytesPerCall } from "./heap-growth.ts";

/**
 * Prints what one visit of a pixel, one noise event and one pass of time leave on the heap, and how many events came of
 * them. In a process of its own: a test runner's way of importing functions makes objects of the numbers they take.
 */
const events = new EventBuffer();
const rows = [0, 1] as const;
const model = PIXEL_PRESETS.lowlight;
const pixels = new PixelArray({ model, width: 64, rows, seed: 1, camera: "c", startUs: 0 }, events);
for (let pixel = 0; pixel < 64; pixel++) pixels.begin(pixel, 40);
const span = new PixelSpan(1);
span.count = 1;
const clock = Float64Array.of(0); // a plain variable would be a new object at each call
let seen = 0;
const bytes = heapBytesPerCall(() => {
  const sinceUs = clock[0]!;
  const untilUs = sinceUs + 200;
  span.light[0] = 40 + (sinceUs % 180);
  span.sinceUs = sinceUs;
  pixels.see(sinceUs % 63, span, untilUs);
  pixels.disturb((sinceUs + 7) % 63, untilUs, 1);
  pixels.pass(untilUs);
  seen += events.take(sinceUs, untilUs).length;
  clock[0] = untilUs;
});
process.stdout.write(JSON.stringify({ bytes, events: seen }));
