import type { CompileOptions } from "../backend.ts";
import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import { weightedOf } from "../../snn/engine/weighted.ts";
import { CORES, DYNAPSE_LIMITS, NEURONS } from "./limits.ts";

/** Options that no chip could be used with. */
export function optionViolations({ stepMs, chips = 1 }: CompileOptions): Violation[] {
  const found: Violation[] = [];
  const most = DYNAPSE_LIMITS.chips.value;
  const refuse = (what: string, need: number, limit: string): void => {
    const formula = `${what} is ${need}`;
    found.push({ code: "NETWORK_INVALID", layer: "network", need: String(need), limit, formula, hint: `${what} ${limit}` }); // prettier-ignore
  };
  if (stepMs !== undefined && !(stepMs > 0 && stepMs < Infinity)) refuse("--step-ms", stepMs, "above 0");
  if (!(Number.isInteger(chips) && chips >= 1 && chips <= most)) refuse("--chips", chips, `1 to ${most}`);
  return found;
}

/** What no neuron of the chip can stand for: sums that are read, delays, biases, nothing at all. */
export function partViolations(part: Part, isOutput: boolean): Violation[] {
  const { path, role, inputs } = part;
  const refuse = (layer: string, [need, limit, formula, hint]: readonly string[]): Violation => ({
    code: "UNSUPPORTED_LAYER",
    layer,
    need: need ?? "",
    limit: limit ?? "",
    formula: formula ?? "",
    hint: hint ?? "",
  });
  const found: Violation[] = [];
  if (role === "readout") {
    const formula = `sums of ${path} are put out; the chip puts out spikes`;
    found.push(refuse(path, ["sums", "spikes", formula, `LIF neurons behind ${path}`]));
  }
  if (role === "input" && isOutput) {
    const formula = `${path} is put out as it comes in`;
    const hint = "weights and neurons between Input and Output";
    found.push(refuse(path, ["no layer", "1 or more", formula, hint]));
  }
  const biased = new Set<string>();
  for (const { weights, way } of inputs) {
    const delay = way.find(({ node }) => node.type === "Delay");
    if (delay !== undefined)
      found.push(refuse(delay.path, ["Delay", "no delays", `${delay.path} is Delay`, `leave out ${delay.path}`])); // prettier-ignore
    if (weights === null || biased.has(weights.path)) continue;
    const most = Array.from(weightedOf(weights).bias ?? []).find((bias) => bias !== 0);
    if (most === undefined) continue;
    biased.add(weights.path);
    const formula = `bias ${most} of ${weights.path}: neurons of a core share their constant current`;
    found.push(refuse(weights.path, ["a bias", "0", formula, "a bias of 0, or an input that is always on"]));
  }
  return found;
}

/** More neurons than all cores have. */
export function sizeViolation({ path, shape, count, role }: Part, chips: number): Violation | null {
  const limit = CORES * chips;
  if (role !== "neurons" || count <= limit * NEURONS) return null;
  return {
    code: "CORE_COUNT",
    layer: path,
    need: Math.ceil(count / NEURONS),
    limit,
    formula: `${shape.join("·")} = ${count} neurons, ${NEURONS} a core`,
    hint: `${limit * NEURONS} neurons${orChips(count)}`,
  };
}

/** More neurons in all layers together, none of which is too large by itself. */
export function totalViolation(parts: readonly Part[], chips: number): Violation | null {
  const limit = CORES * chips;
  const layers = parts.filter(({ role }) => role === "neurons");
  const all = layers.reduce((sum, { count }) => sum + count, 0);
  if (all <= limit * NEURONS || layers.some(({ count }) => count > limit * NEURONS)) return null;
  const [largest] = [...layers].sort((a, b) => b.count - a.count);
  return {
    code: "CORE_COUNT",
    layer: "network",
    need: Math.ceil(all / NEURONS),
    limit,
    formula: `${layers.map(({ path, count }) => `${path} ${count}`).join(" + ")} = ${all} neurons, ${NEURONS} a core`,
    hint: `${all - limit * NEURONS} neurons less, most of all in ${largest?.path ?? "the largest layer"}${orChips(all)}`,
  };
}

/** More chips, where so many can be had. */
function orChips(neurons: number): string {
  const need = Math.ceil(neurons / (CORES * NEURONS));
  return need <= DYNAPSE_LIMITS.chips.value ? `, or --chips ${need}` : "";
}
