// Sums over `count` numbers (a multiple of 8), for normalisation and biases.

export function sum(x: usize, count: i32): f32 {
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
  }
  return lanesSum(f32x4.add(a, b));
}

/** Sum of (x - centre) * (y - centre of y = 0) : pass y = x and `squares` for the spread. */
export function productSum(x: usize, y: usize, count: i32, centre: f32): f32 {
  const c = f32x4.splat(centre);
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32, y += 32) {
    a = f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(x), c), v128.load(y)));
    b = f32x4.add(b, f32x4.mul(f32x4.sub(v128.load(x, 16), c), v128.load(y, 16)));
  }
  return lanesSum(f32x4.add(a, b));
}

export function squareSum(x: usize, count: i32, centre: f32): f32 {
  const c = f32x4.splat(centre);
  let a = f32x4.splat(0),
    b = a;
  const end = x + (usize(count) << 2);
  for (; x < end; x += 32) {
    const p = f32x4.sub(v128.load(x), c),
      q = f32x4.sub(v128.load(x, 16), c);
    a = f32x4.add(a, f32x4.mul(p, p));
    b = f32x4.add(b, f32x4.mul(q, q));
  }
  return lanesSum(f32x4.add(a, b));
}

export function lanesSum(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** y = x * factor + rest. */
export function scaleShift(x: usize, y: usize, count: i32, factor: f32, rest: f32): void {
  const f = f32x4.splat(factor),
    r = f32x4.splat(rest);
  const end = x + (usize(count) << 2);
  for (; x < end; x += 16, y += 16) v128.store(y, f32x4.add(f32x4.mul(v128.load(x), f), r));
}

/** z = x * xFactor + y * yFactor + rest. */
export function blend(x: usize, y: usize, z: usize, count: i32, xFactor: f32, yFactor: f32, rest: f32): void {
  const fx = f32x4.splat(xFactor),
    fy = f32x4.splat(yFactor),
    r = f32x4.splat(rest);
  const end = x + (usize(count) << 2);
  for (; x < end; x += 16, y += 16, z += 16) {
    v128.store(z, f32x4.add(f32x4.add(f32x4.mul(v128.load(x), fx), f32x4.mul(v128.load(y), fy)), r));
  }
}
