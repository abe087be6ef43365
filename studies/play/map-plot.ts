import { drawVegaLite } from "../plot/vega.ts";
import type { MapCell } from "./sensitivity-map.ts";

/** The map as SVG: a row per tier and figure, a column per thing that goes wrong; bars are 95 % intervals. */
export function mapPlot(title: string, cells: readonly MapCell[]): Promise<string> {
  const tiers = [...new Set(cells.map(({ tier }) => tier))];
  return drawVegaLite({
    title,
    vconcat: tiers.flatMap((tier) => {
      const ours = cells.filter((cell) => cell.tier === tier);
      return FIGURES.map((figure) => ({
        hconcat: COLUMNS.map((column) => panel(tier, ours, figure, column)),
      }));
    }),
  });
}

interface Point {
  readonly at: number | string;
  readonly robot: string;
  readonly places: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

interface Figure {
  readonly title: string;
  readonly of: (cell: MapCell) => Pick<Point, "value" | "low" | "high"> | null;
}

const FIGURES: readonly Figure[] = [
  {
    title: "returned [%]",
    of: ({ summary: { returned } }) => ({
      value: 100 * returned.share,
      low: 100 * returned.ci95[0],
      high: 100 * returned.ci95[1],
    }),
  },
  {
    title: "landing error, median [mm]",
    of: ({ summary: { landingErrorMm } }) =>
      landingErrorMm === undefined ? null : { value: landingErrorMm.median },
  },
];

/** One thing that goes wrong. */
interface Column {
  readonly title: string;
  readonly type: "quantitative" | "ordinal";
  readonly isIn: (cell: MapCell) => boolean;
  readonly at: (cell: MapCell) => number | string;
}

const COLUMNS: readonly Column[] = [
  {
    title: "latency [ms]",
    type: "quantitative",
    isIn: ({ way }) => way.syncErrorUs === 0 && (way.pixelError === null || way.pixelError === 0.5),
    at: ({ way }) => way.latencyMs,
  },
  {
    title: "pixel error [px]",
    type: "ordinal",
    isIn: ({ way }) => way.syncErrorUs === 0 && way.latencyMs === 0,
    at: ({ way }) => way.pixelError ?? "exact",
  },
  {
    title: "clock error at 0.5 px [us]",
    type: "ordinal",
    isIn: ({ way }) => way.latencyMs === 0 && way.pixelError === 0.5,
    at: ({ way }) => way.syncErrorUs,
  },
];

function panel(tier: string, cells: readonly MapCell[], figure: Figure, column: Column): object {
  const shown = cells.filter(column.isIn);
  shown.sort((a, b) => (a.way.pixelError ?? 0) - (b.way.pixelError ?? 0)); // categories come in the order of the values
  const values = shown.flatMap((cell): Point[] => {
    const found = figure.of(cell);
    const { robot, pixelError } = cell.way;
    return found === null ? [] : [{ at: column.at(cell), robot, places: placesOf(pixelError), ...found }];
  });
  const x = { field: "at", type: column.type, title: column.title, sort: null };
  const y = { type: "quantitative", title: figure.title, scale: { zero: false } };
  const color = { field: "robot", type: "nominal", title: "robot" };
  const isLatency = column.type === "quantitative";
  const dash = isLatency
    ? { strokeDash: { field: "places", type: "nominal", title: "places", sort: null } }
    : {};
  return {
    title: tier,
    width: 230,
    height: 150,
    data: { values },
    layer: [
      {
        mark: { type: "line", point: true, strokeWidth: 1.5 },
        encoding: { x, y: { ...y, field: "value" }, color, ...dash },
      },
      {
        mark: { type: "rule", opacity: 0.5 },
        encoding: {
          x,
          y: { ...y, field: "low" },
          y2: { field: "high" },
          color,
          ...(isLatency ? { detail: { field: "places" } } : {}),
        },
      },
    ],
  };
}

const placesOf = (pixelError: number | null): string => (pixelError === null ? "exact" : `${pixelError} px`);
