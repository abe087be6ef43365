import { convForward } from "./training-forward";
import { convInputGradient } from "./training-input-gradient";
import { convShape } from "./training-shape";
import { convWeightGradient } from "./training-weight-gradient";

export function denseForward(x: usize, w: usize, y: usize, inputs: i32, outputs: i32, lanes: i32): void {
  denseShape(inputs, outputs, lanes);
  convForward(x, w, y);
}

export function denseInputGradient(
  g: usize,
  w: usize,
  gx: usize,
  inputs: i32,
  outputs: i32,
  lanes: i32,
): void {
  denseShape(inputs, outputs, lanes);
  convInputGradient(g, w, gx);
}

export function denseWeightGradient(
  x: usize,
  g: usize,
  dw: usize,
  inputs: i32,
  outputs: i32,
  lanes: i32,
): void {
  denseShape(inputs, outputs, lanes);
  convWeightGradient(x, g, dw);
}

/** A full connection is a convolution of one place. */
function denseShape(inputs: i32, outputs: i32, lanes: i32): void {
  convShape(inputs, 1, 1, outputs, 1, 1, 1, 1, 0, lanes);
}
