import { AEDAT4_LIMITS, Aedat4Encoder } from "./aedat4-encoder.ts";
import { AEDAT4_MAGIC, Aedat4HeaderParser } from "./aedat4-header.ts";
import type { StreamFormat } from "./codec.ts";
import { SizedHeaderReader } from "./sized-header.ts";
import { UnitDecoder } from "./unit-decoder.ts";
import { limitRefusal } from "./writer-limits.ts";

/** iniVation AEDAT 4.0: packets of events, frames, inertial samples and triggers, packed with LZ4 or Zstandard or not. */
export const AEDAT4: StreamFormat = {
  id: "aedat4",
  name: "AEDAT 4.0",
  access: "stream",
  sight: (head) => (AEDAT4_MAGIC.every((byte, i) => head[i] === byte) ? "magic" : null),
  createDecoder: (options) => {
    const parser = new Aedat4HeaderParser(options);
    return new UnitDecoder(new SizedHeaderReader(parser, options.salvage === true), options);
  },
  writer: {
    extension: ".aedat4",
    limits: AEDAT4_LIMITS,
    refusal: (stream) => limitRefusal(AEDAT4_LIMITS, stream),
    createEncoder: (options) => new Aedat4Encoder(options),
  },
};
