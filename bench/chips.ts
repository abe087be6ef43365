import { resolve } from "node:path";
import { readBallModel } from "../nodes/model-files.ts";
import { ChipPass } from "../nodes/trackers/chip-pass.ts";
import { openWindowNetwork } from "../nodes/trackers/window-network.ts";
import type { WindowNetwork } from "../nodes/trackers/window-detector.ts";
import { stepChoice } from "../nodes/model-card.ts";
import type { BackendName } from "../src/backends/backend.ts";
import { BACKENDS } from "../src/backends/registry.ts";
import { decoderOutputs, readPlace, type Decoder } from "../src/snn/decoder.ts";
import type { PlaceReading } from "../src/snn/place-reading.ts";
import { ringWindows } from "../studies/chips/ring-windows.ts";
import { frameEvents } from "../src/snn/train/packed-frames.ts";
import { realLikeFrames } from "../studies/frames/real-like-frames.ts";
import { shownPlaces } from "../studies/train/shown-places.ts";
import { type Figure, median, type Suite } from "./figure.ts";

/** The tracker, and where a chip has one of its own, that. */
const MODELS: Readonly<Partial<Record<BackendName, string>>> = { speck2f: "ball-speck" };
const modelOf = (chip: BackendName): string =>
  resolve(import.meta.dirname, "../models", MODELS[chip] ?? "ball-real");
const WINDOWS = 64;
const WARM_UP = 500;
/** [us] The real chips' published inference takes 600 to 900: an emulation that is no slower can stand in the loop. */
const MOST_US = 600;
/** The chips that are asked for it; the others' cost is told. */
const IN_THE_LOOP: readonly string[] = ["loihi1", "loihi2", "speck2f", "akida1000"];
/**
 * [px] A chip may put a ring so far from where the network does in floats, on average; a network made for the chip, so far from
 * its centre: it has learned balls, not rings.
 */
const MOST_PX = 1;
const MOST_ANALOG_PX = 2; // it has noise
const MOST_FROM_CENTRE_PX = 5;
/** [px] from simulated balls, median. */
const MOST_OFF_PX = 1.5;

/** One window of the tracker on each emulated chip that it fits. */
export const chipsSuite: Suite = {
  name: "chips",
  question: "is a 1 ms window of the tracker emulated within 0.6 ms on one core, 99 times of 100?",
  run: async ({ short }) => {
    const figures: Figure[] = [];
    for (const backend of BACKENDS.values()) {
      const model = await readBallModel(modelOf(backend.name));
      const { decoder, run } = model.card;
      const { report } = backend.compile(model.network, { choice: stepChoice(run), steps: run.steps });
      if (!report.fits) {
        const [violation] = report.violations;
        process.stderr.write(`${backend.name}: ${model.card.name} does not fit, ${violation?.code ?? ""}\n`);
        continue;
      }
      const chip = new ChipPass(model, { backend, link: "onchip", placement: "fewest", seed: 1 });
      const isOwn = model.card.figures.onChip !== undefined;
      const expected = isOwn ? rings : places(openWindowNetwork(model), decoder);
      const off = places(chip, decoder).map(({ xPx, yPx }, n) =>
        Math.hypot(xPx - (expected[n]?.xPx ?? NaN), yPx - (expected[n]?.yPx ?? NaN)),
      );
      const movedPx = off.reduce((sum, px) => sum + px, 0) / off.length;
      const from = isOwn ? "the centres" : "floats";
      if (!(movedPx < mostPx(backend.name, isOwn)))
        throw new Error(`${backend.name} puts rings ${String(movedPx)} px from ${from}`);
      figures.push(
        ...timed(chip, {
          name: backend.name,
          windows: rings.map(({ pixels }) => pixels),
          shown: short ? 2000 : 10_000,
          places: `places ${movedPx.toFixed(2)} px from ${from}`,
          outputs: decoderOutputs(decoder),
          mostUs: IN_THE_LOOP.includes(backend.name) ? MOST_US : undefined,
        }),
      );
    }
    for (const [chip, model] of LOOP_MODELS)
      figures.push(...(await loopFigures(chip, model, short ? 2000 : 10_000)));
    return figures;
  },
};

/**
 * Loops of pipelines/chips that these chips keep up with: a chip and its model, on simulated windows with one ball of 13 to 21 px: the
 * rig's are of 9 to 13 px and give fewer events.
 */
const LOOP_MODELS = [
  ["loihi2", "ball-sim-chips"],
  ["speck2f", "ball-sim-speck"],
  ["akida1000", "ball-sim-chips"],
] as const satisfies readonly (readonly [BackendName, string])[];

async function loopFigures(name: BackendName, folder: string, shown: number): Promise<Figure[]> {
  const backend = BACKENDS.get(name);
  if (backend === undefined) throw new Error(`there is no chip ${name}`);
  const model = await readBallModel(resolve(import.meta.dirname, "../models", folder));
  const chip = new ChipPass(model, { backend, link: "onchip", placement: "fewest", seed: 1 });
  const { decoder, input } = model.card;
  const frames = realLikeFrames(1, WINDOWS, input.validBeforeEndUs);
  const all = Uint32Array.from({ length: WINDOWS }, (_, n) => n);
  const offPx = median(
    shownPlaces(chip, { frames, shown: all, decoder }).map(({ xPx, yPx }, n) =>
      Math.hypot(xPx - (frames.xPx[n] ?? NaN), yPx - (frames.yPx[n] ?? NaN)),
    ),
  );
  if (!(offPx < MOST_OFF_PX)) throw new Error(`${name} puts balls ${String(offPx)} px off`);
  const indices = new Int32Array(frames.volume.height * frames.volume.width);
  const windows = Array.from(all, (frame) => indices.slice(0, frameEvents(frames, frame, indices)));
  return timed(chip, {
    name: `${name}, ${folder}`,
    windows,
    shown,
    places: `balls ${offPx.toFixed(2)} px off (median)`,
    outputs: decoderOutputs(decoder),
    mostUs: IN_THE_LOOP.includes(name) ? MOST_US : undefined,
  });
}

const rings = ringWindows(WINDOWS, 64);

function mostPx(chip: BackendName, isOwn: boolean): number {
  if (isOwn) return MOST_FROM_CENTRE_PX;
  return chip === "rram" || chip === "pcm" ? MOST_ANALOG_PX : MOST_PX;
}

function places(network: WindowNetwork, decoder: Decoder): PlaceReading[] {
  const outputs = new Float64Array(decoderOutputs(decoder));
  return rings.map(({ pixels }) => {
    network.show(pixels, pixels.length, outputs);
    const place: PlaceReading = { xPx: 0, yPx: 0, varianceXPx2: 0, varianceYPx2: 0, presence: 0 };
    readPlace(outputs, decoder, place);
    return place;
  });
}

interface Timing {
  readonly name: string;
  readonly windows: readonly Int32Array[];
  /** [-] showings, the windows one after the other again and again. */
  readonly shown: number;
  readonly places: string;
  readonly outputs: number;
  readonly mostUs: number | undefined;
}

/** On the wall clock: other work on the core lengthens all of it but the least of many showings of a window. */
function timed(
  chip: WindowNetwork,
  { name, windows, shown, places: off, outputs, mostUs }: Timing,
): Figure[] {
  const to = new Float64Array(outputs);
  const wallUs: number[] = [];
  const leastUs = new Array<number>(windows.length).fill(Infinity);
  for (let n = 0; n < WARM_UP + shown; n++) {
    const window = windows[n % windows.length]!;
    const startMs = performance.now();
    chip.show(window, window.length, to);
    const tookUs = (performance.now() - startMs) * 1000;
    if (n < WARM_UP) continue;
    wallUs.push(tookUs);
    leastUs[n % windows.length] = Math.min(leastUs[n % windows.length]!, tookUs);
  }
  const at = (values: readonly number[], q: number): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length * q)] ?? NaN;
  const events = windows.reduce((sum, { length }) => sum + length, 0) / windows.length;
  const note = `p50 ${at(wallUs, 0.5).toFixed(0)} us; ${String(shown)} windows of ${events.toFixed(0)} events, ${off}`;
  const limit = mostUs === undefined ? {} : { limit: { at: "most", value: mostUs } as const };
  return [
    { name: `${name} p99`, value: at(wallUs, 0.99), unit: "us", ...limit, note },
    {
      name: `${name} slowest window`,
      value: Math.max(...leastUs),
      unit: "us",
      note: "each the least of its showings",
    },
  ];
}
