import { quantities } from "../../src/core/quantity.ts";

const ITTF = "ITTF Handbook, The Laws of Table Tennis, 2.3";
const ACE_AIR =
  "Conti et al. 2026, arXiv:2606.28805, sec. III; SonyResearch/ace_perception_physics (BSD-3-Clause)";
const ACE_TABLE =
  "Conti et al. 2026, arXiv:2606.28805, eq. 11-14: 30,000 bounces of match play; SonyResearch/ace_perception_physics";

/** Every number of the ball's physics: its body, the air, and what it bounces on. */
export const BALL_PHYSICS = quantities({
  gravity: { value: 9.81, unit: "m/s^2", source: "standard gravity, rounded", basis: "published" },
  radius: { value: 0.02, unit: "m", source: ITTF, basis: "published" },
  mass: { value: 0.0027, unit: "kg", source: ITTF, basis: "published" },
  // thin spherical shell: I = 2/3 m r^2
  inertiaFactor: { value: 2 / 3, unit: "-", source: "thin spherical shell", basis: "published" },
  // 1.204 kg/m^3 over 81.2 kg/m^3, the fit's: a ball of 2.72 g. Drag and lift scale with it, buoyancy is it
  airOverBall: { value: 1.204 / 81.2, unit: "-", source: ACE_AIR, basis: "published" },

  // table: e = tableRestitution - tableRestitutionLoss |v_n| + tableObliqueGain |v_t| / |v_n|; a bounce takes at most
  // stickingShare of the slip away, the ball's rolling parts lose a little more
  tableRestitution: { value: 0.98 - 0.02717, unit: "-", source: ACE_TABLE, basis: "published" },
  tableRestitutionLoss: { value: 0.02, unit: "s/m", source: ACE_TABLE, basis: "published" },
  tableObliqueGain: { value: 0.02344, unit: "-", source: ACE_TABLE, basis: "published" },
  tableFriction: { value: 0.25, unit: "-", source: ACE_TABLE, basis: "published" },
  tableRollingLoss: { value: 3.33e-4 / 0.02, unit: "-", source: ACE_TABLE, basis: "published" },
  tableSideLoss: { value: 6.94e-4 / 0.02, unit: "-", source: ACE_TABLE, basis: "published" },
  tableCorkscrewLoss: { value: 0.06456, unit: "-", source: ACE_TABLE, basis: "published" },
  tableDrillLoss: { value: 0.03411, unit: "-", source: ACE_TABLE, basis: "published" },
  // the fit is linear; a ball that hardly comes down, or hardly moves along, was not part of it
  tableFitFrom: { value: 1, unit: "m/s", source: "none; the fit's terms fade below it", basis: "assumed" },
  tableRestitutionMost: {
    value: 1.1,
    unit: "-",
    source: "none; friction can lift a fast flat ball, not more",
    basis: "assumed",
  },
  stickingShare: {
    value: 0.4,
    unit: "-",
    source: "1 / (1 + 3/2), thin shell without slip",
    basis: "published",
  },

  // net and floor were measured by nobody we know of; they decide no rally, only how a lost ball rolls
  netRestitution: { value: 0.1, unit: "-", source: "public models range from 0.05 to 0.5", basis: "assumed" },
  netFriction: { value: 0.3, unit: "-", source: "none", basis: "assumed" },
  cordRestitution: { value: 0.3, unit: "-", source: "none; a taut cord and its band", basis: "assumed" },
  postRestitution: { value: 0.6, unit: "-", source: "none; metal and plastic", basis: "assumed" },
  floorRestitution: {
    value: 0.75,
    unit: "-",
    source: "none; a hard floor below the table's",
    basis: "assumed",
  },
  floorFriction: { value: 0.25, unit: "-", source: "as the table", basis: "assumed" },
  // the bare edge of a blade
  rimRestitution: { value: 0.6, unit: "-", source: "none; wood", basis: "assumed" },
  rimFriction: { value: 0.3, unit: "-", source: "none; wood", basis: "assumed" },
  restSpeed: { value: 0.02, unit: "m/s", source: "none; slower bounces end in rolling", basis: "assumed" },
});
