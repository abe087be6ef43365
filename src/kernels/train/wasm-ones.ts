import type { ConvShape, Floats } from "./lanes.ts";

/** What kernels/training.ts exports for inputs that are whole numbers; sizes are those of the last `convShape`. */
export interface OnesExports {
  onesMaskWords(): number;
  onesWeightCount(): number;
  onesMasks(x: number, masks: number, most: number): void;
  onesWeights(w: number, turned: number): void;
  onesAddGradients(turned: number, dw: number): void;
  onesForward(masks: number, turned: number, tile: number, y: number, most: number): void;
  onesWeightGradient(masks: number, g: number, tile: number, turned: number, most: number): void;
}

/** [-] more ones an input than this are not gone through one by one. */
const MOST_ONES = 4;
/** [-] outputs from which on a lane's ones are gone through, for that many sums at once. */
const LEAST_OUTPUTS = 8;
/** [-] outputs of a tile, at most. */
const TILE_OUTPUTS = 32;

interface Room {
  readonly masks: Floats;
  readonly turned: Floats;
  readonly tile: Floats;
}

/** Sums over the ones that inputs 0 .. `mostInput` are made of. Each call follows one of `convShape` with the same shape. */
export interface OnesKernels {
  /** Whether it pays. */
  areFewer(shape: ConvShape): boolean;
  forward(shape: ConvShape, input: Floats, weight: Floats, output: Floats): void;
  /** `weightGradient` is added to. */
  weightGradient(shape: ConvShape, input: Floats, gradient: Floats, weightGradient: Floats): void;
}

/** Room is made at the first call with a shape, the object itself, and kept. */
export function onesKernels(
  code: OnesExports,
  at: (values: Floats) => number,
  floats: (length: number) => Floats,
): OnesKernels {
  const rooms = new WeakMap<ConvShape, Room>();
  const roomOf = (shape: ConvShape): Room => {
    const kept = rooms.get(shape);
    if (kept !== undefined) return kept;
    const room = {
      masks: floats(code.onesMaskWords() * shape.mostInput),
      turned: floats(code.onesWeightCount()),
      tile: floats(TILE_OUTPUTS * shape.lanes),
    };
    rooms.set(shape, room);
    return room;
  };
  return {
    areFewer: ({ mostInput, outChannels }) =>
      mostInput >= 1 && mostInput <= MOST_ONES && outChannels >= LEAST_OUTPUTS,
    forward: (shape, input, weight, output) => {
      const { masks, turned, tile } = roomOf(shape);
      code.onesMasks(at(input), at(masks), shape.mostInput);
      code.onesWeights(at(weight), at(turned));
      code.onesForward(at(masks), at(turned), at(tile), at(output), shape.mostInput);
    },
    weightGradient: (shape, input, gradient, weightGradient) => {
      const { masks, turned, tile } = roomOf(shape);
      turned.fill(0);
      code.onesMasks(at(input), at(masks), shape.mostInput);
      code.onesWeightGradient(at(masks), at(gradient), at(tile), at(turned), shape.mostInput);
      code.onesAddGradients(at(turned), at(weightGradient));
    },
  };
}
