import type { Violation } from "../fit-report.ts";
import type { Part } from "../parts.ts";
import type { Wiring } from "../wiring.ts";
import { exactAxons } from "./coded-part.ts";
import { AXONS, TYPES } from "./limits.ts";
import { WEIGHT_CODES, type WeightCode } from "./weight-code.ts";

export interface CodeWish {
  /** [axons an input] asked for by the user. */
  readonly asked: number | undefined;
  /** [axons an input] at most, where none is asked for. */
  readonly most: number;
  readonly channels: number;
}

/**
 * The code of a part's weights: the one asked for; else the smallest that holds the weights as they are; else the richest that its inputs leave
 * axons for. A neuron sees its own core's 256 axons and no others.
 */
export function chooseCode(
  part: Part,
  wirings: readonly Wiring[],
  { asked, most, channels }: CodeWish,
): WeightCode | Violation {
  const inputs = wirings.reduce((sum, { fanIn }) => sum + fanIn, 0);
  const formula = wirings.map(({ fanInFormula }) => fanInFormula).join(" + ");
  const room = inputs === 0 ? TYPES : Math.floor(AXONS / inputs);
  if (asked !== undefined) return askedCode(part, asked, { inputs, room, formula });
  if (room === 0) return tooMany(part, { inputs, formula });
  const exact = exactAxons(wirings, channels, Math.min(TYPES, room));
  const axons = exact ?? Math.min(most, room);
  // one axon an input holds one size and one sign: no rounding to that
  return axons === 1 && exact === null ? tooMany(part, { inputs, formula }) : code(axons);
}

const code = (axons: number): WeightCode => WEIGHT_CODES[axons - 1] as WeightCode;

interface Inputs {
  readonly inputs: number;
  readonly formula: string;
}

function askedCode(
  { path }: Part,
  asked: number,
  { inputs, room, formula }: Inputs & { readonly room: number },
): WeightCode | Violation {
  if (!Number.isInteger(asked) || asked < 1 || asked > TYPES) {
    return {
      code: "AXON_TYPES",
      layer: path,
      need: asked,
      limit: TYPES,
      formula: `${asked} axons an input asked for, each of a type of its own`,
      hint: `1 to ${TYPES}: one size, ternary, 3 bits, 4 bits`,
    };
  }
  if (asked <= room) return code(asked);
  const fewer = room >= 1 ? `${room} axons an input, or ` : "";
  return {
    code: room >= 1 ? "WEIGHT_LEVELS" : "FANIN_GT_256",
    layer: path,
    need: inputs * asked,
    limit: AXONS,
    formula: `${formula} inputs · ${asked} axons = ${inputs * asked}`,
    hint: `${fewer}${Math.floor(AXONS / asked)} inputs a neuron`,
  };
}

function tooMany({ path }: Part, { inputs, formula }: Inputs): Violation {
  const each = AXONS / 2;
  const groups = Math.ceil(inputs / each);
  return {
    code: "FANIN_GT_256",
    layer: path,
    need: 2 * inputs,
    limit: AXONS,
    formula: `${formula} inputs · 2 axons, one for each sign of a ternary weight = ${2 * inputs}`,
    hint: `${each} inputs a neuron: ${groups} groups of channels, or neurons between that each take a part`,
  };
}
