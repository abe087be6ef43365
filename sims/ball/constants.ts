import { quantities } from "../quantity.ts";

const ITTF = "ITTF Handbook, The Laws of Table Tennis, 2.3";
const ACE_FLIGHTS =
  "fit to 1,599 shot-to-bounce segments with measured spin, SonyResearch/ace_public match_data.csv";
const ACE_BOUNCES = "fit to 638 table bounces, SonyResearch/ace_public match_data.csv";

/** Every number of the ball's physics: its body, the air, and what it bounces on. */
export const BALL_PHYSICS = quantities({
  gravity: { value: 9.81, unit: "m/s^2", source: "standard gravity, rounded", basis: "published" },
  radius: { value: 0.02, unit: "m", source: ITTF, basis: "published" },
  mass: { value: 0.0027, unit: "kg", source: ITTF, basis: "published" },
  // thin spherical shell: I = 2/3 m r^2
  inertiaFactor: { value: 2 / 3, unit: "-", source: "thin spherical shell", basis: "published" },
  airDensity: { value: 1.19, unit: "kg/m^3", source: ACE_FLIGHTS, basis: "assumed" },
  drag: { value: 0.487, unit: "-", source: ACE_FLIGHTS, basis: "calibrated" },
  // C_L = lift S / (1 + liftSaturation S), S = r |spin| / |velocity|
  lift: { value: 0.884, unit: "-", source: ACE_FLIGHTS, basis: "calibrated" },
  liftSaturation: { value: 2.694, unit: "-", source: ACE_FLIGHTS, basis: "calibrated" },

  // table: e = tableRestitution - tableRestitutionLoss |v_n|; a bounce takes at most stickingShare of the slip away
  tableRestitution: { value: 0.9325, unit: "-", source: ACE_BOUNCES, basis: "calibrated" },
  tableRestitutionLoss: { value: 0.0206, unit: "s/m", source: ACE_BOUNCES, basis: "calibrated" },
  tableFriction: { value: 0.252, unit: "-", source: ACE_BOUNCES, basis: "calibrated" },
  stickingShare: {
    value: 0.4,
    unit: "-",
    source: "1 / (1 + 3/2), thin shell without slip",
    basis: "published",
  },

  // net and floor were measured by nobody we know of; they decide no rally, only how a lost ball rolls
  netRestitution: { value: 0.1, unit: "-", source: "public models range from 0.05 to 0.5", basis: "assumed" },
  netFriction: { value: 0.3, unit: "-", source: "none", basis: "assumed" },
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
