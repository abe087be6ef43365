import { SaccadeError } from "../core/errors.ts";
import { AEDAT2, sightOtherAedat } from "./aedat2.ts";
import { AEDAT3 } from "./aedat3.ts";
import { AEDAT4 } from "./aedat4.ts";
import { ATIS_BIN } from "./atis-bin.ts";
import type { Format, FormatId, SightUnreadable } from "./codec.ts";
import { DAT } from "./dat.ts";
import { ES } from "./es.ts";
import { DSEC_HDF5, HDF5, PROPHESEE_HDF5 } from "./hdf5.ts";
import { MCAP } from "./mcap.ts";
import { NPY } from "./npy.ts";
import { EVT2, EVT21, EVT3 } from "./prophesee-raw.ts";
import { sightOtherRaw } from "./raw-header.ts";
import { ROSBAG1, sightOtherBag } from "./rosbag1.ts";
import { ROSBAG2 } from "./rosbag2.ts";
import { sightPackedFile } from "./packed-file.ts";
import { CSV, TEXT } from "./text.ts";
import { NPY_COLUMNS, NPZ, TEXT_ZIP } from "./zip-formats.ts";

/** Every format that can be read, in the order in which they are asked whether a file is theirs. */
export const FORMATS: readonly Format[] = [
  EVT2,
  EVT21,
  EVT3,
  DAT,
  ROSBAG1,
  ROSBAG2,
  MCAP,
  PROPHESEE_HDF5,
  DSEC_HDF5,
  HDF5,
  AEDAT4,
  AEDAT3,
  AEDAT2,
  ES,
  NPY,
  NPY_COLUMNS,
  NPZ,
  TEXT_ZIP,
  // without a mark of their own
  CSV,
  TEXT,
  ATIS_BIN,
];

/** Families that are recognised only to be refused by name. */
export const UNREADABLE: readonly SightUnreadable[] = [
  sightOtherRaw,
  sightOtherBag,
  sightOtherAedat,
  sightPackedFile,
];

/** @throws SaccadeError `codec-unknown`, naming the formats there are. */
export function formatById(id: string): Format {
  const format = FORMATS.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw new SaccadeError(
    "codec-unknown",
    `no format "${id}"; there are ${FORMATS.map((f) => f.id).join(", ")}`,
  );
}

/** The formats that can be written. */
export const writableFormats = (): readonly FormatId[] =>
  FORMATS.filter((format) => format.writer !== undefined).map((format) => format.id);
