import { FLOOR_MATERIAL, NET_MATERIAL, TABLE_MATERIAL } from "../ball/contact.ts";
import { levelSurface, uprightSheet, type Surface } from "../ball/surface.ts";
import { isAtNet, isOnTable, NET, TABLE } from "./geometry.ts";

/** What stands still in the room. The table is felt from above only. */
export interface Arena {
  readonly table: Surface;
  readonly net: Surface;
  readonly floor: Surface;
}

export const ARENA: Arena = {
  table: levelSurface(0, TABLE_MATERIAL, isOnTable),
  net: uprightSheet(NET.heightM, NET_MATERIAL, isAtNet),
  floor: levelSurface(-TABLE.heightM, FLOOR_MATERIAL, () => true),
};

export const ARENA_SURFACES: readonly Surface[] = [ARENA.table, ARENA.net, ARENA.floor];
