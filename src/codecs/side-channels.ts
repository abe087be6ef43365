/** One sample of a camera's inertial sensor, in the sensor's axes. */
export interface ImuSample {
  /** [us] stream's clock. */
  readonly timeUs: number;
  /** [m/s^2] x, y, z; NaN where the sensor gives none. */
  readonly accelerationMps2: readonly [number, number, number];
  /** [rad/s] about x, y, z; NaN where the sensor gives none. */
  readonly angularVelocityRadps: readonly [number, number, number];
  /** [degC] NaN where the sensor gives none. */
  readonly temperatureC: number;
}

/** One image of a camera that also takes frames. */
export interface Frame {
  /** [us] stream's clock, start and end of exposure (equal where only one time is stored). */
  readonly exposureStartUs: number;
  readonly exposureEndUs: number;
  /** [px] */
  readonly width: number;
  readonly height: number;
  /** [-] values per pixel: 1 = grey, 3 = red green blue, 4 = with alpha. */
  readonly channels: number;
  /** [-] row by row from the stored origin, channels interleaved; belongs to the receiver. */
  readonly pixels: Uint8Array | Uint16Array;
}

/** Takes what a stream holds beside events, in stream order. Called inside `decode`; must not call back into it. */
export interface SideChannels {
  /** An edge on an external trigger input: `timeUs` [us], channel `id`, `rising`. */
  trigger?(timeUs: number, id: number, rising: boolean): void;
  imu?(sample: ImuSample): void;
  frame?(frame: Frame): void;
}
