import type { ConvShape, Floats } from "./lanes.ts";

/** One weight's part of a convolution: rows of input and output that it joins. */
type Tap = (weightAt: number, inputAt: number, outputAt: number) => void;

/** Visits each product of a convolution that does not fall on the padding; places are offsets of rows. */
function forEachTap(shape: ConvShape, visit: Tap): void {
  const { outChannels, outHeight, outWidth } = shape;
  for (let row = 0; row < outChannels * outHeight * outWidth; row++) visitTaps(shape, row, visit);
}

/** Visits the products of one output place. */
function visitTaps(shape: ConvShape, row: number, visit: Tap): void {
  const { inChannels, inHeight, inWidth, outHeight, outWidth, kernel, stride, padding } = shape;
  const top = (Math.floor(row / outWidth) % outHeight) * stride - padding;
  const left = (row % outWidth) * stride - padding;
  const taps = inChannels * kernel * kernel;
  const weightAt = Math.floor(row / (outHeight * outWidth)) * taps;
  for (let tap = 0; tap < taps; tap++) {
    const channel = Math.floor(tap / (kernel * kernel));
    const y = top + (Math.floor(tap / kernel) % kernel);
    const x = left + (tap % kernel);
    if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue;
    visit(weightAt + tap, ((channel * inHeight + y) * inWidth + x) * shape.lanes, row * shape.lanes);
  }
}

/** output = input * weight: the cross-correlation that every framework calls convolution. */
export function convForward(shape: ConvShape, input: Floats, weight: Floats, output: Floats): void {
  output.fill(0, 0, shape.outChannels * shape.outHeight * shape.outWidth * shape.lanes);
  forEachTap(shape, (weightAt, inputAt, outputAt) => {
    const w = weight[weightAt]!;
    for (let lane = 0; lane < shape.lanes; lane++) output[outputAt + lane]! += w * input[inputAt + lane]!;
  });
}

/** Gradient of the loss in the inputs, from that in the outputs. */
export function convInputGradient(
  shape: ConvShape,
  gradient: Floats,
  weight: Floats,
  inputGradient: Floats,
): void {
  inputGradient.fill(0, 0, shape.inChannels * shape.inHeight * shape.inWidth * shape.lanes);
  forEachTap(shape, (weightAt, inputAt, outputAt) => {
    const w = weight[weightAt]!;
    for (let lane = 0; lane < shape.lanes; lane++) {
      inputGradient[inputAt + lane]! += w * gradient[outputAt + lane]!;
    }
  });
}

/** Adds the gradient of the loss in the weights, summed over lanes and places. */
export function convWeightGradient(
  shape: ConvShape,
  input: Floats,
  gradient: Floats,
  weightGradient: Floats,
): void {
  forEachTap(shape, (weightAt, inputAt, outputAt) => {
    let sum = 0;
    for (let lane = 0; lane < shape.lanes; lane++) sum += input[inputAt + lane]! * gradient[outputAt + lane]!;
    weightGradient[weightAt]! += sum;
  });
}
