import { SaccadeError } from "../core/errors.ts";
import { groupIn, valueIn, type Hdf5Group, type Hdf5Value } from "./nir-hdf5.ts";
import type { Metadata, Padding } from "./network.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** Reads the fields of one node; every fault is `codec-corrupt` with the node's path as `layer` and the field's name. */
export class NirFields {
  readonly #group: Hdf5Group;
  readonly #layer: string;

  constructor(group: Hdf5Group, layer: string) {
    this.#group = group;
    this.#layer = layer;
  }

  fault(field: string, message: string): SaccadeError {
    return new SaccadeError("codec-corrupt", `${this.#layer}: ${field} ${message}`, {
      layer: this.#layer,
      field,
    });
  }

  tensor(field: string): Tensor {
    const value = this.#present(field);
    if (typeof value === "number") return { shape: [], data: Float64Array.of(value) };
    if (typeof value === "object" && "data" in value) return value;
    throw this.fault(field, "must hold numbers");
  }

  /** A tensor, or zeros of the shape of another field where it is missing. */
  tensorOrZeros(field: string, like: string): Tensor {
    if (valueIn(this.#group, field) !== undefined) return this.tensor(field);
    const { shape, data } = this.tensor(like);
    return { shape, data: new Float64Array(data.length) };
  }

  text(field: string): string {
    const value = this.#present(field);
    if (typeof value === "string") return value;
    throw this.fault(field, "must be a text");
  }

  integer(field: string): number {
    const [value = NaN, ...more] = this.integers(field);
    if (more.length > 0) throw this.fault(field, "must be 1 number");
    return value;
  }

  /** A list of integers; a single number is a list of one. */
  integers(field: string): number[] {
    const { data } = this.tensor(field);
    const values = Array.from(data);
    if (values.every(Number.isSafeInteger)) return values;
    throw this.fault(field, `must hold integers, found ${values.join(",")}`);
  }

  /** `axes` integers; a single number stands for all of them. */
  perAxis(field: string, axes: number): number[] {
    const values = this.integers(field);
    const [only] = values;
    if (values.length === 1 && only !== undefined) return Array.from({ length: axes }, () => only);
    if (values.length === axes) return values;
    throw this.fault(field, `must hold ${String(axes)} integers, found ${values.join(",")}`);
  }

  pair(field: string): readonly [number, number] {
    const [rows = NaN, columns = NaN] = this.perAxis(field, 2);
    return [rows, columns];
  }

  padding(field: string, axes: number): Padding {
    const value = this.#present(field);
    if (typeof value !== "string") return this.perAxis(field, axes);
    if (value === "same" || value === "valid") return value;
    throw this.fault(field, `must be same, valid or integers, found ${value}`);
  }

  shapeOrNull(field: string): Shape | null {
    return valueIn(this.#group, field) === undefined ? null : this.integers(field);
  }

  /** What stands beside the parameters; undefined when nothing does. Tables of texts are left out. */
  metadata(): Metadata | undefined {
    const group = groupIn(this.#group, "metadata");
    if (group === undefined) return undefined;
    const entries = group.keys().flatMap((key): [string, string | number | Tensor][] => {
      const value = valueIn(group, key);
      return value === undefined || (typeof value === "object" && "texts" in value) ? [] : [[key, value]];
    });
    return Object.fromEntries(entries);
  }

  #present(field: string): Hdf5Value {
    const value = valueIn(this.#group, field);
    if (value !== undefined) return value;
    throw this.fault(field, `is missing; there are: ${this.#group.keys().join(", ")}`);
  }
}
