import type { Backend } from "../../src/backends/backend.ts";
import type { LinkName } from "../../src/backends/link-profiles.ts";

/** [px] */
interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * What a report must say of a chip behind no link: only a chip that sees through the sensor on its own die is without one. Null
 * where the link is another, or the camera is that sensor.
 */
export function supposedLink(
  link: LinkName,
  { name, ownSensorPx }: Pick<Backend, "name" | "ownSensorPx">,
  { width, height }: Size,
): string | null {
  if (link !== "onchip" || (width === ownSensorPx && height === ownSensorPx)) return null;
  const side = String(ownSensorPx);
  const truth =
    ownSensorPx === undefined
      ? `${name} has no sensor of its own`
      : `${name} is without a link to its own ${side}x${side} sensor alone`;
  return `no link, for comparison only: ${truth}, this camera has ${String(width)}x${String(height)}`;
}
