import { airRowAt, publishedDrag, publishedMagnus } from "./air-law.ts";

/** [1/(m/s)] cells per speed, and [-] how many there are: up to 32 m/s; beyond, the last one goes on. */
export const AIR_CELLS_PER_MPS = 2;
export const AIR_CELLS = 64;
/** Numbers per cell. */
export const AIR_CELL = 8;

const CONTROL_POINTS = AIR_CELLS + 3;
/** The law at the speed of each control point: the first lies one cell before rest, and the law is even in the speed. */
const ROWS = Array.from({ length: CONTROL_POINTS }, (_, i) => airRowAt(Math.abs(i - 1) / AIR_CELLS_PER_MPS));

/**
 * The air's coefficients by speed for one size of the spin, which a flight does not change: cubic B-splines whose control
 * points are the published values every 0.5 m/s. That rounds off their kinks, so that second derivatives are continuous and
 * a Runge-Kutta step keeps its fourth order.
 */
export class AirCurve {
  /** [rad/s] the spin it holds for; NaN = not made yet. */
  spinRadps = NaN;
  /** Per cell four coefficients of C_D, then four of C_M: those of 1, t, t^2, t^3, where t in 0..1 is the place in the cell. */
  readonly cells = new Float64Array(AIR_CELLS * AIR_CELL);
  readonly #drags = new Float64Array(CONTROL_POINTS);
  readonly #lifts = new Float64Array(CONTROL_POINTS);

  /** Makes it hold for a spin [rad/s]; takes some microseconds. */
  fit(spinRadps: number, radiusM: number): void {
    this.spinRadps = spinRadps;
    for (let i = 0; i < CONTROL_POINTS; i++) {
      const row = ROWS[i];
      if (row === undefined) continue;
      const mps = row.drag.mps;
      this.#drags[i] = publishedDrag(row, mps === 0 ? 0 : (radiusM * spinRadps) / mps);
      this.#lifts[i] = publishedMagnus(row, spinRadps);
    }
    spline(this.#drags, this.cells, 0);
    spline(this.#lifts, this.cells, 4);
  }
}

/** Writes the polynomials of a uniform cubic B-spline, four coefficients per cell from `at` on. */
function spline(control: Float64Array, cells: Float64Array, at: number): void {
  for (let cell = 0; cell < AIR_CELLS; cell++) {
    const a = control[cell] ?? NaN;
    const b = control[cell + 1] ?? NaN;
    const c = control[cell + 2] ?? NaN;
    const d = control[cell + 3] ?? NaN;
    const to = cell * AIR_CELL + at;
    cells[to] = (a + 4 * b + c) / 6;
    cells[to + 1] = (c - a) / 2;
    cells[to + 2] = (a - 2 * b + c) / 2;
    cells[to + 3] = (d - a) / 6 + (b - c) / 2;
  }
}
