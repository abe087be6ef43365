/** Where a kernel writes events: the columns of a batch. src/codecs/wasm-columns.ts lays its view over the same fields. */
@unmanaged
export class EventColumns {
  /** Addresses of the columns: f64 [us], u16 [px], u16 [px], u8. */
  t: usize;
  x: usize;
  y: usize;
  p: usize;
  /** [px] events at or beyond these are dropped and counted. */
  width: i32;
  height: i32;
  /** [events] the call may write. */
  room: i32;
  /** [events] the call has written. */
  events: i32;
  /** What the call counted: events beyond width and height, steps back of the clock, wraps of it. */
  outOfBounds: i32;
  stepsBack: i32;
  wraps: i32;
}
