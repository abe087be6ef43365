import { z } from "zod";
import { SaccadeError } from "../../src/core/errors.ts";
import { RegionFilter } from "../../src/kernels/region.ts";
import { filterNode } from "./event-filter-node.ts";

/** A rectangle of the image. */
export const regionFilter = filterNode({
  kind: "filter/region",
  summary: "Keeps the events inside a rectangle, or outside it, or makes the rectangle the sensor.",
  params: z.strictObject({
    xPx: z.int().min(0).max(65_535).default(0).describe("[px] leftmost column"),
    yPx: z.int().min(0).max(65_535).default(0).describe("[px] topmost row"),
    widthPx: z.int().min(1).max(65_536).describe("[px] columns; may reach beyond the sensor"),
    heightPx: z.int().min(1).max(65_536).describe("[px] rows; may reach beyond the sensor"),
    keep: z
      .enum(["inside", "outside", "crop"])
      .default("inside")
      .describe("crop keeps what is inside and counts pixels from the rectangle's first"),
  }),
  costUs: 10,
  make: ({ keep, ...region }, width, height) => {
    if (region.xPx >= width || region.yPx >= height) {
      const place = `(${region.xPx}, ${region.yPx})`;
      const message = `the region starts at ${place} px, outside a sensor of ${width}x${height}`;
      throw new SaccadeError("config-invalid", message);
    }
    return new RegionFilter(width, height, region, keep);
  },
});
