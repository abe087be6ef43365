import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { cameraParams } from "../../nodes/camera-params.ts";
import { ballFilterOptions, ballFilterParams } from "../../nodes/fusion/ball-filter.ts";
import type { BallFilterOptions } from "../../src/tracking/ball-filter.ts";

const rigFile = z.object({ vars: z.object({ "left-camera": cameraParams, "right-camera": cameraParams }) });

/**
 * The ball filter of a rig file (as pipelines/rig.yaml), with its node's defaults.
 * @param spinSigmaRadps [rad/s] of an unknown ball, per axis
 */
export async function rigFilter(file: string, spinSigmaRadps: number): Promise<BallFilterOptions> {
  const { vars } = rigFile.parse(parse(await readFile(file, "utf8")));
  const [left, right] = [vars["left-camera"], vars["right-camera"]];
  return ballFilterOptions(ballFilterParams.parse({ left, right, spinSigmaRadps }));
}
