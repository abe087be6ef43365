import { bounceOff, FLOOR_MATERIAL } from "../ball/contact.ts";
import { levelSurface, slabSurface, type Surface } from "../ball/surface.ts";
import { bounceOffTable } from "../ball/table-bounce.ts";
import { TABLE } from "./geometry.ts";
import { NetSurface } from "./net-surface.ts";

/** What stands still in the room. */
export interface Arena {
  /** All around: its top with the edges, its sides, its underside. Legs are left out. */
  readonly table: Surface;
  readonly net: Surface;
  readonly floor: Surface;
}

export const ARENA: Arena = {
  table: slabSurface(TABLE, (ball, contact) =>
    ball.z >= 0 ? bounceOffTable(ball, contact) : bounceOff(ball, contact, FLOOR_MATERIAL),
  ),
  net: new NetSurface(),
  floor: levelSurface(-TABLE.heightM, (ball, contact) => bounceOff(ball, contact, FLOOR_MATERIAL)),
};

export const ARENA_SURFACES: readonly Surface[] = [ARENA.table, ARENA.net, ARENA.floor];
