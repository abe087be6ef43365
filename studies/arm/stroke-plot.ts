import type { ArmDescription } from "../../src/core/arm/arm.ts";
import { drawVegaLite } from "../plot/vega.ts";
import type { ComparisonSample } from "./plant-comparison.ts";

const DEGREES = 180 / Math.PI;
const WIDTH_PX = 230;

/** One stroke of an arm as two plants made it, joint by joint, and how far they were apart, as SVG. */
export function strokePlot(
  title: string,
  { joints }: ArmDescription,
  samples: readonly ComparisonSample[],
): Promise<string> {
  const pictures = joints.map(({ name, kind }, joint) => {
    const [unit, scale] = kind === "revolute" ? ["deg", DEGREES] : ["m", 1];
    const positions = samples.flatMap(({ timeUs, servo, bodies }) => [
      { ms: timeUs / 1000, plant: "servo model", position: round((servo[joint] ?? NaN) * scale) },
      { ms: timeUs / 1000, plant: "bodies (MuJoCo)", position: round((bodies[joint] ?? NaN) * scale) },
    ]);
    const apart = samples.map(({ timeUs, servo, bodies }) => ({
      ms: timeUs / 1000,
      difference: round(((bodies[joint] ?? NaN) - (servo[joint] ?? NaN)) * scale * 1000),
    }));
    return {
      title: name,
      hconcat: [
        chart(positions, "position", `[${unit}]`, COLOUR),
        chart(apart, "difference", `bodies - servo [0.001 ${unit}]`, {}),
      ],
    };
  });
  return drawVegaLite({ title, columns: 2, concat: pictures });
}

const COLOUR = {
  color: { field: "plant", type: "nominal", title: null },
  strokeDash: { field: "plant", type: "nominal", title: null },
};

const chart = (values: readonly object[], field: string, title: string, more: object): object => ({
  width: WIDTH_PX,
  height: 130,
  data: { values },
  mark: { type: "line", strokeWidth: 1.5 },
  encoding: {
    x: { field: "ms", type: "quantitative", title: "since the ball's launch [ms]" },
    y: { field, type: "quantitative", title, scale: { zero: false } },
    ...more,
  },
});

const round = (value: number): number => Number(value.toFixed(4));
