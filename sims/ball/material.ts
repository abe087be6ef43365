/** What a surface is made of, as a ball feels it. Speeds are those just before the contact, never negative. */
export interface Material {
  /** [-] normal speed after over normal speed before; `alongMps` is the ball's speed along the surface. */
  restitution(normalMps: number, alongMps: number): number;
  /** [-] share of the slip velocity that the tangential impulse takes from the ball's centre. */
  grip(normalMps: number, slipMps: number, restitution: number): number;
}
