import type { Wiring } from "../wiring.ts";
import { type FanIn, fanInOf } from "./fan-in.ts";
import { AXONS, NEURONS } from "./limits.ts";
import type { PartShape } from "./coded-part.ts";

/** Neurons of one element of a part that lie on one core: `from .. to - 1` of the element's own, from neuron `first` of the core on. */
export interface Run {
  readonly element: number;
  readonly from: number;
  readonly to: number;
  readonly first: number;
}

/** One core's share of a part. */
export interface PackedCore {
  /** Senders on it, each on as many axons in a row as a weight takes, in this order: wiring, element of the sender. */
  readonly wirings: readonly number[];
  readonly senders: readonly number[];
  readonly runs: readonly Run[];
  readonly neurons: number;
}

export interface PackOptions {
  readonly wirings: readonly Wiring[];
  readonly shape: PartShape;
  /** [-] axons an input. */
  readonly axons: number;
  /** [-] neurons of an element, by output channel. */
  readonly neurons: ArrayLike<number>;
}

/**
 * Lays a part on cores: neurons with inputs in common side by side. A picture is cut into tiles, as large as a core's axons and neurons allow;
 * each tile of a group of channels goes where it fits whole, or begins a core. The same network gives the same cores.
 */
export function packPart(count: number, options: PackOptions): PackedCore[] {
  const packer = new Packer(options);
  for (const block of blocksOf(count, options)) packer.place(block);
  return packer.done();
}

class Packer {
  readonly #options: PackOptions;
  readonly #fans: readonly FanIn[];
  /** By wiring and sender: the last core, or trial, that it is on. */
  readonly #seen: readonly Int32Array[];
  readonly #cores: PackedCore[] = [];
  #stamp = 0;
  #open: { wirings: number[]; senders: number[]; runs: Run[]; neurons: number };
  #openStamp = 0;

  constructor(options: PackOptions) {
    this.#options = options;
    this.#fans = options.wirings.map(fanInOf);
    this.#seen = options.wirings.map(({ senderPlaces }) => new Int32Array(senderPlaces.length));
    this.#open = { wirings: [], senders: [], runs: [], neurons: 0 };
    this.#openStamp = ++this.#stamp;
  }

  place(block: readonly number[]): void {
    if (!this.#fitsOpen(block) && this.#open.neurons > 0) this.#close();
    for (const element of block) this.#placeElement(element);
  }

  done(): PackedCore[] {
    if (this.#open.neurons > 0) this.#close();
    return this.#cores;
  }

  #close(): void {
    this.#cores.push(this.#open);
    this.#open = { wirings: [], senders: [], runs: [], neurons: 0 };
    this.#openStamp = ++this.#stamp;
  }

  #neuronsOf(element: number): number {
    return this.#options.neurons[Math.floor(element / this.#options.shape.cells)] ?? 0;
  }

  /** Whether a block goes on the open core whole. */
  #fitsOpen(block: readonly number[]): boolean {
    const neurons = block.reduce((sum, element) => sum + this.#neuronsOf(element), 0);
    if (this.#open.neurons + neurons > NEURONS) return false;
    const added: [Int32Array, number][] = [];
    for (const element of block) {
      this.#forEachNew(element, (seen, sender) => {
        seen[sender] = this.#openStamp;
        added.push([seen, sender]);
      });
    }
    for (const [seen, sender] of added) seen[sender] = 0;
    return (this.#open.senders.length + added.length) * this.#options.axons <= AXONS;
  }

  #forEachNew(element: number, visit: (seen: Int32Array, sender: number, wiring: number) => void): void {
    for (const [w, fan] of this.#fans.entries()) {
      const seen = this.#seen[w] ?? new Int32Array(0);
      fan.forEach(element, (sender) => {
        if (seen[sender] !== this.#openStamp) visit(seen, sender, w);
      });
    }
  }

  #placeElement(element: number): void {
    const neurons = this.#neuronsOf(element);
    for (let from = 0; from < neurons;) {
      if (this.#open.neurons === NEURONS || !this.#fitsAxons(element)) this.#close();
      const to = Math.min(neurons, from + NEURONS - this.#open.neurons);
      this.#forEachNew(element, (seen, sender, wiring) => {
        seen[sender] = this.#openStamp;
        this.#open.senders.push(sender);
        this.#open.wirings.push(wiring);
      });
      this.#open.runs.push({ element, from, to, first: this.#open.neurons });
      this.#open.neurons += to - from;
      from = to;
    }
  }

  #fitsAxons(element: number): boolean {
    let more = 0;
    this.#forEachNew(element, () => more++);
    return (this.#open.senders.length + more) * this.#options.axons <= AXONS;
  }
}

/** Elements tile by tile, the channels of a group together. */
function blocksOf(count: number, options: PackOptions): number[][] {
  const weighted = options.wirings.find((wiring) => wiring.weighted !== null)?.weighted ?? null;
  if (weighted === null) return Array.from({ length: count }, (_, element) => [element]);
  const { groups, outChannels, outRows, outColumns } = weighted.geometry;
  const outPerGroup = outChannels / groups;
  const tile = tileOf(options, weighted.geometry);
  const channelsOf = (cell: number, first: number): number[] =>
    Array.from({ length: outPerGroup }, (_, out) => (first + out) * outRows * outColumns + cell);
  const blocks: number[][] = [];
  for (let group = 0; group < groups; group++) {
    for (let top = 0; top < outRows; top += tile.rows) {
      for (let left = 0; left < outColumns; left += tile.columns) {
        const cells = cellsOf({ top, left, ...tile }, weighted.geometry);
        blocks.push(cells.flatMap((cell) => channelsOf(cell, group * outPerGroup)));
      }
    }
  }
  return blocks;
}

/** Cells of a tile, row by row, as far as there are any. */
function cellsOf(
  { top, left, rows, columns }: Tile & { readonly top: number; readonly left: number },
  { outRows, outColumns }: Geometry,
): number[] {
  const cells: number[] = [];
  for (let row = top; row < Math.min(top + rows, outRows); row++)
    for (let column = left; column < Math.min(left + columns, outColumns); column++)
      cells.push(row * outColumns + column);
  return cells;
}

type Geometry = NonNullable<Wiring["weighted"]>["geometry"];

interface Tile {
  readonly rows: number;
  readonly columns: number;
}

/** The tile that needs the fewest cores, by its window's size; the squarest of equals. */
function tileOf({ wirings, axons, neurons }: PackOptions, g: Geometry): Tile {
  const pool = Math.max(
    1,
    Math.round((wirings[0]?.senderPlaces.length ?? 1) / (g.channels * g.rows * g.columns)),
  );
  const each = (g.channels / g.groups) * axons * pool;
  const most = Array.from(neurons).reduce((largest, n) => Math.max(largest, n), 1);
  const perCell = (g.outChannels / g.groups) * most;
  const side = (tile: number, kernel: number, stride: number, dilation: number): number =>
    (tile - 1) * stride + (kernel - 1) * dilation + 1;
  let best: Tile = { rows: 1, columns: 1 };
  let least = Infinity;
  for (let rows = 1; rows <= Math.min(g.outRows, AXONS); rows++) {
    for (let columns = 1; columns <= Math.min(g.outColumns, AXONS); columns++) {
      const down = Math.min(g.rows, side(rows, g.kernelRows, g.strideRows, g.dilationRows));
      const across = Math.min(g.columns, side(columns, g.kernelColumns, g.strideColumns, g.dilationColumns));
      const fits = down * across * each <= AXONS && rows * columns * perCell <= NEURONS;
      if (!fits) break;
      const tiles = Math.ceil(g.outRows / rows) * Math.ceil(g.outColumns / columns);
      const cost = tiles + Math.abs(rows - columns) * 1e-6;
      if (cost >= least) continue;
      least = cost;
      best = { rows, columns };
    }
  }
  return best;
}
