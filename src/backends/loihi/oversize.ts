import { sizeOf } from "../../snn/tensor.ts";
import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { type CoreLimits, LOIHI_FORMATS } from "./limits.ts";

/** A network without what is larger than all cores together: that is answered by its size, before anything is laid out. */
export interface Sized {
  /** Those too large, and those that they feed, without their inputs. */
  readonly parts: readonly Part[];
  readonly violations: readonly Violation[];
}

/** Sizes up parts. Of neurons beyond all compartments nothing is said here: the allocation does. */
export function sizeUp(parts: readonly Part[], limits: CoreLimits, cores: number): Sized {
  const violations = parts.map(
    (part) => inputViolation(part, limits, cores) ?? weightViolation(part, limits, cores),
  );
  const isTooLarge = (index: number): boolean =>
    violations[index] != null ||
    (parts[index]?.role !== "input" && (parts[index]?.count ?? 0) > cores * limits.compartments.value);
  return {
    parts: parts.map((part) =>
      isTooLarge(part.index) || part.inputs.some(({ from }) => isTooLarge(from))
        ? { ...part, inputs: [] }
        : part,
    ),
    violations: violations.filter((violation) => violation !== null),
  };
}

function inputViolation(
  { role, count, path, shape }: Part,
  { inAxons }: CoreLimits,
  cores: number,
): Violation | null {
  const limit = cores * inAxons.value;
  if (role !== "input" || count <= limit) return null;
  const formula = `${shape.join("·")} = ${String(count)} inputs, ${String(inAxons.value)} axons · ${String(cores)} cores`;
  return {
    code: "IN_AXONS",
    layer: path,
    need: count,
    limit,
    formula,
    hint: "a region of the sensor, or pooled events",
  };
}

function weightViolation(
  { inputs, path }: Part,
  { synapseBits }: CoreLimits,
  cores: number,
): Violation | null {
  const shapes = inputs.flatMap(({ weights }) =>
    weights !== null && "weight" in weights.node ? [weights.node.weight.shape] : [],
  );
  const bits = LOIHI_FORMATS.weightBits.value;
  const need = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) * bits;
  const limit = cores * synapseBits.value;
  if (need <= limit) return null;
  const formula = `${shapes.map((shape) => shape.join("·")).join(" + ")} weights · ${String(bits)} bits = ${String(need)}`;
  const hint = `${String(Math.floor(limit / bits))} weights fit; ${String(Math.ceil((need / limit) * cores))} cores`;
  return { code: "SYNAPSE_BITS", layer: path, need, limit, formula, hint };
}
