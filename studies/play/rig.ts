import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { type CameraParams, cameraParams } from "../../nodes/camera-params.ts";
import { ballFilterOptions, ballFilterParams } from "../../nodes/fusion/ball-filter.ts";
import { SaccadeError } from "../../src/core/errors.ts";
import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";

const rigFile = z.object({ vars: z.object({ "left-camera": cameraParams, "right-camera": cameraParams }) });

/** The two cameras of a table. */
export interface Rig {
  readonly left: CameraParams;
  readonly right: CameraParams;
}

/**
 * Reads a rig file (as pipelines/rig.yaml).
 * @throws SaccadeError `file-unreadable`, `config-invalid` with the path of the first field at fault
 */
export async function readRig(file: string): Promise<Rig> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new SaccadeError("file-unreadable", `cannot read the rig ${file}`, { file }, { cause });
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SaccadeError("config-invalid", `${file} is not YAML: ${reason}`, { file }, { cause });
  }
  const parsed = rigFile.safeParse(value);
  if (parsed.success) {
    const { "left-camera": left, "right-camera": right } = parsed.data.vars;
    return { left, right };
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "rig"}: ${message}`);
  throw new SaccadeError("config-invalid", `${file}: ${problems.join("; ")}`, {
    file,
    field: parsed.error.issues[0]?.path.join(".") ?? "",
  });
}

/** What the ball filter is told of the balls that come. */
export interface BallDoubt {
  /** [rad/s] of an unknown ball, per axis. */
  readonly spinSigmaRadps: number;
  /** [m/s per sqrt(s)] random walk of the velocity: how far drag and lift stray from the filter's law; absent = as it is set. */
  readonly velocityWalk?: number;
}

/** That as parameters of `fusion/ball-filter`. */
export const doubtParams = ({ spinSigmaRadps, velocityWalk }: BallDoubt) => ({
  spinSigmaRadps,
  ...(velocityWalk === undefined ? {} : { noise: { velocityWalk } }),
});

/** The ball filter of a rig file (as pipelines/rig.yaml), with its node's defaults. */
export async function rigFilter(file: string, doubt: BallDoubt): Promise<BallFilterOptions> {
  return ballFilterOptions(ballFilterParams.parse({ ...(await readRig(file)), ...doubtParams(doubt) }));
}
