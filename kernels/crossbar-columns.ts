/** Currents of a crossbar's columns; `src/kernels/crossbar-columns.ts` lays the table out and says what it means. */
export { heapBase } from "./heap-base";

@unmanaged
class Table {
  plus: usize;
  minus: usize;
  fresh: usize;
  distance: usize;
  /** [bytes] of a row of devices. */
  rowBytes: usize;
  draws: usize;
  values: usize;
  /** Of wires, and the variance of an output. */
  losses: usize;
}

/** Reads the rows that are on, two columns at a time. Does what `readColumnsPlain` there does. */
export function readColumns(tableAt: usize, rows: usize, levels: usize, count: i32): void {
  const t = changetype<Table>(tableAt);
  const wire = f64x2.splat(load<f64>(t.losses));
  const outputVariance = f64x2.splat(load<f64>(t.losses, 8));
  const end = (<usize>count) << 2;
  for (let column: usize = 0; column < t.rowBytes; column += 8) {
    let plus = f64x2.splat(0);
    let minus = f64x2.splat(0);
    let plusLoss = f64x2.splat(0);
    let minusLoss = f64x2.splat(0);
    let variance = f64x2.splat(0);
    for (let n: usize = 0; n < end; n += 4) {
      const row = <usize>load<i32>(rows + n);
      const next = n + 4 < end ? load<i32>(t.distance + ((<usize>load<i32>(rows + n, 4)) << 2)) : 0;
      const segments = f64x2.splat(<f64>(load<i32>(t.distance + (row << 2)) - next));
      const amount = load<f64>(levels + (n << 1));
      const level = f64x2.splat(amount);
      const at = row * t.rowBytes + column;
      plus = f64x2.add(plus, f64x2.mul(level, Columns.pair(t.plus + at)));
      minus = f64x2.add(minus, f64x2.mul(level, Columns.pair(t.minus + at)));
      plusLoss = f64x2.add(plusLoss, f64x2.mul(f64x2.mul(segments, plus), plus));
      minusLoss = f64x2.add(minusLoss, f64x2.mul(f64x2.mul(segments, minus), minus));
      variance = f64x2.add(variance, f64x2.mul(f64x2.splat(amount * amount), Columns.pair(t.fresh + at)));
    }
    const current = f64x2.sub(Columns.dropped(plus, plusLoss, wire), Columns.dropped(minus, minusLoss, wire));
    const spread = f64x2.sqrt(f64x2.add(variance, outputVariance));
    const wide = column << 1;
    v128.store(t.values + wide, f64x2.add(current, f64x2.mul(spread, v128.load(t.draws + wide))));
  }
}

/** Parts that are put into their caller; static methods, for only those can be marked so. */
class Columns {
  @inline
  static pair(at: usize): v128 {
    return f64x2.promote_low_f32x4(v128.load64_zero(at));
  }

  @inline
  static dropped(current: v128, loss: v128, wire: v128): v128 {
    const left = f64x2.div(f64x2.mul(current, current), f64x2.add(current, f64x2.mul(wire, loss)));
    return v128.and(left, f64x2.ne(current, f64x2.splat(0)));
  }
}
