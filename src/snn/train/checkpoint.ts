import { SaccadeError } from "../../core/errors.ts";
import type { TrainingState } from "./training.ts";

/** "SACC" and the layout's version. */
const MAGIC = 0x43434153;
const VERSION = 1;
const HEADER_NUMBERS = 8;

/**
 * Bytes of a training between two steps. Little-endian: 8 doubles (magic, version, fingerprint, step, parameters, epochs,
 * Adam's powers packed behind), then doubles and floats as listed in `parts`.
 * @param fingerprint of the recipe and data, an integer below 2^53: a checkpoint fits only what it was made from
 */
export function encodeCheckpoint(state: TrainingState, fingerprint: number): Uint8Array {
  const count = state.parameters.length;
  const doubles = [
    MAGIC,
    VERSION,
    fingerprint,
    state.step,
    count,
    state.epochLosses.length,
    state.adam.power1,
    state.adam.power2,
    state.lossSum,
    ...state.epochLosses,
  ];
  const bytes = new Uint8Array(doubles.length * 8 + count * 24);
  let at = put(bytes, Float64Array.from(doubles), 0);
  for (const part of [state.adam.mean, state.adam.square, state.parameters, state.average])
    at = put(bytes, part, at);
  return bytes;
}

function put(bytes: Uint8Array, part: Float64Array | Float32Array, at: number): number {
  bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
  return at + part.byteLength;
}

/**
 * A training as a checkpoint holds it.
 * @throws SaccadeError `config-invalid` when it is not one, or belongs to another recipe, network or data set
 */
export function decodeCheckpoint(
  bytes: Uint8Array,
  expected: { readonly fingerprint: number; readonly parameters: number },
): TrainingState {
  const copy = bytes.slice().buffer;
  const head = copy.byteLength >= 72 ? new Float64Array(copy, 0, HEADER_NUMBERS + 1) : new Float64Array(9);
  const [magic, version, fingerprint, step, count, epochs, power1, power2, lossSum] =
    head as unknown as number[];
  if (magic !== MAGIC || version !== VERSION) throw wrong("it is not a checkpoint of this version", "");
  if (fingerprint !== expected.fingerprint) throw wrong("it belongs to another recipe or data set", "recipe");
  const doubles = (HEADER_NUMBERS + 1 + epochs!) * 8;
  if (count !== expected.parameters || copy.byteLength !== doubles + count * 24) {
    throw wrong(
      `it holds ${count} parameters in ${copy.byteLength} bytes, the network has ${expected.parameters}`,
      "",
    );
  }
  return {
    step: step!,
    parameters: new Float32Array(copy, doubles + count * 16, count),
    average: new Float32Array(copy, doubles + count * 20, count),
    adam: {
      mean: new Float64Array(copy, doubles, count),
      square: new Float64Array(copy, doubles + count * 8, count),
      power1: power1!,
      power2: power2!,
    },
    epochLosses: [...new Float64Array(copy, (HEADER_NUMBERS + 1) * 8, epochs)],
    lossSum: lossSum!,
  };
}

const wrong = (what: string, field: string): SaccadeError =>
  new SaccadeError("config-invalid", `cannot go on from this checkpoint: ${what}`, { field });
