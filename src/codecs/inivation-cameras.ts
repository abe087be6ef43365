import type { Geometry } from "./codec.ts";

/** Sensors by a part of a camera's or a chip's name, in lower case. Source: iniVation's data sheets, jAER's chip classes. */
const SENSORS: readonly (readonly [part: string, Geometry])[] = [
  ["davis346", { width: 346, height: 260 }],
  ["davis240", { width: 240, height: 180 }],
  ["davis640", { width: 640, height: 480 }],
  ["davishet640", { width: 640, height: 480 }],
  ["davisrgb640", { width: 640, height: 480 }],
  ["cdavis", { width: 640, height: 480 }],
  ["davis208", { width: 208, height: 192 }],
  ["davis128", { width: 128, height: 128 }],
  ["sbret10", { width: 240, height: 180 }], // what the DAVIS240A was called at first
  ["dvxplorer", { width: 640, height: 480 }],
  ["dvs132s", { width: 132, height: 104 }],
  ["dvs128", { width: 128, height: 128 }],
  ["tmpdiff128", { width: 128, height: 128 }], // and the DVS128
  ["edvs", { width: 128, height: 128 }],
];

/** The sensor's size, by the name of a camera or of a jAER chip class; null when it is not known. */
export function inivationGeometry(name: string): Geometry | null {
  const wanted = name.toLowerCase();
  return SENSORS.find(([part]) => wanted.includes(part))?.[1] ?? null;
}
