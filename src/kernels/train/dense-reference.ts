import type { DenseShape, Floats } from "./lanes.ts";

/** output = weight * input. */
export function denseForward(shape: DenseShape, input: Floats, weight: Floats, output: Floats): void {
  const { inputs, outputs, lanes } = shape;
  output.fill(0, 0, outputs * lanes);
  for (let row = 0; row < outputs; row++) {
    for (let column = 0; column < inputs; column++) {
      const w = weight[row * inputs + column]!;
      for (let lane = 0; lane < lanes; lane++)
        output[row * lanes + lane]! += w * input[column * lanes + lane]!;
    }
  }
}

/** inputGradient = transposed weight * gradient. */
export function denseInputGradient(
  shape: DenseShape,
  gradient: Floats,
  weight: Floats,
  inputGradient: Floats,
): void {
  const { inputs, outputs, lanes } = shape;
  inputGradient.fill(0, 0, inputs * lanes);
  for (let row = 0; row < outputs; row++) {
    for (let column = 0; column < inputs; column++) {
      const w = weight[row * inputs + column]!;
      const at = column * lanes;
      for (let lane = 0; lane < lanes; lane++) inputGradient[at + lane]! += w * gradient[row * lanes + lane]!;
    }
  }
}

/** Adds gradient * transposed input, summed over lanes. */
export function denseWeightGradient(
  shape: DenseShape,
  input: Floats,
  gradient: Floats,
  weightGradient: Floats,
): void {
  const { inputs, outputs, lanes } = shape;
  for (let row = 0; row < outputs; row++) {
    for (let column = 0; column < inputs; column++) {
      let sum = 0;
      for (let lane = 0; lane < lanes; lane++)
        sum += gradient[row * lanes + lane]! * input[column * lanes + lane]!;
      weightGradient[row * inputs + column]! += sum;
    }
  }
}
