import { SaccadeError, type Place } from "../core/errors.ts";

/** A fault of a network: the message begins with the layer's path, which `where.layer` holds, too. */
export function networkError(layer: string, message: string, where: Place = {}): SaccadeError {
  return new SaccadeError("network-invalid", `${layer}: ${message}`, { layer, ...where });
}
