import { layers, type Link } from "./graph.ts";

/** A rectangle to be placed: a node's box or an edge's label. [px] */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** [px] left upper corner and size. */
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

/** Where everything goes; edges in the order they were given. */
export interface Layout {
  readonly nodes: readonly Box[];
  readonly labels: readonly Box[];
  /** Points each edge passes, from the side of its producer to the side of its consumer. */
  readonly ways: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

/** [px] between columns, between things in a column, and around the whole. */
const COLUMN_GAP = 28;
const ROW_GAP = 16;
const MARGIN = 20;
/** [-] how far down a node's side feedback touches it, below the other edges. */
const LOW = 0.85;
/** [-] sweeps that sort the columns; more change nothing on graphs of this size. */
const SWEEPS = 8;

/** Something in a column: a node, a label, or a bend by which a long edge passes the column. */
interface Item extends Size {
  readonly column: number;
  y: number;
  readonly before: Item[];
  readonly after: Item[];
}

/**
 * Places nodes in columns from left to right, every edge's label in a column of its own between them, so that no label
 * covers a box or another label (after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical
 * system structures", 1981). Feedback edges run below everything, each in its own lane.
 */
export function layOut(nodes: readonly Size[], links: readonly Link[], labels: readonly Size[]): Layout {
  const columnOf = layers(nodes.length, links).map((layer) => layer * 2);
  const columns: Item[][] = Array.from({ length: Math.max(0, ...columnOf) + 1 }, () => []);
  const add = (size: Size, column: number): Item => {
    const item: Item = { width: size.width, height: size.height, column, y: 0, before: [], after: [] };
    columns[column]?.push(item);
    return item;
  };
  const boxes = nodes.map((size, i) => add(size, columnOf[i] ?? 0));
  const chains = links.map((link, i) => chainOf(link, boxes, labels[i] ?? NOTHING, add));
  sortColumns(columns);
  placeRows(columns);
  const left = columnStarts(columns);
  return finish({ boxes, chains, left, columns }, links, labels);
}

const NOTHING: Size = { width: 0, height: 0 };

/** The items an edge passes: producer, label, bends, consumer. Empty for feedback, which takes a lane. */
function chainOf(
  link: Link,
  boxes: readonly Item[],
  label: Size,
  add: (size: Size, column: number) => Item,
): Item[] {
  const [from, to] = [boxes[link.fromNode], boxes[link.toNode]];
  if (link.feedback || from === undefined || to === undefined || from.column >= to.column) return [];
  const chain = [from, add(label, from.column + 1)];
  for (let column = from.column + 2; column < to.column; column++) chain.push(add(NOTHING, column));
  chain.push(to);
  chain.slice(1).forEach((item, i) => {
    const earlier = chain[i];
    earlier?.after.push(item);
    if (earlier !== undefined) item.before.push(earlier);
  });
  return chain;
}

/** Sorts each column by the mean place of its neighbours, forth and back in turn. */
function sortColumns(columns: Item[][]): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const column of columns) column.forEach((item, rank) => (item.y = rank));
    for (const column of forth ? columns : [...columns].reverse()) {
      const place = new Map(column.map((item) => [item, meanY(forth ? item.before : item.after) ?? item.y]));
      column.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
      column.forEach((item, rank) => (item.y = rank));
    }
  }
}

/** Gives every item its height in the column, as near to its neighbours as the order allows. `y` is the middle. */
function placeRows(columns: readonly Item[][]): void {
  for (const column of columns) stack(column);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forth = sweep % 2 === 0;
    for (const column of forth ? columns : [...columns].reverse()) {
      for (const item of column) item.y = meanY(forth ? item.before : item.after) ?? item.y;
      spread(column);
    }
  }
  const top = Math.min(...columns.flat().map((item) => item.y - item.height / 2));
  for (const item of columns.flat()) item.y += MARGIN - top;
}

function stack(column: readonly Item[]): void {
  let y = 0;
  for (const item of column) {
    item.y = y + item.height / 2;
    y += item.height + ROW_GAP;
  }
}

/** Pushes apart what overlaps, half of it upwards. */
function spread(column: readonly Item[]): void {
  const wanted = column.map((item) => item.y);
  let free = -Infinity;
  for (const item of column) {
    item.y = Math.max(item.y, free + item.height / 2);
    free = item.y + item.height / 2 + ROW_GAP;
  }
  const shift =
    column.reduce((sum, item, i) => sum + item.y - (wanted[i] ?? item.y), 0) / Math.max(1, column.length);
  for (const item of column) item.y -= shift;
}

function meanY(items: readonly Item[]): number | null {
  return items.length === 0 ? null : items.reduce((sum, item) => sum + item.y, 0) / items.length;
}

/** [px] left side of each column. */
function columnStarts(columns: readonly Item[][]): number[] {
  let x = MARGIN;
  return columns.map((column) => {
    const start = x;
    x += Math.max(0, ...column.map((item) => item.width)) + COLUMN_GAP;
    return start;
  });
}

interface Placed {
  readonly boxes: readonly Item[];
  readonly chains: readonly (readonly Item[])[];
  readonly left: readonly number[];
  readonly columns: readonly Item[][];
}

function finish(placed: Placed, links: readonly Link[], labelSizes: readonly Size[]): Layout {
  const { boxes, chains, columns } = placed;
  const boxOf = (item: Item): Box => toBox(item, placed);
  const nodes = boxes.map(boxOf);
  const all = columns.flat().map(boxOf);
  let lane = Math.max(0, ...all.map((box) => box.y + box.height)) + ROW_GAP;
  const labels: Box[] = [];
  const ways: Point[][] = [];
  links.forEach((link, i) => {
    const chain = chains[i] ?? [];
    const label = chain[1];
    if (label !== undefined) {
      labels.push(boxOf(label));
      ways.push(wayAlong(chain, placed));
      return;
    }
    const size = labelSizes[i] ?? NOTHING;
    const [from, to] = [boxes[link.fromNode], boxes[link.toNode]];
    if (from === undefined || to === undefined) return;
    const way = wayBelow(from, to, lane + size.height / 2, placed);
    const middle = ((way[2]?.[0] ?? 0) + (way[3]?.[0] ?? 0)) / 2;
    labels.push({ ...size, x: Math.max(MARGIN, middle - size.width / 2), y: lane });
    ways.push(way);
    lane += size.height + ROW_GAP;
  });
  const width = Math.max(0, ...[...all, ...labels].map((box) => box.x + box.width)) + MARGIN;
  return { nodes, labels, ways, width, height: lane + MARGIN - ROW_GAP };
}

/** A box stands in the middle of its column. */
function toBox(item: Item, placed: Placed): Box {
  const x = (placed.left[item.column] ?? 0) + (columnWidth(item.column, placed) - item.width) / 2;
  return { x, y: item.y - item.height / 2, width: item.width, height: item.height };
}

/** In at the left and out at the right of everything on the way; ends are spread over the sides of the nodes. */
function wayAlong(chain: readonly Item[], placed: Placed): Point[] {
  const way: Point[] = [];
  chain.forEach((item, i) => {
    const box = toBox(item, placed);
    const [before, after] = [chain[i - 1], chain[i + 1]];
    if (before !== undefined)
      way.push([box.x, after === undefined ? sideY(item, item.before, before) : item.y]);
    if (after !== undefined) {
      way.push([box.x + box.width, before === undefined ? sideY(item, item.after, after) : item.y]);
    }
  });
  return way;
}

/** [px] where on a node's side the edge to `neighbour` touches: edges keep the order of their neighbours. */
function sideY(item: Item, neighbours: readonly Item[], neighbour: Item): number {
  const order = [...neighbours].sort((a, b) => a.y - b.y);
  return item.y + item.height * ((order.indexOf(neighbour) + 1) / (order.length + 1) - 0.5);
}

/** Out at the right, down between the columns into the lane, back, and in at the left. */
function wayBelow(from: Item, to: Item, laneY: number, placed: Placed): Point[] {
  const [start, end] = [toBox(from, placed), toBox(to, placed)];
  const outX = (placed.left[from.column] ?? 0) + columnWidth(from.column, placed) + COLUMN_GAP / 2;
  const inX = (placed.left[to.column] ?? 0) - COLUMN_GAP / 2;
  const [fromY, toY] = [start.y + start.height * LOW, end.y + end.height * LOW];
  return [
    [start.x + start.width, fromY],
    [outX, fromY],
    [outX, laneY],
    [inX, laneY],
    [inX, toY],
    [end.x, toY],
  ];
}

function columnWidth(column: number, { columns }: Placed): number {
  return Math.max(0, ...(columns[column] ?? []).map((item) => item.width));
}
