/** [-] red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

/** A filled rectangle; all lengths of shapes in pixels of the drawing, y down. */
export interface Box {
  readonly shape: "box";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Colour;
}

/** A line of text on a baseline. */
export interface Text {
  readonly shape: "text";
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: "start" | "middle" | "end";
  readonly fill: Colour;
}

/** An image; each of its pixels becomes a square of `scale` pixels. */
export interface Picture {
  readonly shape: "picture";
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** Row by row, red, green, blue. */
  readonly rgb: Uint8Array;
}

/** A drawing, painted in the order of its shapes on white. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly shapes: readonly (Box | Text | Picture)[];
}
