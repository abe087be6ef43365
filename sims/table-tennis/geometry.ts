/**
 * Table and net in the world frame: origin at the centre of the table's surface, x across, y along, z up; the robot's
 * half is y < 0. [m], ITTF Handbook, The Laws of Table Tennis, 2.1 and 2.2.
 */
export const TABLE = { halfLengthM: 1.37, halfWidthM: 0.7625, heightM: 0.76 } as const;
export const NET = { heightM: 0.1525, halfWidthM: 0.7625 + 0.1525 } as const;

/** Whether a ball at height 0 with its centre over (x, y) touches the table. Its edges are sharp and have no sides. */
export const isOnTable = (xM: number, yM: number): boolean =>
  Math.abs(xM) <= TABLE.halfWidthM && Math.abs(yM) <= TABLE.halfLengthM;

/** Whether a ball with its centre at (x, z), a radius away from the net's plane or its cord, touches the net. */
export const isAtNet = (xM: number, zM: number): boolean => Math.abs(xM) <= NET.halfWidthM && zM >= 0;
