import { CheckedSource } from "./checked-source.ts";
import type { FormatId, Sighting, SourceFormat } from "./codec.ts";
import { Hdf5Decoder } from "./hdf5-decoder.ts";
import { HDF5_MAGIC } from "./hdf5-file.ts";
import { PropheseeHdf5Encoder, PROPHESEE_HDF5_LIMITS } from "./prophesee-hdf5-encoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** Names of members near the start of a file tell its layout before it is opened; opening decides by all of it. */
const MARKS: readonly (readonly [FormatId, string])[] = [
  ["prophesee-hdf5", "CD\0"],
  ["dsec-hdf5", "ms_to_idx\0"],
];

function layoutOf(head: Uint8Array): FormatId | null {
  if (!HDF5_MAGIC.every((byte, i) => byte === head[i])) return null;
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
  return MARKS.find(([, mark]) => text.includes(`\0${mark}`))?.[0] ?? "hdf5";
}

const sighted = (head: Uint8Array, id: FormatId): Sighting => (layoutOf(head) === id ? "magic" : null);

const hdf5Format = (id: FormatId, name: string): SourceFormat => ({
  id,
  name,
  access: "random",
  sight: (head) => sighted(head, id),
  open: (source, options) => new Hdf5Decoder(new CheckedSource(source), options),
});

/** Prophesee HDF5: `/CD/events`, packed with ECF. Source: "HDF5 Event File Format", Prophesee documentation. */
export const PROPHESEE_HDF5: SourceFormat = {
  ...hdf5Format("prophesee-hdf5", "Prophesee HDF5"),
  writer: {
    extension: ".hdf5",
    limits: PROPHESEE_HDF5_LIMITS,
    refusal: (stream) => limitRefusal(PROPHESEE_HDF5_LIMITS, stream),
    createEncoder: (options) => new PropheseeHdf5Encoder(options),
  },
};

/** DSEC: `/events/{x,y,t,p}`, times relative to `/t_offset`. Source: uzh-rpg/DSEC `eventslicer.py`. */
export const DSEC_HDF5 = hdf5Format("dsec-hdf5", "DSEC HDF5");

/** Any other HDF5 file with events in columns, in structures or in rows of four numbers. */
export const HDF5 = hdf5Format("hdf5", "HDF5 with events");
