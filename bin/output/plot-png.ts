import { crc32, deflateSync } from "node:zlib";
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from "./plot-font.ts";
import type { Box, Colour, Drawing, Picture, Text } from "./plot-shapes.ts";

/** An image in memory: row by row, red, green, blue. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** [px] of one dot of a character. */
const DOT = 2;

/** A drawing as a PNG file. */
export function toPng(drawing: Drawing): Uint8Array {
  const { width, height, shapes } = drawing;
  const raster = { width, height, rgb: new Uint8Array(3 * width * height).fill(255) };
  for (const shape of shapes) {
    if (shape.shape === "box") fillBox(raster, shape);
    else if (shape.shape === "picture") drawPicture(raster, shape);
    else drawText(raster, shape);
  }
  return encodePng(raster);
}

/** An image as a PNG file: 8 bits a channel, one chunk of deflated rows. Source: the PNG specification, W3C. */
export function encodePng({ width, height, rgb }: Raster): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8); // bits, true colour, deflate, the one filter method, not interlaced
  const rows = new Uint8Array(height * (3 * width + 1)); // each row behind its filter type, 0 = none
  for (let y = 0; y < height; y++) {
    rows.set(rgb.subarray(3 * width * y, 3 * width * (y + 1)), y * (3 * width + 1) + 1);
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** Length, type, data, check sum over type and data. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

function fillBox(raster: Raster, { x, y, width, height, fill }: Box): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  const [right, bottom] = [Math.round(x + width), Math.round(y + height)];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) paint(raster, column, row, fill);
  }
}

function drawPicture(raster: Raster, picture: Picture): void {
  const { x, y, scale, width, height, rgb } = picture;
  for (let row = 0; row < height * scale; row++) {
    for (let column = 0; column < width * scale; column++) {
      const at = 3 * (Math.floor(row / scale) * width + Math.floor(column / scale));
      paint(raster, x + column, y + row, [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0]);
    }
  }
}

function drawText(raster: Raster, { x, y, text, anchor, fill }: Text): void {
  const advance = DOT * (GLYPH_WIDTH + 1);
  const width = text.length * advance - DOT;
  const left = x - (anchor === "end" ? width : anchor === "middle" ? Math.floor(width / 2) : 0);
  for (let i = 0; i < text.length; i++) {
    drawGlyph(raster, text.charAt(i), { left: left + i * advance, top: y - DOT * GLYPH_HEIGHT, fill });
  }
}

interface GlyphPlace {
  readonly left: number;
  readonly top: number;
  readonly fill: Colour;
}

function drawGlyph(raster: Raster, character: string, { left, top, fill }: GlyphPlace): void {
  glyphRows(character).forEach((bits, row) => {
    for (let column = 0; column < GLYPH_WIDTH; column++) {
      if ((bits & (1 << (GLYPH_WIDTH - 1 - column))) === 0) continue;
      const [x, y] = [left + DOT * column, top + DOT * row];
      fillBox(raster, { shape: "box", x, y, width: DOT, height: DOT, fill });
    }
  });
}

function paint({ width, height, rgb }: Raster, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  rgb.set(colour, 3 * (y * width + x));
}
