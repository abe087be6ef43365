// Sizes of the convolution at work, set once per call: a call with 13 numbers would pass them on the stack each time.
export let C: i32 = 0,
  IH: i32 = 0,
  IW: i32 = 0,
  F: i32 = 0,
  OH: i32 = 0,
  OW: i32 = 0;
export let K: i32 = 0,
  S: i32 = 0,
  P: i32 = 0,
  M: i32 = 0;

export function convShape(
  c: i32,
  ih: i32,
  iw: i32,
  f: i32,
  oh: i32,
  ow: i32,
  k: i32,
  s: i32,
  p: i32,
  m: i32,
): void {
  C = c;
  IH = ih;
  IW = iw;
  F = f;
  OH = oh;
  OW = ow;
  K = k;
  S = s;
  P = p;
  M = m;
}
