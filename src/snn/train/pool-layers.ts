import { assert } from "../../core/errors.ts";
import type { Floats } from "../../kernels/train/lanes.ts";
import type { LayerParts, TrainLayer } from "./layer.ts";
import { placesOf } from "./layer-spec.ts";

/** Mean or maximum over squares; what remains beside the last whole square is left out, as in PyTorch. */
export function poolLayer(parts: LayerParts): TrainLayer {
  const { kernels, samples, plan } = parts;
  const { spec, input, output } = plan;
  assert(spec.kind === "average-pool" || spec.kind === "max-pool", "a pool layer pools");
  const lanes = plan.inputSteps * samples;
  const result = kernels.floats(placesOf(output) * lanes);
  const inputGradient = parts.passesGradient ? kernels.floats(placesOf(input) * lanes) : null;
  const squares = squaresOf(plan, spec.size, lanes);
  const average = spec.kind === "average-pool";
  return {
    output: result,
    forward: (values) => (average ? averageOf(values, result, squares) : maximumOf(values, result, squares)),
    backward: (values, gradient) => {
      if (inputGradient === null) return null;
      inputGradient.fill(0);
      for (const [place, rows] of squares.rows.entries()) {
        const taken = gradient.subarray(place * lanes, (place + 1) * lanes);
        if (average) share(taken, rows, inputGradient);
        else
          for (const [lane, g] of taken.entries()) inputGradient[largestRow(values, rows, lane) + lane] = g;
      }
      return inputGradient;
    },
  };
}

interface Squares {
  readonly lanes: number;
  /** For each output place, the offsets of the input rows under it. */
  readonly rows: readonly (readonly number[])[];
}

function squaresOf({ input, output }: LayerParts["plan"], size: number, lanes: number): Squares {
  const rows: number[][] = [];
  for (let place = 0; place < placesOf(output); place++) {
    const channel = Math.floor(place / (output.height * output.width));
    const y = (Math.floor(place / output.width) % output.height) * size;
    const x = (place % output.width) * size;
    const under: number[] = [];
    for (let i = 0; i < size * size; i++) {
      const row = (channel * input.height + y + Math.floor(i / size)) * input.width + x + (i % size);
      under.push(row * lanes);
    }
    rows.push(under);
  }
  return { lanes, rows };
}

function averageOf(values: Floats, result: Floats, { lanes, rows }: Squares): void {
  for (const [place, under] of rows.entries()) {
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (const row of under) sum += values[row + lane]!;
      result[place * lanes + lane] = sum / under.length;
    }
  }
}

/** Gives each row under a square its share of the square's gradient. */
function share(gradient: Floats, rows: readonly number[], inputGradient: Floats): void {
  for (const row of rows) {
    for (let lane = 0; lane < gradient.length; lane++)
      inputGradient[row + lane] = gradient[lane]! / rows.length;
  }
}

function maximumOf(values: Floats, result: Floats, { lanes, rows }: Squares): void {
  for (const [place, under] of rows.entries()) {
    for (let lane = 0; lane < lanes; lane++) {
      result[place * lanes + lane] = values[largestRow(values, under, lane) + lane]!;
    }
  }
}

/** The first of the largest. */
function largestRow(values: Floats, rows: readonly number[], lane: number): number {
  let best = rows[0]!;
  for (const row of rows) if (values[row + lane]! > values[best + lane]!) best = row;
  return best;
}
