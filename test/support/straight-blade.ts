import type { BladeMotion } from "../../sims/table-tennis/blade.ts";
import { add, cross, normalize, scale, type Vec3 } from "../../src/core/vec3.ts";

/** How a `StraightBlade` moves: place [m] and velocity [m/s] of its centre, face normal, handle to tip, spin [rad/s]. */
export interface BladeStart {
  readonly positionM?: Vec3;
  readonly velocityMps?: Vec3;
  readonly normal?: Vec3;
  readonly tip?: Vec3;
  readonly spinRadps?: Vec3;
}

/** A blade whose centre goes straight while it turns evenly: a tick of any arm, made by hand. */
export class StraightBlade implements BladeMotion {
  x = NaN;
  y = NaN;
  z = NaN;
  vx = NaN;
  vy = NaN;
  vz = NaN;
  nx = NaN;
  ny = NaN;
  nz = NaN;
  ux = NaN;
  uy = NaN;
  uz = NaN;
  wx = NaN;
  wy = NaN;
  wz = NaN;
  readonly #start: Required<BladeStart>;
  /** [s] the tick began so long after the start. */
  tickS = 0;

  constructor({
    positionM = [0, 0, 0],
    velocityMps = [0, 0, 0],
    normal = [0, 1, 0],
    tip = [0, 0, 1],
    spinRadps = [0, 0, 0],
  }: BladeStart = {}) {
    this.#start = { positionM, velocityMps, normal: normalize(normal), tip: normalize(tip), spinRadps };
    this.at(0);
  }

  at(afterS: number): void {
    const s = this.tickS + afterS;
    const { positionM, velocityMps, normal, tip, spinRadps } = this.#start;
    [this.x, this.y, this.z] = add(positionM, scale(velocityMps, s));
    [this.vx, this.vy, this.vz] = velocityMps;
    [this.nx, this.ny, this.nz] = turned(normal, spinRadps, s);
    [this.ux, this.uy, this.uz] = turned(tip, spinRadps, s);
    [this.wx, this.wy, this.wz] = spinRadps;
  }
}

/** `v` turned about `spinRadps` for `seconds` (Rodrigues). */
function turned(v: Vec3, spinRadps: Vec3, seconds: number): Vec3 {
  const rate = Math.hypot(...spinRadps);
  if (rate === 0) return v;
  const axis = scale(spinRadps, 1 / rate);
  const [c, s] = [Math.cos(rate * seconds), Math.sin(rate * seconds)];
  const along = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
  return add(add(scale(v, c), scale(cross(axis, v), s)), scale(axis, along * (1 - c)));
}
