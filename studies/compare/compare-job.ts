import type { PixelPreset } from "../../sims/camera/sensors.ts";
import { BACKENDS } from "../../src/backends/registry.ts";
import { assert } from "../../src/core/errors.ts";
import { norm } from "../../src/core/vec3.ts";
import { BALL_MODEL } from "../../src/tracking/ball-model.ts";
import { type JobParts, jobsOf, type PlayJob, trackerTask } from "../play/play-job.ts";
import type { CameraParams } from "../../nodes/camera-params.ts";
import { readRig, type Rig } from "../play/rig.ts";
import type { PlayRobotName } from "../play/robots.ts";
import { EXACT_WAY } from "../play/ways.ts";
import type { ChipRow, CompareRow } from "./compare-rows.ts";

/** What all rows have in common. */
export interface CompareScene {
  readonly parts: JobParts;
  readonly robot: PlayRobotName;
  readonly noise: PixelPreset;
}

/** How a row plays: the main pipeline with its tracker on both cameras. @throws SaccadeError as `jobsOf` */
export async function compareJob(row: CompareRow, { parts, robot, noise }: CompareScene): Promise<PlayJob> {
  const way = { robot, ...EXACT_WAY };
  if (row.table === "baseline" && row.tracker === "oracle") {
    const [job] = await jobsOf([way], parts);
    if (job !== undefined) return job;
  }
  const set = row.table !== "baseline" && row.ownSensor ? ownSensor(await rigOf(parts), sideOf(row)) : [];
  const tracker =
    row.table === "baseline"
      ? { kind: row.tracker, params: row.model === undefined ? {} : { model: row.model } }
      : {
          kind: "tracker/spiking",
          params: { model: row.model, backend: row.chip, link: row.link, submission: row.submission },
          hasSeed: true as const,
        };
  const task = trackerTask({ ...way, noise }, { ...parts, set: [...parts.set, ...set] }, tracker);
  return { kind: "pipeline", task };
}

/** A row with what its own sensor sees of a ball; any other row as it is. @throws SaccadeError as `readRig` */
export async function withBallSize(row: CompareRow, parts: JobParts): Promise<CompareRow> {
  if (row.table === "baseline" || !row.ownSensor) return row;
  const { left } = await rigOf(parts);
  const focalPx = focalPxOn(left, sideOf(row));
  return { ...row, ballPx: (2 * BALL_MODEL.radiusM * focalPx) / norm(left.positionM) };
}

/** [px] */
function sideOf({ chip }: ChipRow): number {
  const sidePx = BACKENDS.get(chip)?.ownSensorPx;
  assert(sidePx !== undefined, "only a chip with a sensor on its die sees with its own");
  return sidePx;
}

const rigOf = ({ root }: JobParts): Promise<Rig> => readRig(`${root}pipelines/rig.yaml`);

/** [px] focal length of as wide a view on a sensor of `sidePx` columns. */
const focalPxOn = ({ focalPx, width }: CameraParams, sidePx: number): number => (focalPx * sidePx) / width;

/** The rig's cameras with the chip's own sensor, as wide a view as before. */
const ownSensor = (rig: Rig, sidePx: number): string[] =>
  (["left", "right"] as const).flatMap((side) => {
    const camera = `vars.${side}-camera`;
    return [
      `${camera}.width=${sidePx}`,
      `${camera}.height=${sidePx}`,
      `${camera}.focalPx=${focalPxOn(rig[side], sidePx)}`,
    ];
  });
