import type { ResourceUse } from "../fit-report.ts";
import type { Wiring } from "../wiring.ts";
import { TILE_NUMBERS } from "./tile.ts";

/**
 * A layer's weights as crossbars: for each group of channels a matrix with a row for each channel and tap of the window, a
 * column for each output channel of the group. A matrix larger than a tile is cut; smaller ones of several groups lie along a
 * tile's diagonal, and are read one after the other.
 */
export interface Blocks {
  readonly groups: number;
  /** [-] of a group's matrix. */
  readonly rows: number;
  readonly columns: number;
  /** [-] pieces that a matrix is cut into. */
  readonly rowBlocks: number;
  readonly columnBlocks: number;
  readonly groupsPerTile: number;
  readonly tiles: number;
}

/** How a layer of weights lies on tiles. */
export function blocksOf({ geometry: g }: NonNullable<Wiring["weighted"]>): Blocks {
  const side = { rows: TILE_NUMBERS.rows.value, columns: TILE_NUMBERS.columns.value };
  const rows = (g.channels / g.groups) * g.kernelRows * g.kernelColumns;
  const columns = g.outChannels / g.groups;
  const rowBlocks = Math.ceil(rows / side.rows);
  const columnBlocks = Math.ceil(columns / side.columns);
  const isWhole = rowBlocks * columnBlocks === 1;
  const groupsPerTile = isWhole
    ? Math.min(Math.floor(side.rows / rows), Math.floor(side.columns / columns), g.groups)
    : 1;
  const tiles = isWhole ? Math.ceil(g.groups / groupsPerTile) : g.groups * rowBlocks * columnBlocks;
  return { groups: g.groups, rows, columns, rowBlocks, columnBlocks, groupsPerTile, tiles };
}

/** Number, from the layer's first, of the tile that holds a piece. */
export function tileOf(
  { rowBlocks, columnBlocks, groupsPerTile }: Blocks,
  group: number,
  piece: { readonly rowBlock: number; readonly columnBlock: number },
): number {
  if (rowBlocks * columnBlocks === 1) return Math.floor(group / groupsPerTile);
  return (group * rowBlocks + piece.rowBlock) * columnBlocks + piece.columnBlock;
}

/** [devices] from a row to its column's converter, itself included: what is used of a tile lies next to the converters. */
export function distanceOf({ rows, rowBlocks, groupsPerTile }: Blocks, group: number, row: number): number {
  const most = TILE_NUMBERS.rows.value;
  const rowBlock = Math.floor(row / most);
  const inBlock = rowBlock === rowBlocks - 1 ? rows - rowBlock * most : most;
  const before = (groupsPerTile - 1 - (group % groupsPerTile)) * rows;
  return before + inBlock - (row % most);
}

/** Where the need comes from: `2·1 tiles of 256x256 for 512x128`. */
export const tileFormula = ({ groups, rows, columns, rowBlocks, columnBlocks, tiles }: Blocks): string => {
  const of = groups === 1 ? "" : `${groups} groups of `;
  const cut = groups === 1 ? `${rowBlocks}·${columnBlocks} = ${tiles}` : `${tiles}`;
  return `${of}${rows} rows and ${columns} columns: ${cut} tiles of ${TILE_NUMBERS.rows.value}x${TILE_NUMBERS.columns.value}`;
};

export const tilesUsed = (need: number, chips: number): ResourceUse => ({
  need,
  limit: TILE_NUMBERS.tiles.value * chips,
});
