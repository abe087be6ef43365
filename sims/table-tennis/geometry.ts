/**
 * Table and net in the world frame: origin at the centre of the table's surface, x across, y along, z up; the robot's
 * half is y < 0. [m], ITTF Handbook, The Laws of Table Tennis, 2.1 and 2.2; thickness, band and posts are assumed.
 */
export const TABLE = { halfLengthM: 1.37, halfWidthM: 0.7625, heightM: 0.76, thicknessM: 0.025 } as const;
export const NET = {
  heightM: 0.1525,
  halfWidthM: 0.7625 + 0.1525,
  /** White band below the cord. */
  bandM: 0.015,
  postRadiusM: 0.01,
} as const;

/** Whether (x, y) lies over the table's top. */
export const isOnTable = (xM: number, yM: number): boolean =>
  Math.abs(xM) <= TABLE.halfWidthM && Math.abs(yM) <= TABLE.halfLengthM;

/** Whether a ball with its centre at (x, z) and y = 0 is at the net or above it. */
export const isAtNet = (xM: number, zM: number): boolean => Math.abs(xM) <= NET.halfWidthM && zM >= 0;
