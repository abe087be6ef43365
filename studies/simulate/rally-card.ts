import { basename } from "node:path";
import type { CameraPaths } from "./camera-files.ts";
import type { RallyOptions } from "./rally-options.ts";
import type { WrittenRally } from "./write-rally.ts";

/** What a card tells besides the result. */
export interface CardContext {
  /** The command line that makes the same files. */
  readonly command: string;
  readonly format: string;
  readonly version: string;
  readonly paths: readonly CameraPaths[];
  /** The launcher's name for the balls, and the robot's. */
  readonly balls: string;
  readonly robot: string;
}

/** What there is to know of simulated recordings, as JSON; the same for the same files. */
export function rallyCard(rally: RallyOptions, written: WrittenRally, context: CardContext): string {
  const { version, command, format, paths, balls, robot } = context;
  const card = {
    saccade: version,
    command,
    seed: rally.seed,
    simulatedUs: written.simulatedUs,
    interrupted: written.interrupted,
    scene: { balls, robot, scenery: rally.scenery, times: rally.times, ...rally.rig },
    truth: "row every 100 us by the run's clock; pixels from the top left corner, world frame in metres",
    labels: "a byte an event, in the file's order: 0 signal, 1 leak, 2 shot noise, 3 hot pixel",
    cameras: rally.cameras.map(({ model, sensor, clock, flicker }, i) => {
      const { recording, truth, labels } = paths[i] ?? { recording: "", truth: "" };
      return {
        recording: basename(recording),
        format,
        truth: basename(truth),
        ...(labels === undefined ? {} : { labels: basename(labels) }),
        ...written.cameras[i],
        camera: model,
        pixels: sensor.pixels,
        readout: sensor.readout,
        ...(clock === undefined ? {} : { clock }),
        ...(flicker === undefined ? {} : { flicker }),
      };
    }),
  };
  // JSON has no infinity: no lag, a queue without end
  const named = (_: string, value: unknown): unknown => (value === Infinity ? "Infinity" : value);
  return `${JSON.stringify(card, named, 2)}\n`;
}
