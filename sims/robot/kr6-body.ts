import type { ArmBody } from "./arm-mjcf.ts";

/**
 * A KUKA KR 6 R900 sixx of bodies. Its maker tells the mass of the whole arm, 52 kg, and its capsules are made as dense as that
 * asks for. Assumed, as neither is published: torques, a little more than strokes at the assumed accelerations ask for, and
 * the rotors' inertia (gears of 50 to 100).
 */
export const KR6_BODY: ArmBody = {
  densityKgpm3: 1130,
  torques: [400, 500, 200, 30, 25, 12],
  rotors: [1, 1, 0.5, 0.1, 0.1, 0.05],
};
