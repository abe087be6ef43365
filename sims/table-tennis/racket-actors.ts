import type { Actors } from "../camera/stage.ts";
import type { BladeMotion, BladeShape } from "./blade.ts";

/** Two rubbers of 4 mm on a blade of 6 mm; red and black rubber send back about this much; assumed. */
const BLADE = { thicknessM: 0.014, albedo: 0.12 } as const;
/** A handle of 100 mm, as thick as a thumb, of light wood; assumed. */
const HANDLE = { lengthM: 0.1, radiusM: 0.014, albedo: 0.4 } as const;

/** The racket and what carries it as the cameras see them, `afterS` seconds into the tick whose motion is planned. */
export function racketActors(
  blade: BladeMotion,
  { halfLengthM, halfWidthM }: BladeShape,
  afterS: number,
): Actors {
  blade.at(afterS);
  const { x, y, z, nx, ny, nz, ux, uy, uz } = blade;
  const end = halfLengthM + HANDLE.lengthM;
  return {
    blades: [
      {
        centreM: [x, y, z],
        normal: [nx, ny, nz],
        along: [ux, uy, uz],
        halfLengthM,
        halfWidthM,
        thicknessM: BLADE.thicknessM,
        albedo: BLADE.albedo,
      },
    ],
    capsules: [
      {
        fromM: [x - halfLengthM * ux, y - halfLengthM * uy, z - halfLengthM * uz],
        toM: [x - end * ux, y - end * uy, z - end * uz],
        radiusM: HANDLE.radiusM,
        albedo: HANDLE.albedo,
      },
      ...(blade.links ?? []),
    ],
  };
}
