import { FLOOR_MATERIAL, NET_MATERIAL, TABLE_MATERIAL } from "../ball/contact.ts";
import { levelSurface, uprightSurface, type Surface } from "../ball/surface.ts";
import { isInNet, isOnTable, TABLE } from "./geometry.ts";

/** What stands still in the room. The table is felt from above only, the net from both sides. */
export interface Arena {
  readonly table: Surface;
  readonly netFar: Surface;
  readonly netNear: Surface;
  readonly floor: Surface;
}

export const ARENA: Arena = {
  table: levelSurface(0, TABLE_MATERIAL, isOnTable),
  netFar: uprightSurface(1, NET_MATERIAL, isInNet),
  netNear: uprightSurface(-1, NET_MATERIAL, isInNet),
  floor: levelSurface(-TABLE.heightM, FLOOR_MATERIAL, () => true),
};

export const ARENA_SURFACES: readonly Surface[] = [ARENA.table, ARENA.netFar, ARENA.netNear, ARENA.floor];
