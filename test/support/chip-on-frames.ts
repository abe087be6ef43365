import { resolve } from "node:path";
import { expect, it } from "vitest";
import { stepChoice } from "../../nodes/model-card.ts";
import { readModel } from "../../nodes/model-files.ts";
import { openWindowNetwork } from "../../nodes/trackers/window-network.ts";
import { type Backend, decodeOutputs } from "../../src/backends/backend.ts";
import { readPlace } from "../../src/snn/decoder.ts";
import type { PlaceReading } from "../../src/snn/place-reading.ts";
import { frameBytes } from "../../src/snn/train/packed-frames.ts";
import { readBallFrames } from "../../studies/train/ball-frames.ts";
import { DATA_FOLDER, lacksData } from "./skip.ts";

const MODEL = resolve(import.meta.dirname, "../../models/ball-real");

/** Every so many of the real frames. */
const EVERY = 12;

/** Registers the test that the ball tracker loses less than `mostPx` of mean error to a chip's numbers, on real frames. */
export function losesLittleOnFrames(backend: Backend, mostPx: number): void {
  it.skipIf(lacksData("ball-frames"))(
    `the ball tracker is at most ${String(mostPx)} px worse than in floats, on real frames`,
    async () => {
      const { card, network } = await readModel(MODEL);
      const { channels, width, height } = card.input;
      const { frames, count } = await readBallFrames(resolve(DATA_FOLDER, "ball-frames"), {
        channels,
        width,
        height,
      });
      const { report, program } = backend.compile(network, {
        choice: stepChoice(card.run),
        steps: card.run.steps,
      });
      expect(report.violations).toEqual([]);
      if (program === null) return;
      const session = backend.open(program, { seed: 1, carryState: false });
      const floats = openWindowNetwork(network, card.run);
      const outputs = new Float64Array(program.outputs);
      const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
      const errorPx = (frame: number): number => {
        readPlace(outputs, card.decoder, place);
        return Math.hypot(place.xPx - (frames.xPx[frame] ?? NaN), place.yPx - (frames.yPx[frame] ?? NaN));
      };
      const size = channels * width * height;
      const bytes = frameBytes(frames.volume);
      const mean = { chip: 0, float: 0 };
      for (let frame = 0; frame < count; frame += EVERY) {
        const indices = Int32Array.from({ length: size }, (_, n) => n).filter(
          (n) => ((frames.bits[frame * bytes + (n >> 3)] ?? 0) >> (n & 7)) & 1,
        );
        decodeOutputs(program, session.submit({ indices, count: indices.length }), outputs);
        mean.chip += errorPx(frame) / Math.ceil(count / EVERY);
        floats.reset();
        floats.step(indices, indices.length);
        floats.read(outputs);
        mean.float += errorPx(frame) / Math.ceil(count / EVERY);
      }
      expect(mean.float).toBeLessThan(0.8);
      expect(mean.chip - mean.float).toBeLessThan(mostPx);
    },
  );
}
