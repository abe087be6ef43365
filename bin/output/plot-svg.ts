import { encodePng } from "./plot-png.ts";
import type { Box, Colour, Drawing, Picture, Text } from "./plot-shapes.ts";

/** A drawing as an SVG file; pictures are embedded as PNG, magnified without smoothing. */
export function toSvg({ width, height, title, shapes }: Drawing): string {
  const drawn = shapes.map((shape) => {
    if (shape.shape === "box") return box(shape);
    return shape.shape === "picture" ? picture(shape) : text(shape);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    "</svg>\n",
  ].join("\n");
}

function box({ x, y, width, height, fill }: Box): string {
  const place = [x, y, width, height].map((value) => Number(value.toFixed(2)));
  return `<rect x="${place[0]}" y="${place[1]}" width="${place[2]}" height="${place[3]}" fill="${hex(fill)}"/>`;
}

function text({ x, y, text: words, anchor, fill }: Text): string {
  const font = 'font-family="sans-serif" font-size="15"';
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${hex(fill)}" ${font}>${escaped(words)}</text>`;
}

function picture({ x, y, scale, ...raster }: Picture): string {
  const data = Buffer.from(encodePng(raster)).toString("base64");
  const size = `width="${raster.width * scale}" height="${raster.height * scale}"`;
  return `<image x="${x}" y="${y}" ${size} style="image-rendering:pixelated" href="data:image/png;base64,${data}"/>`;
}

const hex = (colour: Colour): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;

const escaped = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
