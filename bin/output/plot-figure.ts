import { OFF_COLOUR, ON_COLOUR, type SliceImage } from "./plot-slice.ts";
import type { RateBins } from "./plot-rate.ts";
import type { Box, Colour, Drawing, Text } from "./plot-shapes.ts";

/** What the figure shows. Times [us] after the recording's first event. */
export interface EventFigure {
  readonly title: string;
  readonly slice: SliceImage;
  readonly fromUs: number;
  readonly toUs: number;
  readonly rate: RateBins;
}

/** [px] of the drawing. */
const MARGIN = 24;
const LEFT = 88;
const WIDE = 1000;
const PLOT_HEIGHT = 160;
const LINE = 24;
const INK: Colour = [40, 40, 40];
const FAINT: Colour = [225, 225, 225];
const MARK: Colour = [255, 214, 90];

/** A time slice as an image over the event rate as a stacked bar plot, the slice marked in it. */
export function eventFigure(figure: EventFigure): Drawing {
  const { slice, title, fromUs, toUs } = figure;
  const scale = Math.max(1, Math.floor((WIDE - LEFT - MARGIN) / slice.width));
  const width = Math.max(WIDE, slice.width * scale + 2 * MARGIN);
  const imageTop = MARGIN + 2 * LINE;
  const plotTop = imageTop + slice.height * scale + 2 * LINE;
  const caption = `${slice.events} events from ${seconds(fromUs)} to ${seconds(toUs)} s`;
  const image = { x: Math.floor((width - slice.width * scale) / 2), y: imageTop, scale };
  const frame = {
    x: image.x - 1,
    y: image.y - 1,
    width: slice.width * scale + 2,
    height: slice.height * scale + 2,
  };
  return {
    width,
    height: plotTop + PLOT_HEIGHT + 2 * LINE + MARGIN,
    title,
    shapes: [
      text(MARGIN, MARGIN + 14, title),
      text(MARGIN, MARGIN + LINE + 14, `${slice.width}x${slice.height}, ${caption}`),
      text(width - MARGIN, MARGIN + 14, "on", { anchor: "end", fill: ON_COLOUR }),
      text(width - MARGIN, MARGIN + LINE + 14, "off", { anchor: "end", fill: OFF_COLOUR }),
      box(frame, FAINT),
      { shape: "picture", ...image, width: slice.width, height: slice.height, rgb: slice.rgb() },
      ...ratePlot(figure, { x: LEFT, y: plotTop, width: width - LEFT - MARGIN, height: PLOT_HEIGHT }),
    ],
  };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function ratePlot({ rate, fromUs, toUs }: EventFigure, area: Area): (Box | Text)[] {
  const spanUs = Math.max(1, rate.length) * rate.binUs;
  const most = Math.max(1, rate.busiest < 0 ? 0 : rate.total(rate.busiest));
  const across = (timeUs: number): number => area.x + Math.min(1, timeUs / spanUs) * area.width;
  const markWidth = Math.max(2, across(toUs) - across(fromUs));
  const bottom = area.y + area.height;
  const bars = Array.from({ length: rate.length }, (_, bin) => {
    const [x, width] = [across(bin * rate.binUs), area.width / rate.length];
    const on = ((rate.on[bin] ?? 0) / most) * area.height;
    const off = ((rate.off[bin] ?? 0) / most) * area.height;
    return [
      box({ x, y: bottom - on, width, height: on }, ON_COLOUR),
      box({ x, y: bottom - on - off, width, height: off }, OFF_COLOUR),
    ];
  }).flat();
  return [
    box({ x: across(fromUs), y: area.y, width: markWidth, height: area.height }, MARK),
    ...bars.filter(({ height }) => height > 0),
    box({ x: area.x, y: bottom, width: area.width, height: 1 }, INK),
    box({ x: area.x - 1, y: area.y, width: 1, height: area.height + 1 }, INK),
    text(area.x - 8, area.y + 14, withPrefix((most * 1e6) / rate.binUs), { anchor: "end" }),
    text(area.x - 8, bottom, "0", { anchor: "end" }),
    text(area.x, area.y - 8, "events/s"),
    text(area.x, bottom + LINE, "0"),
    text(area.x + area.width, bottom + LINE, `${seconds(spanUs)} s`, { anchor: "end" }),
  ];
}

const box = (area: Area, fill: Colour): Box => ({ shape: "box", ...area, fill });

const text = (
  x: number,
  y: number,
  words: string,
  how: Partial<Pick<Text, "anchor" | "fill">> = {},
): Text => ({
  shape: "text",
  x,
  y,
  text: words,
  anchor: "start",
  fill: INK,
  ...how,
});

const seconds = (timeUs: number): string => (timeUs / 1e6).toFixed(timeUs < 1e5 ? 6 : 3);

/** 12345678 as 12.3 M. */
function withPrefix(value: number): string {
  const [unit, prefix] =
    value >= 1e9 ? [1e9, " G"] : value >= 1e6 ? [1e6, " M"] : value >= 1e3 ? [1e3, " k"] : [1, ""];
  return `${(value / unit).toPrecision(3)}${prefix}`;
}
