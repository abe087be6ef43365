import { foldInto, type Folded } from "../snn/engine/fold.ts";
import { weightedOf, type Weighted } from "../snn/engine/weighted.ts";
import { sameShape, type Shape, sizeOf } from "../snn/tensor.ts";
import type { Connection, Part } from "./parts.ts";

/** How a chip stores a connection: a product, one weight a sender, or a kernel that slides. */
export type WiringKind = "dense" | "one-to-one" | "conv";

/** A connection with its window, and what the way before it makes of each sender. */
export interface Wiring {
  readonly from: number;
  readonly feedback: boolean;
  readonly kind: WiringKind;
  /** Path of the weights; of the receiver where there are none. */
  readonly path: string;
  /** Null: one to one. */
  readonly weighted: Weighted | null;
  readonly folded: Folded;
  /** [-] most senders of one target: the window, each cell of it as many as a pooling joins. */
  readonly fanIn: number;
  /** How `fanIn` comes about: `512·3·3`. */
  readonly fanInFormula: string;
  /** By element, row-major: its place on the chip; of the receiver, and of the sender. */
  readonly places: Int32Array;
  readonly senderPlaces: Int32Array;
  /** The channels of a cell are neighbours on the chip. */
  readonly inRuns: boolean;
}

/**
 * Where the elements of a part lie on a chip: cell by cell, the channels of a cell side by side, so that what one spike
 * reaches of a cell is one run. A list is one cell. By element, row-major.
 */
export function placesOfPart(part: Part): Int32Array {
  const [channels = 1, ...plane] = layoutOf(part);
  const cells = sizeOf(plane);
  return Int32Array.from(
    { length: channels * cells },
    (_, n) => (n % cells) * channels + Math.floor(n / cells),
  );
}

/** A flattening may have hidden the rows and columns that the weights gave. */
const layoutOf = ({ inputs, shape }: Part): Shape =>
  inputs.find(({ weights }) => weights !== null)?.weights?.outputShape ?? shape;

/** The wirings that feed a part. */
export function wiringsOf(part: Part, parts: readonly Part[]): Wiring[] {
  const places = placesOfPart(part);
  return part.inputs.flatMap((connection) => {
    const sender = parts[connection.from];
    return sender === undefined ? [] : [wiringOf(connection, { part, places, sender })];
  });
}

function wiringOf(
  { from, feedback, weights, way }: Connection,
  { part, places, sender }: { readonly part: Part; readonly places: Int32Array; readonly sender: Part },
): Wiring {
  const start: Folded = { to: Int32Array.from({ length: sender.count }, (_, n) => n), factor: 1 };
  const folded = way.reduce((done, layer) => foldInto(done, layer), start);
  const joined = way.reduce(
    (product, { node }) => product * ("kernelSize" in node ? node.kernelSize[0] * node.kernelSize[1] : 1),
    1,
  );
  const common = { from, feedback, folded, places, senderPlaces: placesOfPart(sender) };
  if (weights === null) {
    const fanInFormula = String(joined);
    return {
      ...common,
      inRuns: false,
      kind: "one-to-one",
      path: part.path,
      weighted: null,
      fanIn: joined,
      fanInFormula,
    };
  }
  const weighted = weightedOf(weights);
  const { channels, groups, kernelRows, kernelColumns, outRows, outColumns } = weighted.geometry;
  const factors = [channels / groups, kernelRows, kernelColumns, ...(joined > 1 ? [joined] : [])];
  return {
    ...common,
    inRuns: sameShape(layoutOf(part), weights.outputShape),
    kind: outRows * outColumns === 1 ? "dense" : "conv",
    path: weights.path,
    weighted,
    fanIn: Math.min(
      factors.reduce((a, b) => a * b),
      sender.count,
    ),
    fanInFormula: factors.filter((factor, i) => i === 0 || factor > 1).join("·"),
  };
}

/**
 * The weights of a wiring, each once: [channel][kernel row][kernel column][output channel of its group], what the way
 * before multiplies by included.
 */
export function distinctWeights({ weighted, folded }: Pick<Wiring, "weighted" | "folded">): Float64Array {
  if (weighted === null) return Float64Array.of(folded.factor);
  const g = weighted.geometry;
  const taps = g.kernelRows * g.kernelColumns;
  const outPerGroup = g.outChannels / g.groups;
  const weights = new Float64Array(distinctCount(weighted));
  for (let block = 0; block < g.channels * taps; block++) {
    const channel = Math.floor(block / taps);
    const first = Math.floor(channel / (g.channels / g.groups)) * outPerGroup;
    const row = Math.floor((block % taps) / g.kernelColumns) * g.dilationRows;
    const column = (block % g.kernelColumns) * g.dilationColumns;
    for (let out = 0; out < outPerGroup; out++) {
      weights[block * outPerGroup + out] = weighted.weight(first + out, channel, row, column) * folded.factor;
    }
  }
  return weights;
}

/** How many numbers `distinctWeights` gives. */
export const distinctCount = ({ geometry: g }: Weighted): number =>
  (g.channels * g.kernelRows * g.kernelColumns * g.outChannels) / g.groups;

/** `length` targets from place `target` on, with the weights from `at` on. */
export type VisitRun = (target: number, at: number, length: number) => void;

/** Goes through what a sender's spike reaches, run by run. */
export function forEachRun(wiring: Wiring, sender: number, visit: VisitRun): void {
  const element = wiring.folded.to[sender] ?? -1;
  if (element < 0) return;
  const { weighted, places } = wiring;
  if (weighted === null) {
    visit(places[element] ?? 0, 0, 1);
    return;
  }
  const g = weighted.geometry;
  const plane = g.rows * g.columns;
  const channel = Math.floor(element / plane);
  const y = Math.floor((element % plane) / g.columns) + g.padRows;
  const x = (element % g.columns) + g.padColumns;
  const outPerGroup = g.outChannels / g.groups;
  const first = Math.floor(channel / (g.channels / g.groups)) * outPerGroup;
  for (let row = 0; row < g.kernelRows; row++) {
    const outRow = (y - row * g.dilationRows) / g.strideRows;
    if (!isPlace(outRow, g.outRows)) continue;
    for (let column = 0; column < g.kernelColumns; column++) {
      const outColumn = (x - column * g.dilationColumns) / g.strideColumns;
      if (!isPlace(outColumn, g.outColumns)) continue;
      const at = ((channel * g.kernelRows + row) * g.kernelColumns + column) * outPerGroup;
      const cells = g.outRows * g.outColumns;
      const cell = outRow * g.outColumns + outColumn;
      if (wiring.inRuns) {
        visit(cell * g.outChannels + first, at, outPerGroup);
        continue;
      }
      visitChannels({ places, first: first * cells + cell, cells, at, outPerGroup }, visit);
    }
  }
}

const isPlace = (place: number, count: number): boolean =>
  Number.isInteger(place) && place >= 0 && place < count;

/** The channels of a cell, as runs of neighbouring places. */
function visitChannels(
  {
    places,
    first,
    cells,
    at,
    outPerGroup,
  }: {
    readonly places: Int32Array;
    /** Element of the first channel; the next is `cells` on. */
    readonly first: number;
    readonly cells: number;
    readonly at: number;
    readonly outPerGroup: number;
  },
  visit: VisitRun,
): void {
  let from = 0;
  for (let out = 1; out <= outPerGroup; out++) {
    const start = places[first + from * cells] ?? 0;
    if (out < outPerGroup && places[first + out * cells] === start + out - from) continue;
    visit(start, at + from, out - from);
    from = out;
  }
}

/** Synapses of a wiring, and those of weight 0; each target of a sliding kernel counts, edges as they are. */
export function synapsesOf(
  wiring: Wiring,
  weights: ArrayLike<number>,
): { readonly all: number; readonly zero: number } {
  const zeros = new Int32Array(weights.length + 1);
  for (let i = 0; i < weights.length; i++) zeros[i + 1] = (zeros[i] ?? 0) + (weights[i] === 0 ? 1 : 0);
  let all = 0;
  let zero = 0;
  for (let sender = 0; sender < wiring.folded.to.length; sender++) {
    forEachRun(wiring, sender, (_, at, length) => {
      all += length;
      zero += (zeros[at + length] ?? 0) - (zeros[at] ?? 0);
    });
  }
  return { all, zero };
}
