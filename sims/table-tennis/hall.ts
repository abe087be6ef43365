import type { Vec3 } from "../../src/core/vec3.ts";
import type { LightFrom } from "../camera/backdrop.ts";
import { isOnTable, NET, TABLE } from "./geometry.ts";

/** [-] light of what stands in the hall, where 220 is a white ball; assumed: matt surfaces under even light. */
const HALL_LIGHT = { table: 50, line: 190, net: 65, tape: 170, floor: 75, wall: 40 } as const;

/** [m] Laws of Table Tennis 2.1 and 2.2: edge lines 20 mm, centre line 3 mm, net with a white tape of 15 mm. */
const EDGE_LINE_M = 0.02;
const CENTRE_LINE_M = 0.003;
const TAPE_M = 0.015;

/**
 * Table with its lines, net, floor and walls, as seen from a place [m]. The net is drawn as a cloth that nothing behind
 * it shines through, and things that move are drawn before it; table and net have no shadow, the table no legs.
 */
export function hallFrom([ox, oy, oz]: Vec3): LightFrom {
  return (dx, dy, dz) => {
    const net = -oy / dy;
    const table = -oz / dz;
    const netLight = net > 0 ? lightOfNet(ox + net * dx, oz + net * dz) : 0;
    const tableLight = table > 0 ? lightOfTable(ox + table * dx, oy + table * dy) : 0;
    if (netLight > 0 && (tableLight === 0 || net < table)) return netLight;
    if (tableLight > 0) return tableLight;
    return (-TABLE.heightM - oz) / dz > 0 ? HALL_LIGHT.floor : HALL_LIGHT.wall;
  };
}

/** 0 = beside the net. */
function lightOfNet(x: number, z: number): number {
  if (!(Math.abs(x) <= NET.halfWidthM && z >= 0 && z <= NET.heightM)) return 0;
  return z > NET.heightM - TAPE_M ? HALL_LIGHT.tape : HALL_LIGHT.net;
}

/** 0 = beside the table. */
function lightOfTable(x: number, y: number): number {
  if (!isOnTable(x, y)) return 0;
  const toEdge = Math.min(TABLE.halfWidthM - Math.abs(x), TABLE.halfLengthM - Math.abs(y));
  return toEdge < EDGE_LINE_M || Math.abs(x) < CENTRE_LINE_M / 2 ? HALL_LIGHT.line : HALL_LIGHT.table;
}
