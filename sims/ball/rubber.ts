import { quantities, type Quantity } from "../../src/core/quantity.ts";
import { BALL_PHYSICS } from "./constants.ts";
import type { Material } from "./material.ts";

/** What covers a racket, as fitted: restitution e0 - e1 |v_n|, and a tangential impulse J. */
export interface Rubber {
  readonly e0: Quantity;
  /** [s/m] */
  readonly e1: Quantity;
  /** |J| = (k0 - k1 |slip|) |slip|: elastic, can reverse the slip. Absent where friction alone acts. */
  readonly k0?: Quantity;
  readonly k1?: Quantity;
  /** [-] |J| is at most this times the normal impulse. */
  readonly friction: Quantity;
}

const SOURCE = "gossardt/tt_rackets (MIT, arXiv:2604.11349), fitted at 3.4-10.6 m/s";

const fitted = (value: number, unit: string, racket: string): Quantity => ({
  value,
  unit,
  source: `${SOURCE}; ${racket}`,
  basis: "calibrated",
});

// the fitted impulse does not know the normal one: without a limit a grazing contact would exchange full spin
const CAP: Quantity = { value: 1, unit: "-", source: "none; |J| <= mu m (1 + e) |v_n|", basis: "assumed" };

function elastic(racket: string, [e0, e1, k0, k1]: readonly [number, number, number, number]): Rubber {
  return quantities({
    e0: fitted(e0, "-", racket),
    e1: fitted(e1, "s/m", racket),
    k0: fitted(k0, "kg", racket),
    k1: fitted(k1, "kg s/m", racket),
    friction: CAP,
  });
}

/** Rackets that were measured, by what they are; `offensive` is the usual one. */
export const RUBBERS = {
  offensive: elastic(
    "racket 1: offensive blade, inverted offensive rubber 2.1 mm",
    [0.91721153, 0.021704342, 1.9338845e-3, 1.9773528e-5],
  ),
  allround: elastic(
    "racket 2: offensive blade, inverted allround rubber 1.8 mm",
    [0.85852668, 0.017581417, 1.8832439e-3, 1.5171789e-5],
  ),
  defensive: elastic(
    "racket 4: defensive blade, inverted allround rubber",
    [0.81310656, 0.017944046, 1.8840398e-3, 1.5371481e-5],
  ),
  "long-pips": elastic("racket 5: long pips", [0.74882337, 0.0073393645, 5.603093e-4, -5.6048014e-5]),
  "anti-spin": quantities({
    e0: fitted(0.53577745, "-", "racket 10: anti-spin"),
    e1: fitted(0.00045103693, "s/m", "racket 10: anti-spin"),
    friction: fitted(0.1887255, "-", "racket 10: anti-spin"),
  }),
} as const satisfies Readonly<Record<string, Rubber>>;

export type RubberName = keyof typeof RUBBERS;

const unit = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * A rubber as a ball feels it: v_n' = -e v_n; the tangential impulse takes the share J / (m |slip|) of the slip, which
 * friction limits. Above 0.4 the slip reverses.
 */
export function rubberMaterial({ e0, e1, k0, k1, friction }: Rubber): Material {
  const mass = BALL_PHYSICS.mass.value;
  const sticking = BALL_PHYSICS.stickingShare.value;
  const elasticAt = (slipMps: number): number =>
    k0 === undefined ? sticking : Math.max(0, k0.value - (k1?.value ?? 0) * slipMps) / mass;
  return {
    restitution: (normalMps) => unit(e0.value - e1.value * normalMps),
    grip: (normalMps, slipMps, restitution) => {
      const share = elasticAt(slipMps);
      const most = friction.value * (1 + restitution) * normalMps;
      return share * slipMps <= most ? share : most / slipMps;
    },
  };
}

const FITTED_FROM_MPS = 3.4;
const FITTED_TO_MPS = 10.6;

/** Whether the rubbers' constants were fitted at this speed of ball against racket [m/s]. */
export const isInRubberFit = (speedMps: number): boolean =>
  speedMps >= FITTED_FROM_MPS && speedMps <= FITTED_TO_MPS;
