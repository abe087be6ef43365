import { assert } from "../errors.ts";
import { exactCos, exactSin } from "../exact-math.ts";
import type { Vec3 } from "../vec3.ts";
import type { ArmDescription, Capsule } from "./arm.ts";
import type { Pose } from "./pose.ts";

/** Numbers per frame: 3x4, row-major, rotation and position [m]. */
const FRAME = 12;

/**
 * Forward kinematics and Jacobian of an arm. `set` places the frames, in the world; they are overwritten by the next call.
 * Hot path: nothing is allocated after the constructor.
 */
export class ArmKinematics {
  readonly arm: ArmDescription;
  /** Base frame, then one per joint, then the racket's: 12 numbers each, 3x4 row-major. */
  readonly frames: Float64Array;
  readonly #count: number;
  /** Per joint: offset (3), axis (3). */
  readonly #geometry: Float64Array;
  readonly #isRevolute: readonly boolean[];
  readonly #tool: Float64Array;
  readonly #turn = new Float64Array(9);

  constructor(arm: ArmDescription) {
    this.arm = arm;
    this.#count = arm.joints.length;
    this.frames = new Float64Array((this.#count + 2) * FRAME);
    this.frames.set(rows(arm.mount));
    this.#geometry = Float64Array.from(arm.joints.flatMap(({ offsetM, axis }) => [...offsetM, ...axis]));
    this.#isRevolute = arm.joints.map(({ kind }) => kind === "revolute");
    this.#tool = Float64Array.from(rows(arm.tool));
    this.set(arm.home);
  }

  /** Where the racket's frame begins in `frames`. */
  get toolAt(): number {
    return (this.#count + 1) * FRAME;
  }

  /** Places all frames for joint positions [m] or [rad]. */
  set(positions: ArrayLike<number>): void {
    assert(positions.length === this.#count, "one position per joint");
    const { frames } = this;
    const geometry = this.#geometry;
    for (let j = 0; j < this.#count; j++) {
      const from = j * FRAME;
      const g = j * 6;
      const along = this.#isRevolute[j] ? 0 : positions[j]!;
      for (let r = 0; r < 3; r++) {
        const row = from + r * 4;
        let p = frames[row + 3]!;
        for (let c = 0; c < 3; c++) p += frames[row + c]! * (geometry[g + c]! + along * geometry[g + 3 + c]!);
        frames[row + FRAME + 3] = p;
      }
      if (this.#isRevolute[j]) {
        this.#setTurn(g + 3, positions[j]!);
        this.#turnFrame(from);
      } else this.#keepRotation(from);
    }
    this.#placeTool();
  }

  /**
   * 6 x joints, row-major: velocity [m/s] of the blade's centre (rows 0..2) and angular velocity [rad/s] of the blade
   * (3..5) per joint speed, world frame. For the positions last set.
   */
  jacobianInto(out: Float64Array): void {
    const { frames } = this;
    const n = this.#count;
    const tool = this.toolAt;
    for (let j = 0; j < n; j++) {
      const frame = (j + 1) * FRAME;
      const g = j * 6 + 3;
      // the axis does not move in its own joint's frame
      const zx = this.#axis(frame, g, 0);
      const zy = this.#axis(frame, g, 1);
      const zz = this.#axis(frame, g, 2);
      if (this.#isRevolute[j]) {
        const dx = frames[tool + 3]! - frames[frame + 3]!;
        const dy = frames[tool + 7]! - frames[frame + 7]!;
        const dz = frames[tool + 11]! - frames[frame + 11]!;
        out[j] = zy * dz - zz * dy;
        out[n + j] = zz * dx - zx * dz;
        out[2 * n + j] = zx * dy - zy * dx;
        out[3 * n + j] = zx;
        out[4 * n + j] = zy;
        out[5 * n + j] = zz;
      } else {
        out[j] = zx;
        out[n + j] = zy;
        out[2 * n + j] = zz;
        out[3 * n + j] = out[4 * n + j] = out[5 * n + j] = 0;
      }
    }
  }

  /** The racket's frame in the world, for the positions last set; a copy. */
  toolPose(): Pose {
    const f = this.frames;
    const t = this.toolAt;
    return {
      positionM: [f[t + 3]!, f[t + 7]!, f[t + 11]!],
      rotation: [
        f[t]!,
        f[t + 1]!,
        f[t + 2]!,
        f[t + 4]!,
        f[t + 5]!,
        f[t + 6]!,
        f[t + 8]!,
        f[t + 9]!,
        f[t + 10]!,
      ],
    };
  }

  /** The links in the world, for the positions last set; allocates. */
  capsules(): Capsule[] {
    return this.arm.capsules.map(({ joint, fromM, toM, radiusM }) => ({
      fromM: this.place(joint + 1, fromM),
      toM: this.place(joint + 1, toM),
      radiusM,
    }));
  }

  /** A point of frame number `frame` (0 the base, 1 the first joint's) in the world [m]. */
  place(frame: number, [x, y, z]: Vec3): Vec3 {
    const f = this.frames;
    const at = (row: number): number => {
      const i = frame * FRAME + row * 4;
      return f[i]! * x + f[i + 1]! * y + f[i + 2]! * z + f[i + 3]!;
    };
    return [at(0), at(1), at(2)];
  }

  #axis(frame: number, geometryAt: number, row: number): number {
    const f = this.frames;
    const g = this.#geometry;
    const i = frame + row * 4;
    return f[i]! * g[geometryAt]! + f[i + 1]! * g[geometryAt + 1]! + f[i + 2]! * g[geometryAt + 2]!;
  }

  /** The rotation by `angleRad` about the axis at `geometryAt` (Rodrigues). */
  #setTurn(geometryAt: number, angleRad: number): void {
    const x = this.#geometry[geometryAt]!;
    const y = this.#geometry[geometryAt + 1]!;
    const z = this.#geometry[geometryAt + 2]!;
    const s = exactSin(angleRad);
    const c = exactCos(angleRad);
    const k = 1 - c;
    const m = this.#turn;
    m[0] = c + k * x * x;
    m[1] = k * x * y - s * z;
    m[2] = k * x * z + s * y;
    m[3] = k * x * y + s * z;
    m[4] = c + k * y * y;
    m[5] = k * y * z - s * x;
    m[6] = k * x * z - s * y;
    m[7] = k * y * z + s * x;
    m[8] = c + k * z * z;
  }

  /** Rotation of the frame after `from`: that of `from`, turned. */
  #turnFrame(from: number): void {
    const f = this.frames;
    const m = this.#turn;
    for (let r = 0; r < 3; r++) {
      const i = from + r * 4;
      const a = f[i]!;
      const b = f[i + 1]!;
      const c = f[i + 2]!;
      f[i + FRAME] = a * m[0]! + b * m[3]! + c * m[6]!;
      f[i + FRAME + 1] = a * m[1]! + b * m[4]! + c * m[7]!;
      f[i + FRAME + 2] = a * m[2]! + b * m[5]! + c * m[8]!;
    }
  }

  #keepRotation(from: number): void {
    const f = this.frames;
    for (let r = 0; r < 3; r++)
      for (let c = 0; c < 3; c++) f[from + FRAME + r * 4 + c] = f[from + r * 4 + c]!;
  }

  #placeTool(): void {
    const f = this.frames;
    const t = this.#tool;
    const tool = this.toolAt;
    for (let r = 0; r < 3; r++) {
      const i = tool - FRAME + r * 4;
      const a = f[i]!;
      const b = f[i + 1]!;
      const c = f[i + 2]!;
      for (let k = 0; k < 4; k++) f[tool + r * 4 + k] = a * t[k]! + b * t[4 + k]! + c * t[8 + k]!;
      f[tool + r * 4 + 3] = f[tool + r * 4 + 3]! + f[i + 3]!;
    }
  }
}

function rows({ positionM: [x, y, z], rotation: r }: Pose): number[] {
  return [r[0], r[1], r[2], x, r[3], r[4], r[5], y, r[6], r[7], r[8], z];
}
