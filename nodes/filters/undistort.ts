import { z } from "zod";
import { UndistortFilter } from "../../src/kernels/undistort.ts";
import { distortionShape } from "../camera-params.ts";
import { filterNode } from "./event-filter-node.ts";

/** A lens's distortion taken out. */
export const undistortFilter = filterNode({
  kind: "filter/undistort",
  summary: "Moves events to where a lens without distortion would have seen them (OpenCV's model and names).",
  params: z.strictObject({
    fx: z.number().positive().max(1e5).describe("[px] focal length, horizontal"),
    fy: z.number().positive().max(1e5).describe("[px] focal length, vertical"),
    cx: z.number().min(-1e5).max(1e5).describe("[px] principal point; pixel centres at integer coordinates"),
    cy: z.number().min(-1e5).max(1e5).describe("[px] principal point; pixel centres at integer coordinates"),
    ...distortionShape,
  }),
  costUs: 10,
  make: (params, width, height) => new UndistortFilter(width, height, params),
});
