import { NET, TABLE } from "../../sims/table-tennis/geometry.ts";
import { drawVegaLite } from "../plot/vega.ts";
import type { BallResult } from "./ball-log.ts";

const PX_PER_M = 200;
const [ACROSS_M, FROM_YM, TO_YM] = [1.1, -0.4, 2] as const;
/** [m] radius of the circle round the target: what the landing is judged by. */
const NEAR_M = 0.2;
const CIRCLE_STEPS = 72;

/** One way to play, as the picture shows it. */
interface Landings {
  readonly name: string;
  readonly results: readonly BallResult[];
}

/**
 * Where the balls that the racket touched bounced next, seen from above, the opponent's half of the table, as SVG: a picture
 * per way to play.
 */
export function landingPlot(
  title: string,
  ways: readonly Landings[],
  targetM: readonly [number, number],
): Promise<string> {
  return drawVegaLite({ title, columns: 3, concat: ways.map((way) => picture(way, targetM)) });
}

function picture({ name, results }: Landings, targetM: readonly [number, number]): object {
  const landings = results.flatMap(({ landingM, returned, index }) =>
    landingM === null
      ? []
      : [
          {
            index,
            x: round(landingM[0]),
            y: round(landingM[1]),
            ball: returned ? "returned" : "not returned",
          },
        ],
  );
  const shown = landings.filter(({ x, y }) => Math.abs(x) <= ACROSS_M && y >= FROM_YM && y <= TO_YM);
  const returned = results.filter((ball) => ball.returned).length;
  const share = `${((100 * returned) / results.length).toFixed(1)} % of ${results.length} balls returned`;
  const outside = landings.length - shown.length;
  const subtitle = [
    `${share}, ${landings.length} came down after the racket${outside === 0 ? "" : `, ${outside} outside the picture`}`,
    "dashed: 20 cm round the target",
  ];
  return {
    title: { text: name, subtitle },
    width: 2 * ACROSS_M * PX_PER_M,
    height: (TO_YM - FROM_YM) * PX_PER_M,
    layer: [...hall(targetM), { data: { values: shown }, mark: POINT, encoding: { x, y, color: COLOUR } }],
  };
}

const POINT = { type: "point", filled: true, size: 14, opacity: 0.7 };
const COLOUR = {
  field: "ball",
  type: "nominal",
  title: null,
  scale: { domain: ["returned", "not returned"], range: ["#2a6fb0", "#c8452d"] },
};
const x = {
  field: "x",
  type: "quantitative",
  title: "across [m]",
  scale: { domain: [-ACROSS_M, ACROSS_M] },
};
const y = {
  field: "y",
  type: "quantitative",
  title: "along [m], net at 0",
  scale: { domain: [FROM_YM, TO_YM] },
};

/** Table, net and the circle round the target. */
const hall = (targetM: readonly [number, number]): object[] => [
  {
    data: { values: [{ x: -TABLE.halfWidthM, y: FROM_YM, x2: TABLE.halfWidthM, y2: TABLE.halfLengthM }] },
    mark: { type: "rect", color: "#e8f0ec", stroke: "#7a9a8a" },
    encoding: { x, y, x2: { field: "x2" }, y2: { field: "y2" } },
  },
  {
    data: { values: [{ x: -NET.halfWidthM, y: 0, x2: NET.halfWidthM }] },
    mark: { type: "rule", color: "#333", strokeWidth: 2 },
    encoding: { x, y, x2: { field: "x2" } },
  },
  {
    data: { values: circle(targetM) },
    mark: { type: "line", color: "#333", strokeWidth: 1, strokeDash: [4, 3] },
    encoding: { x, y, order: { field: "step" } },
  },
];

const circle = ([x, y]: readonly [number, number]): object[] =>
  Array.from({ length: CIRCLE_STEPS + 1 }, (_, step) => {
    const angle = (2 * Math.PI * step) / CIRCLE_STEPS;
    return { step, x: round(x + NEAR_M * Math.cos(angle)), y: round(y + NEAR_M * Math.sin(angle)) };
  });

const round = (value: number): number => Number(value.toFixed(4));
